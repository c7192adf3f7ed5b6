import { type Feed, type KnownTicker, knownTickers } from '@istsi/reporter';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { Secret } from '../settings/secret.ts';
import { LogLevel } from './signer-config.ts';

const contract = z.string().regex(/^C[A-Z2-7]{55}$/, 'expected a contract (C…)');
const words = z.string().min(1).max(40);

const Ticker = z.strictObject({
  ...{ name: words, kind: words },
  url: z.url({ protocol: /^https?$/ }),
  /** Place of the price in the answer: `data.amount`, `result.XXBTZUSD.c.0`. */
  price: z.string().min(1),
  time: z.strictObject({ place: z.string().min(1), unit: z.enum(['seconds', 'milliseconds', 'iso']) }).optional(),
});

const Oracle = z.strictObject({
  ...{ name: words, kind: words.default('oracle'), contract },
  asset: z.union([
    z.strictObject({ other: z.string().regex(/^[A-Za-z0-9_]{1,32}$/) }),
    z.strictObject({ stellar: contract }),
  ]),
});

const tickerNames = Object.keys(knownTickers) as [KnownTicker, ...KnownTicker[]];

/** What `istsi reporter run` needs: a key, a network and sources of its own. */
export const ReporterConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** Where it tells how it stands. */
  port: z.number().int(),
  /** Stellar secret key of one of the oracle's reporters; its account pays for what it says. */
  key: Secret,
  stellar: z.strictObject({ rpcUrl: z.url() }),
  manifest: z.string().min(1),
  /** The contract that it reports to. */
  oracle: contract,
  feed: z.union([
    /** A file, `{"usd_per_btc": "60000.00"}`: no market, and refused on public networks. */
    z.strictObject({ local: z.string().min(1) }),
    z.strictObject({
      /** By name where we know them, or as they are. */
      tickers: z.array(z.union([z.enum(tickerNames), Ticker])).default([]),
      oracles: z.array(Oracle).default([]),
      rules: z
        .strictObject({
          leastSources: z.number().int().min(2).optional(),
          leastKinds: z.number().int().min(1).optional(),
          mostDeviationBps: z.number().int().min(1).max(2_000).optional(),
          mostAgeSeconds: z.number().int().min(1).max(3_600).optional(),
        })
        .default({}),
    }),
  ]),
  everySeconds: z.number().int().min(1).max(3_600).optional(),
  /** So often it says the same again. */
  heartbeatSeconds: z.number().int().min(10).optional(),
  /** Basis points that make it speak sooner. */
  deviationBps: z.number().int().min(1).max(5_000).optional(),
  logLevel: LogLevel.default('info'),
});
export type ReporterConfig = z.output<typeof ReporterConfig>;

export function feedOf({ feed }: ReporterConfig): Feed {
  if ('local' in feed) return feed;
  return {
    tickers: feed.tickers.map((each) => (typeof each === 'string' ? knownTickers[each] : each)),
    oracles: feed.oracles.map(({ asset, ...oracle }) => ({
      ...oracle,
      asset: 'other' in asset ? { tag: 'Other', values: [asset.other] } : { tag: 'Stellar', values: [asset.stellar] },
    })),
    rules: Object.fromEntries(Object.entries(feed.rules).filter(([, value]) => value !== undefined)),
  };
}

/**
 * Of several reporters in one process, who has that process has them all, and with them the quorum. So it is for prices of
 * a file, which no reporter takes on a public network.
 */
export function requireProcessOfItsOwn(configs: readonly Pick<ReporterConfig, 'feed'>[]): void {
  if (configs.length > 1 && configs.some(({ feed }) => !('local' in feed)))
    throw new CliError('cli/bad-configuration', {
      problems: 'several reporters in one process are one voice: start each by itself, on a machine of its own',
    });
}
