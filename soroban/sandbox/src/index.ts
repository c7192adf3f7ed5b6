export type { Applied, Direct, NetworkCopy, Prepared } from './direct.ts';
export { SandboxError, type SandboxErrorCode, type SandboxErrorContext } from './errors.ts';
export type { ForkOptions } from './fork/origin.ts';
export type { EntryChange, GrantedCall, StoredEntry } from './host/boundary.ts';
export type { HostVal } from './host/values/value.ts';
export type { CoveredFile } from './host/vm/wasm/line-hits.ts';
export { DEFAULT_PASSPHRASE, DEFAULT_PROTOCOL, PROTOCOLS, type Protocol } from './protocol.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export { type Stage, staged } from './staged-copy.ts';
