import { CodedError } from '@istsi/bitcoin-custody';

export type ReporterErrors = {
  'reporter/local-feed': { networkPassphrase: string };
  'reporter/not-a-reporter': { address: string; oracle: string };
  'reporter/unknown-asset': { token: string; oracle: string };
  'reporter/slow-heartbeat': { heartbeatSeconds: number; maxAgeSeconds: number };
  'reporter/other-unit': { oracle: string; base: string; decimals: number };
  'reporter/few-sources': { sources: number; least: number };
};

const messages: { [C in keyof ReporterErrors]: (context: ReporterErrors[C]) => string } = {
  'reporter/local-feed': (c) =>
    `a file is no source of prices on “${c.networkPassphrase}”, where others take them for a market's; name public tickers`,
  'reporter/not-a-reporter': (c) =>
    `${c.address} is no reporter of the oracle ${c.oracle}; governance names them (Administer, set_config)`,
  'reporter/unknown-asset': (c) =>
    `the oracle ${c.oracle} does not quote ${c.token}; governance adds it (Administer, add_asset)`,
  'reporter/slow-heartbeat': (c) =>
    `a heartbeat of ${c.heartbeatSeconds} s lets words become stale, which count for ${c.maxAgeSeconds} s: name half of that or less`,
  'reporter/other-unit': (c) =>
    `the oracle ${c.oracle} counts in ${c.base} with ${c.decimals} decimals; a satoshi is reported in USD with 8 at least`,
  'reporter/few-sources': (c) => `${c.sources} sources can never be the ${c.least} that must agree; name more`,
};

/** Why a reporter does not even begin. */
export class ReporterError<C extends keyof ReporterErrors = keyof ReporterErrors> extends CodedError<
  ReporterErrors,
  C
> {
  constructor(code: C, context: ReporterErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
