export { ReporterError } from './errors.ts';
export { type KnownTicker, knownTickers } from './known-tickers.ts';
export type { SourceRules } from './observe.ts';
export type { HttpSource } from './sources/http-source.ts';
export type { OracleSource } from './sources/oracle-source.ts';
export { REPORTER_STANDING, type ReporterFacts } from './standing.ts';
export { type Feed, type Reporter, type StartReporterOptions, startReporter } from './start-reporter.ts';
