export type StorageErrors = {
  'regtest/not-a-journal': { path: string };
  'regtest/journal-corrupted': { path: string; offset: number };
  'regtest/directory-in-use': { path: string; pid: number };
  'regtest/lock-unusable': { path: string };
  'regtest/disk-failed': { cause: string };
};

export class StorageError<C extends keyof StorageErrors = keyof StorageErrors> extends Error {
  readonly code: C;
  readonly context: StorageErrors[C];

  constructor(code: C, context: StorageErrors[C], message: string) {
    super(message);
    this.name = 'StorageError';
    this.code = code;
    this.context = context;
  }
}
