import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { ApiKeySchema } from '../api-keys/key-tables.ts';
import type { ArchiveSchema } from '../archive/archive-tables.ts';
import type { AuditSchema } from '../audit/audit-tables.ts';
import type { BusSchema } from '../bus/bus-tables.ts';
import type { CustomerSchema } from '../customers/customer-tables.ts';
import type { ExternalAccountSchema } from '../external-accounts/account-tables.ts';
import type { IdempotencySchema } from '../idempotency/idempotency-tables.ts';
import type { InboxSchema } from '../inbox/inbox-tables.ts';
import type { MonitorSchema } from '../monitor/monitor-tables.ts';
import type { DepositState } from '../operations/deposits/deposit.ts';
import type { BatchState, PaymentState } from '../operations/payments/batch.ts';
import type { WithdrawalState } from '../operations/withdrawals/withdrawal.ts';
import type { QuoteSchema } from '../quotes/quote-tables.ts';
import type { ReconciliationSchema } from '../reconciliation/reconciliation-tables.ts';
import type { RegistrationSchema } from '../registrations/registration-tables.ts';
import type { ScreeningSchema } from '../screening/screening-tables.ts';
import type { SecurityKeySchema } from '../security-keys/security-key-tables.ts';
import type { SponsorshipSchema } from '../sponsorship/sponsorship-tables.ts';
import type { SuspicionSchema } from '../suspicion/suspicion-tables.ts';
import type { TransferSchema } from '../transfers/transfer-tables.ts';
import type { WebAuthSchema } from '../web-auth/web-auth-tables.ts';
import type { WebhookSchema } from '../webhooks/webhook-tables.ts';

/** int8, read as bigint (see open-database.ts). */
type Int8 = ColumnType<bigint, bigint | number, bigint | number>;
type Timestamp = ColumnType<Date, Date | undefined, Date>;

/** One row per Bitcoin output that pays a deposit address. The watcher writes what Bitcoin says, the worker the rest. */
export interface DepositTable extends Driven {
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
  /** Height of the tip when the output left the active chain; null while it is in it. */
  absent_since: number | null;

  state: Generated<DepositState>;
  /** The owner of `address_index` in the KYC registry, once there is one. */
  user_address: string | null;
  confirmations_required: number | null;
  /** The Stellar transaction that minted, or that is on its way. */
  stellar_tx: string | null;
  /** The withdrawal that pays it back, should it be: sha256("returned_deposit" ‖ txid ‖ vout), hex. */
  return_id: GeneratedAlways<string>;
  /** The reserve has it on its books to be paid back. */
  owed_back: Generated<boolean>;
  /** A compliance officer holds what is owed back. */
  return_held: Generated<boolean>;
  /** When an officer asked for its return. */
  return_asked_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** What every operation's row has, for the worker that drives it. */
interface Driven {
  refusal_code: string | null;
  refusal_message: string | null;
  /** Steps in a row that did not succeed. */
  failures: Generated<number>;
  /** When the first of them did not, which drives the pauses; of no meaning where there is none. */
  failing_since: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** When to look again at the latest; null when only something from outside can change anything. */
  wake_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** One row per withdrawal that the reserve recorded: a fold of the chain's events, and where it stands here. */
export interface WithdrawalTable extends Driven {
  /** The router's id of the operation, hex. */
  id: string;
  user_address: string | null;
  btc_address: string | null;
  /** Where it is paid to, hex. */
  script: string;
  /** Satoshis burned: what the payment and its share of the fee come to. */
  amount_sats: Int8;
  max_fee_sats: Int8;
  /** Ledger time, unix seconds, from which it can be refunded and no longer authorized. */
  deadline: Int8;
  state: Generated<WithdrawalState>;
  batch_id: string | null;
  /** Its output in every payment of the batch. */
  place: number | null;
  /** Paid by itself, because signers refused it together with others. */
  alone: Generated<boolean>;
  /** Its share of the fee of the payment named by `txid`. */
  fee_sats: ColumnType<bigint | null, bigint | null | undefined, bigint | null>;
  /** The Bitcoin transaction that pays it: the newest version, or the one that was mined. */
  txid: string | null;
  /** The Stellar transaction that settled or refunded it, or that is on its way. */
  stellar_tx: string | null;
}

/** Withdrawals that are paid together. */
export interface BatchTable extends Driven {
  /** The txid of its first payment, as on chain. */
  id: string;
  kind: 'payment' | 'sweep';
  state: Generated<BatchState>;
  /** The coin that every version of its payment spends: who spends it is the one that was mined. */
  anchor: string;
  /** The payment whose change a sweep spends before it is mined, to pay for both. */
  parent: string | null;
  confirmations_required: number | null;
  /** The Bitcoin height by which it should be mined. */
  deadline_height: number | null;
  /** The payment that settled it on chain. */
  completed_by: string | null;
  /** Why its fee is not raised, while it should be. */
  fee_note: string | null;
}

/** One version of a batch's Bitcoin transaction. */
export interface PaymentTable {
  txid: string;
  batch_id: string;
  /** Counts from 1. */
  version: number;
  state: Generated<PaymentState>;
  /** base64, without signatures. Null while the payment is known from the chain only. */
  psbt: string | null;
  fee_sats: Int8;
  /** It pays only the reserve, and its batch has withdrawals. */
  cancels: Generated<boolean>;
  vbytes: number | null;
  /** Ready to be broadcast, hex. */
  raw_tx: string | null;
  broadcast_height: number | null;
  /** Height of the block of the active chain that holds it, as last looked at. */
  height: number | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** Coins that batches hold. */
export interface ReservedCoinTable {
  outpoint: string;
  batch_id: string;
}

/** What each signer has signed of a payment, so that a half-collected set survives. */
export interface PaymentSignatureTable {
  txid: string;
  signer: string;
  /** base64. */
  psbt: string;
  created_at: Timestamp;
}

/** Ledgers whose events the RPC had dropped before they were read. */
export interface EventGapTable {
  stream: string;
  from_ledger: Int8;
  through_ledger: Int8;
  noticed_at: Timestamp;
}

/** Events that could not be handled; the stream went on. */
export interface QuarantinedEventTable {
  id: string;
  name: string;
  reason: string;
  quarantined_at: Timestamp;
}

/** Signed Stellar transactions, stored before they are sent. */
export interface SubmissionTable {
  hash: string;
  /** Key of the deposit, withdrawal or batch. */
  operation: string;
  /** What it is for; an operation needs several in its life, one at a time. */
  purpose: Generated<string>;
  envelope: string;
  /** Unix seconds. */
  valid_until: Int8;
  /** `unknown`: nobody can say any more; what it was for, the contracts say. */
  fate: Generated<'pending' | 'success' | 'failed' | 'dead' | 'unknown'>;
  created_at: Timestamp;
}

/** What happened to an operation, in order; append-only. */
export interface OperationEventTable {
  id: GeneratedAlways<bigint>;
  operation: string;
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

/** Every change of the reserve's set of outputs, from the contract's events, in their order; append-only. */
export interface ReserveChangeTable {
  seq: GeneratedAlways<bigint>;
  event_id: string;
  /** Within the event. */
  position: number;
  change: 'added' | 'removed';
  txid: string;
  vout: Int8;
  amount_sats: Int8;
  ledger: Int8;
}

/** Proofs of reserves that were published. */
export interface ReserveProofTable {
  id: string;
  bitcoin_height: number;
  bitcoin_block: string;
  ledger: Int8;
  outputs: number;
  total_sats: Int8;
  supply_sats: Int8;
  owed_sats: Int8;
  stellar_tx: string | null;
  created_at: Timestamp;
}

/** A thousand scripts a row, end to end. */
export interface WatchedScriptsTable {
  descriptor: string;
  row: number;
  scripts: Buffer;
  /** sha256 of descriptor, row and scripts, hex. */
  sum: string;
}

/** Announced, and in no block. */
export interface PendingPaymentTable {
  outpoint: string;
  txid: string;
  amount_sats: bigint;
  address_index: Int8;
  seen_at: Generated<Date>;
  gone_at: Date | null;
}

export interface Schema
  extends ApiKeySchema,
    ArchiveSchema,
    AuditSchema,
    BusSchema,
    ExternalAccountSchema,
    IdempotencySchema,
    InboxSchema,
    QuoteSchema,
    ScreeningSchema,
    SecurityKeySchema,
    SponsorshipSchema,
    SuspicionSchema,
    WebhookSchema,
    WebAuthSchema,
    MonitorSchema,
    CustomerSchema,
    TransferSchema,
    ReconciliationSchema,
    RegistrationSchema {
  'istsi.deposits': DepositTable;
  'istsi.submissions': SubmissionTable;
  'istsi.withdrawals': WithdrawalTable;
  'istsi.batches': BatchTable;
  'istsi.payments': PaymentTable;
  'istsi.payment_signatures': PaymentSignatureTable;
  'istsi.reserved_coins': ReservedCoinTable;
  'istsi.event_gaps': EventGapTable;
  'istsi.quarantined_events': QuarantinedEventTable;
  'istsi.operation_events': OperationEventTable;
  'istsi.owners': OwnerTable;
  'istsi.bitcoin_blocks': BitcoinBlockTable;
  'istsi.bitcoin_credits': BitcoinCreditTable;
  'istsi.bitcoin_watcher': BitcoinWatcherTable;
  'istsi.cursors': CursorTable;
  'istsi.reserve_changes': ReserveChangeTable;
  'istsi.reserve_proofs': ReserveProofTable;
  'istsi.watched_scripts': WatchedScriptsTable;
  'istsi.pending_payments': PendingPaymentTable;
}
