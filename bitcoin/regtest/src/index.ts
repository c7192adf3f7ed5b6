export { type Regtest, type RegtestOptions, startRegtest } from './start-regtest.ts';
export { StorageError, type StorageErrors } from './storage/storage-error.ts';
