export type { Role } from './access-table.ts';
export { type Api, type ApiOptions, createApi } from './api.ts';
export type { ConfiguredKeys } from './callers.ts';
export { describeApi } from './describe-api.ts';
export type { Page } from './pages.ts';
export { Problem, type ProblemCode } from './problems.ts';
export type { LocalHelp } from './routes/local.ts';
