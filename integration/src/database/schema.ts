import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { DepositState } from '../operations/deposit.ts';

/** int8, read as bigint (see open-database.ts). */
type Int8 = ColumnType<bigint, bigint | number, bigint | number>;
type Timestamp = ColumnType<Date, Date | undefined, Date>;

/** One row per Bitcoin output that pays a deposit address. The watcher writes what Bitcoin says, the worker the rest. */
export interface DepositTable {
  /** `txid:vout`. */
  outpoint: string;
  txid: string;
  vout: Int8;
  amount_sats: Int8;
  address_index: Int8;
  /** sha256("bitcoin_deposit" ‖ txid ‖ vout), hex; the router computes the same. */
  operation_id: string;
  /** Block of the active chain that holds the output; null while there is none. */
  height: number | null;
  block_hash: string | null;

  state: Generated<DepositState>;
  /** The owner of `address_index` in the KYC registry, once there is one. */
  user_address: string | null;
  confirmations_required: number | null;
  /** The Stellar transaction that minted, or that is on its way. */
  stellar_tx: string | null;
  refusal_code: string | null;
  refusal_message: string | null;
  /** Steps in a row that did not succeed; drives the backoff. */
  failures: Generated<number>;
  /** When to look again at the latest; null when only Bitcoin can change anything. */
  wake_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** Signed Stellar transactions, stored before they are sent. */
export interface SubmissionTable {
  hash: string;
  outpoint: string;
  envelope: string;
  /** Unix seconds. */
  valid_until: Int8;
  fate: Generated<'pending' | 'success' | 'failed' | 'dead'>;
  created_at: Timestamp;
}

/** What happened to a deposit, in order; append-only. */
export interface DepositEventTable {
  id: GeneratedAlways<bigint>;
  outpoint: string;
  at: Timestamp;
  state: string;
  detail: JSONColumnType<Record<string, string>>;
}

/** Registered addresses by index: a copy of what the KYC registry says, for the way back from index to address. */
export interface OwnerTable {
  address_index: Int8;
  address: string;
  created_at: Timestamp;
}

/** The blocks that the watcher follows, deep enough to undo any reorganization. */
export interface BitcoinBlockTable {
  height: number;
  hash: string;
}

/** Outputs that pay custody addresses and matter to the watcher: unspent, or spent not long ago. */
export interface BitcoinCreditTable {
  outpoint: string;
  txid: string;
  vout: Int8;
  amount_sats: Int8;
  epoch: number;
  branch: 'deposit' | 'change';
  address_index: Int8;
  height: number;
  block_hash: string;
  is_coinbase: boolean;
  spent_by: string | null;
  spent_height: number | null;
  spent_block_hash: string | null;
}

/** One row: what the watcher follows, and how far it looked. */
export interface BitcoinWatcherTable {
  id: Generated<number>;
  network: string;
  descriptor: string;
  start_height: number;
  watched_through: number;
  rescan_next: number | null;
  rescan_through: number | null;
}

/** How far a reader of the chain has come. */
export interface CursorTable {
  name: string;
  position: string;
}

export interface Schema {
  'istsi.deposits': DepositTable;
  'istsi.submissions': SubmissionTable;
  'istsi.deposit_events': DepositEventTable;
  'istsi.owners': OwnerTable;
  'istsi.bitcoin_blocks': BitcoinBlockTable;
  'istsi.bitcoin_credits': BitcoinCreditTable;
  'istsi.bitcoin_watcher': BitcoinWatcherTable;
  'istsi.cursors': CursorTable;
}
