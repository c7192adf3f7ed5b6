import type { BitcoinRpc, Epochs, Log } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { Network, Submitter } from '@istsi/soroban-client';
import type { SignerRanking } from '../attestation/collect.ts';
import type { Database } from '../database/open-database.ts';
import type { BooksWatch } from '../reconciliation/books-watch.ts';
import type { LiabilitiesSource } from './liabilities-file.ts';

/** What proofs of reserves are made with. */
export interface ProofWorld {
  database: Database;
  network: Network;
  contracts: SystemContracts;
  submitter: Submitter;
  signers: SignerRanking;
  bitcoin: BitcoinRpc;
  /** The descriptors of all epochs, oldest first. */
  epochs: Epochs;
  /** Which coins of the books are missing. */
  books: Pick<BooksWatch, 'holds'>;
  log: Log;
  settings: ProofSettings;
}

export interface ProofSettings {
  /** Where proofs are published: one directory each. */
  directory: string;
  /** Where the world reads that directory, without a slash at the end; goes into the statement and into SEP-1's fields. */
  publicUrl?: string;
  /** How deep the block of a proof must be. */
  confirmations?: number;
  /** How long one signer may take for one answer; ten thousand outputs take minutes. */
  signerTimeoutMs?: number;
  /** What is owed off chain, if anything is; read anew for each proof. */
  liabilities?: LiabilitiesSource;
}

export const DEFAULT_CONFIRMATIONS = 2;
export const DEFAULT_SIGNER_TIMEOUT_MS = 300_000;
