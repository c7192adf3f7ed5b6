import { readConfig, readPrice } from '../exchange/exchange-desk.ts';
import type { OraclePrice } from '../exchange/exchange-requests.ts';
import { askReporters, type ReporterPart } from '../exchange/reporter-status.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { inWords, ok, type PartHealth, warning } from './part-health.ts';

/** Those who say what a bitcoin costs, and what came of it: without enough of them nothing is exchanged. */
export async function lookAtReporters(world: MonitorWorld): Promise<Found> {
  const { contracts, reporters, now } = world;
  const config = await readConfig({ contracts });
  // Where governance opened no exchange, a price is nobody's business.
  if (!config) return { samples: [], parts: [] };
  const [found, { base, price }] = await Promise.all([
    askReporters(reporters, config.oracle, now().getTime()),
    readPrice(world, config),
  ]);
  return { samples: [], parts: [judgeReporters({ base, price, maxAgeSeconds: Number(config.max_age) }, found)] };
}

interface PriceFound {
  base: string;
  price: Pick<OraclePrice, 'perBitcoin' | 'ageSeconds'> | null;
  /** What is older is no price to exchange at. */
  maxAgeSeconds: number;
}

/** Pure. Of an oracle of somebody else there are no reporters that we could ask, but a price. */
export function judgeReporters(
  { base, price, maxAgeSeconds }: PriceFound,
  reporters: readonly Pick<ReporterPart, 'address' | 'error'>[],
): PartHealth {
  const unwell = reporters.flatMap(({ address, error }) => (error === undefined ? [] : [`${address}: ${error}`]));
  const isUsable = price !== null && price.ageSeconds <= maxAgeSeconds;
  const said = [priceInWords(), ...unwell];
  if (!isUsable || unwell.length > 0) return warning('reporters', said.join('; '));
  return ok('reporters', reporters.length === 0 ? said[0]! : `${said[0]}; all ${reporters.length} report`);

  function priceInWords(): string {
    if (!price) return 'there is no price, and nothing is exchanged';
    const old = `${price.perBitcoin} ${base} a bitcoin, ${inWords(price.ageSeconds)} old`;
    return isUsable ? old : `${old}, which is older than is exchanged at: nothing is exchanged`;
  }
}
