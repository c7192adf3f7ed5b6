/** What can go wrong when a sandbox starts or runs, with the facts of each case. */
export type SandboxErrorContext = {
  'sandbox/locked': { dataDir: string; pid: number };
  'sandbox/other-network': { dataDir: string; found: string; wanted: string };
  'sandbox/other-format': { dataDir: string; found: number; supported: number };
  'sandbox/network-unknown': { file: string; reason: string };
  'sandbox/lock-unusable': { file: string };
  'sandbox/log-corrupted': { file: string; offset: number; reason: string };
  'sandbox/log-gap': { expected: number; found: number; file: string };
  'sandbox/storage-failed': { dataDir: string };
  'sandbox/port-in-use': { host: string; port: number };
  'sandbox/protocol': { wanted: number | undefined; found: number | undefined; supported: number[] };
  'sandbox/no-copy': { reason: string };
  'sandbox/fork-unreachable': { rpcUrl: string };
  'sandbox/fork-bad-answer': { rpcUrl: string };
  'sandbox/fork-other-network': { rpcUrl: string; found: string; wanted: string };
  'sandbox/fork-moved-on': { rpcUrl: string; key: string; changedAt: number; forkedAt: number };
  'sandbox/no-fork': { reason: string };
  'sandbox/stopped': Record<string, never>;
  'sandbox/not-written': { reason: string };
  'sandbox/not-taken': { status: string; reason: string };
};

export type SandboxErrorCode = keyof SandboxErrorContext;

export class SandboxError<C extends SandboxErrorCode = SandboxErrorCode> extends Error {
  readonly code: C;
  readonly context: SandboxErrorContext[C];

  constructor(code: C, context: SandboxErrorContext[C], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SandboxError';
    this.code = code;
    this.context = context;
  }
}
