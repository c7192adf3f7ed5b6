export { SandboxError, type SandboxErrorCode, type SandboxErrorContext } from './errors.ts';
export { DEFAULT_PASSPHRASE, PROTOCOL_VERSION } from './protocol.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
