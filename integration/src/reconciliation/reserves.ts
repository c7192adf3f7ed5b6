import { addressOfScript, type Network } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { CurrentHolds } from './books-watch.ts';

/** What stands behind the tokens. */
export interface Reserves {
  /** As the contract's books have it. */
  reservesSats: bigint;
  /** Of these: named by the books, and not there on Bitcoin. */
  missingSats: bigint;
  supplySats: bigint;
  /**
   * Of what is there; null while nothing is issued, and while the node has blocks that were not searched: a coin may be gone
   * in one of them, and nobody is told 100 % before that is known.
   */
  ratioBps: number | null;
  /** The last Bitcoin block that the books were compared with; null before the first. */
  comparedHeight: number | null;
  /** How a loss is made good, or shared. */
  loss: Loss;
}

export interface Loss {
  /** Issued, or owed to withdrawals, and no coin stands for it. While this is not 0, the reserve authorizes no payment at the full rate. */
  shortSats: bigint;
  /** What is paid to this address is counted by the custodians as reserve and mints nothing; null before there is one. */
  fillAddress: string | null;
  /** What governance has everybody paid of what they burn, in basis points. */
  redemptionRateBps: number;
}

const WHOLE_BPS = 10_000n;

export async function readReserves(
  { reserve }: Pick<SystemContracts, 'reserve'>,
  network: Network,
  { holds: { report, shortSats }, behind }: CurrentHolds,
  comparedHeight: number,
): Promise<Reserves> {
  const [{ total_btc, total_istsi }, { reserve_script }, redemptionRateBps] = await Promise.all([
    reserve.read('get_reserve_status'),
    reserve.read('get_config'),
    reserve.read('get_redemption_rate'),
  ]);
  const { missingSats } = report;
  const there = total_btc > missingSats ? total_btc - missingSats : 0n;
  const ratioBps = behind === undefined ? ratioOf(there, total_istsi) : null;
  const fillAddress = addressOfScript(reserve_script, network) ?? null;
  return {
    ...{ reservesSats: total_btc, missingSats, supplySats: total_istsi, ratioBps },
    comparedHeight: comparedHeight < 0 ? null : comparedHeight,
    loss: { shortSats, fillAddress, redemptionRateBps },
  };
}

/** Rounded down: 100 % means all of it. */
const ratioOf = (there: bigint, issued: bigint): number | null =>
  issued === 0n ? null : Number((there * WHOLE_BPS) / issued);
