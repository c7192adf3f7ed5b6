export type { Result } from './check.ts';
export type { ContractAccount } from './sep45/context.ts';
export { type SignatureKind, signatureKinds } from './sep45/entries.ts';
export { runSep45, runSep59, type SuiteOptions } from './suites.ts';
