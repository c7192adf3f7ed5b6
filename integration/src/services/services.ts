import type { AdminServices } from '../administration/admin-services.ts';
import type { ApiKeyServices } from '../api-keys/key-services.ts';
import type { ArchivedPlace } from '../archive/archived-places.ts';
import type { SignerHealth } from '../attestation/signer-health.ts';
import type { AuditServices } from '../audit/audit-services.ts';
import type { PendingPayment } from '../bitcoin/pending-payments.ts';
import type { BusServices } from '../bus/bus-services.ts';
import type { ExchangeServices } from '../exchange/exchange-requests.ts';
import type { IdempotencyServices } from '../idempotency/idempotency-services.ts';
import type { InboxReport } from '../inbox/inbox-report.ts';
import type { ReceiptQuery } from '../inbox/list-receipts.ts';
import type { Receipt } from '../inbox/receipt.ts';
import type { MonitorServices } from '../monitor/monitor-services.ts';
import type { DepositState, Outpoint, Refusal } from '../operations/deposits/deposit.ts';
import type { WithdrawalState } from '../operations/withdrawals/withdrawal.ts';
import type { OperationServices } from '../operations-desk/operation-services.ts';
import type { ProofServices } from '../proofs/proof-services.ts';
import type { MissingCoin } from '../reconciliation/books-report.ts';
import type { ReconciliationServices } from '../reconciliation/reconciliation-services.ts';
import type { Reserves } from '../reconciliation/reserves.ts';
import type { AwaitedRegistration, ReviewedCustomer } from '../registrations/registration-store.ts';
import type { ScreeningServices } from '../screening/screening-services.ts';
import type { SecurityKeyServices } from '../security-keys/security-key-services.ts';
import type { SepServices } from '../seps/sep-services.ts';
import type { SponsorshipServices } from '../sponsorship/sponsorship-services.ts';
import type { SuspicionServices } from '../suspicion/suspicion-services.ts';
import type { Tracer } from '../tracing/tracer.ts';
import type { WebhookServices } from '../webhooks/webhook-services.ts';
import type { DepositAddress } from './deposit-addresses.ts';
import type { GuardianPart } from './guardian-status.ts';
import type { PaymentPsbt } from './offline-signing.ts';
import type { ReturnOrder, SubmitReturnOutcome } from './return-requests.ts';
import type { PrepareTransferOutcome, SubmitTransferOutcome, TransferOrder } from './transfers.ts';
import type { AskedPart } from './who-is-silent.ts';
import type {
  PrepareOutcome,
  SubmitWithdrawalOutcome,
  WithdrawalOrder,
  WithdrawalQuote,
} from './withdrawal-requests.ts';
import type { PaymentQuery, PaymentView, WithdrawalQuery, WithdrawalView } from './withdrawal-views.ts';

/** What programs and people may ask of the system, and tell it to do. */
export interface Services extends ProofServices {
  /** Which networks and contracts these are; nobody is asked. */
  network: SystemNetwork;
  /** What an outpoint, a txid or the id of a withdrawal names. */
  track(id: string): Promise<{ kind: 'deposit' | 'withdrawal' | 'payment'; id: string }[]>;
  status(): Promise<SystemStatus>;
  /** Who of those that are asked says nothing now, within two seconds. */
  silent(): Promise<AskedPart[]>;
  /** Who could sign now, by the last heartbeats: what is missing is known before a withdrawal needs it. */
  signers(): Promise<SignerHealth>;

  /**
   * Opens an identity for the address. One that is registered with this tier already is left as it is. Where no officer's key
   * is here, it awaits the signature of one who has theirs elsewhere.
   */
  registerIdentity(input: RegisterIdentity): Promise<Registration>;
  /** Takes back that it awaits one. Whether it did. */
  withdrawRegistration(address: string): Promise<boolean>;
  user(address: string): Promise<User | undefined>;
  /** What `user` would answer at this moment, where nobody has to be asked for it: the same object for as long as that is the answer. */
  knownUser(address: string): User | undefined;
  /** The Bitcoin address that is this user's for good; undefined for one who is not registered. */
  depositAddress(address: string): Promise<DepositAddress | undefined>;
  /** As `knownUser`. */
  knownDepositAddress(address: string): DepositAddress | undefined;

  /** Newest first. */
  deposits(query: DepositQuery): Promise<{ items: DepositView[]; nextCursor: string | undefined }>;
  deposit(outpoint: Outpoint): Promise<(DepositView & History) | undefined>;
  /** What is announced to the address of a user, or by a transaction, and is in no block yet. Undefined for one who is not registered. */
  pendingPayments(of: { user: string } | { txid: string }): Promise<PendingPayment[] | undefined>;
  /** Hurries the next look at a deposit. */
  recheckDeposit(outpoint: Outpoint): Promise<DepositView | undefined>;
  /** A compliance officer wants it paid back, if the contracts refuse it for good: custodians decide that each for itself. */
  requestReturn(outpoint: Outpoint): Promise<DepositView | undefined>;
  /** Keeps what is owed back from being paid, or lets it be paid again. */
  holdReturn(outpoint: Outpoint, held: boolean): Promise<DepositView | undefined>;
  /** Where it is paid back to, as a transaction for its owner's wallet to sign. Undefined for an unknown deposit. */
  prepareReturn(order: ReturnOrder): Promise<PrepareOutcome | undefined>;
  /** Sends that on, base64 XDR. Repeated, it answers the same. */
  submitReturn(envelope: string, signal?: AbortSignal): Promise<SubmitReturnOutcome>;

  /** `transfer` of the token, as a transaction for the holder's wallet to sign; refused now if the contracts would refuse it. */
  prepareTransfer(order: TransferOrder): Promise<PrepareTransferOutcome>;
  /** Sends that on, base64 XDR. Repeated, it answers the same. */
  submitTransfer(envelope: string, signal?: AbortSignal): Promise<SubmitTransferOutcome>;

  /** What a withdrawal costs and brings now, and why it would be refused. Undefined for one who is not registered. */
  quoteWithdrawal(order: Omit<WithdrawalOrder, 'address'> & { address?: string }): Promise<WithdrawalQuote | undefined>;
  /** The withdrawal as a transaction for the user's wallet to sign; refused now if the contracts would refuse it. */
  prepareWithdrawal(order: WithdrawalOrder): Promise<PrepareOutcome>;
  /** Sends a signed withdrawal on, base64 XDR. Repeated, it answers the same. The signal ends the work: nothing goes on after it. */
  submitWithdrawal(envelope: string, signal?: AbortSignal): Promise<SubmitWithdrawalOutcome>;
  /** Newest first. */
  withdrawals(query: WithdrawalQuery): Promise<{ items: WithdrawalView[]; nextCursor: string | undefined }>;
  /** One that is not known here is looked for on the chain. */
  withdrawal(id: string): Promise<(WithdrawalView & History) | undefined>;
  /** Hurries the next look at a withdrawal and its payment. */
  recheckWithdrawal(id: string): Promise<WithdrawalView | undefined>;
  /** The reserve's Bitcoin transactions, every version of each; newest first. */
  payments(query: PaymentQuery): Promise<{ items: PaymentView[]; nextCursor: string | undefined }>;
  /** With the timeline of its batch. */
  payment(txid: string): Promise<(PaymentView & History) | undefined>;
  /** For an offline signer. */
  exportPayment(txid: string): Promise<PaymentPsbt | undefined>;
  /** Adds the signatures of one. */
  importSignatures(txid: string, psbt: Uint8Array): Promise<PaymentPsbt | undefined>;
  /** Plans the version that cancels it: see `cancelBatch`. Answers that one; asked again, the same. */
  cancelPayment(txid: string): Promise<PaymentView | undefined>;

  /** One token for another, at the oracle's price. */
  exchange: ExchangeServices;

  /** The same for holders without lumens, for whom somebody else pays. */
  sponsorship: SponsorshipServices;

  /** What is in the inbox, which takes withdrawals as transfers; undefined where there is none. */
  inbox(): Promise<InboxReport | undefined>;
  /** What arrived there, whether there is one now or not. */
  inboxReceipts(query: ReceiptQuery): Promise<{ items: Receipt[]; nextCursor: string | undefined }>;

  /** What happened on both chains, in one order. */
  events: BusServices;
  /** Where it is sent. */
  webhooks: WebhookServices;
  /** What Stellar's wallets expect of an anchor; undefined where no key is there to sign challenges with. */
  seps: SepServices | undefined;

  /** All kinds of operations together. */
  operations: OperationServices;
  /** Who decides, and what they sign. */
  administration: AdminServices;
  /** How everything is, in numbers and in words, and who is told of it. */
  monitor: MonitorServices;
  screening: ScreeningServices;
  /** Of programs, for the API. */
  apiKeys: ApiKeyServices;
  /** Requests that named themselves: asked again, they are answered again. */
  idempotency: IdempotencyServices;
  /** What its people show besides their wallets. */
  securityKeys: SecurityKeyServices;
  suspicion: SuspicionServices;
  /** What was done, by whom. */
  audit: AuditServices;
  /** Both chains held against each other, to the satoshi. */
  reconciliations: ReconciliationServices;

  reserves(): Promise<Reserves>;
  /**
   * `running`: registered contracts that could not be paused. The router works with none of them. There is no way back from
   * here: governance lets the system run again.
   */
  pause(reason: string): Promise<{ stellarTx: string; running: string[] }>;

  /** What is done for who asks is told with it, where anything is traced. */
  tracer: Tracer | undefined;

  stop(): Promise<void>;
}

export interface SystemNetwork {
  networkPassphrase: string;
  bitcoinNetwork: string;
  /** Ids by name. */
  contracts: Record<string, string>;
  /** Of every epoch of the custody, oldest first, with checksums. */
  descriptors: readonly string[];
}

export interface RegisterIdentity {
  address: string;
  /** 0 to 4. */
  tier: number;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** When the verification no longer counts. Absent: in a year. */
  expiresAt?: Date;
  /** Whose review it comes from. */
  customer?: ReviewedCustomer;
}

export type Registration =
  | { is: 'registered'; user: User; created: boolean }
  | { is: 'awaiting'; registration: AwaitedRegistration };

export type IdentityStatus =
  | 'pending'
  | 'active'
  | 'suspended'
  | 'revoked'
  | 'frozen'
  | 'blacklisted'
  | 'under-review'
  | 'expired';

export interface User {
  address: string;
  /** Number of the identity, which may have several addresses. */
  identity: bigint;
  tier: number;
  status: IdentityStatus;
  depositIndex: number;
  balanceSats: bigint;
}

export interface DepositQuery {
  user?: string;
  state?: DepositState;
  limit: number;
  cursor?: string;
}

export interface DepositView extends Outpoint {
  /** Null while the address index paid belongs to nobody. */
  user: string | null;
  amountSats: bigint;
  state: DepositState;
  height: number | null;
  confirmations: number;
  /** Null until the deposit is identified. */
  confirmationsRequired: number | null;
  operationId: string;
  stellarTx: string | null;
  refusal: Refusal | null;
  /** How it is paid back; null while nothing is owed back. */
  payback: ReturnView | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What is owed back for a deposit that may not become tokens, and how far that has come. */
export interface ReturnView {
  /** Of the withdrawal that pays it. */
  id: string;
  /** A compliance officer holds it. */
  held: boolean;
  /** Null while nobody has named it. */
  address: string | null;
  maxFeeSats: bigint | null;
  feeSats: bigint | null;
  state: WithdrawalState | null;
  txid: string | null;
  refusal: Refusal | null;
}

/** What happened to an operation. */
export interface History {
  timeline: TimelineEntry[];
  /** Where the rest of it is: the timeline of one that was pruned has its beginning and its end. */
  archived: ArchivedPlace | null;
}

export interface TimelineEntry {
  /** Rises along a timeline. */
  id: string;
  at: Date;
  state: string;
  detail: Record<string, string>;
}

export interface Part {
  ok: boolean;
  error?: string;
}

/** `unsearched`: nothing is wrong as far as Bitcoin's blocks were searched; of the rest nobody knows yet. `unanswered`: somebody could not be asked. */
export const bookStandings = ['true', 'untrue', 'unsearched', 'unanswered'] as const;
export type BooksStanding = (typeof bookStandings)[number];

export interface SystemStatus {
  /** `views`: servers that must say the same before value moves. */
  stellar: Part & { views: number; ledger?: number };
  bitcoin: Part & { views: number; network: string; height?: number; scannedHeight?: number };
  database: Part;
  /** The reserve's books against the coins on Bitcoin, and what is issued against both. `ok`: they stand `true`. */
  books: Part & { standing: BooksStanding; missingSats: bigint; missing: readonly MissingCoin[] };
  signers: (Part & { name: string; address: string; lastHeartbeat?: Date })[];
  /** Absent where none is configured. */
  guardian?: GuardianPart;
  /** Undefined while nobody can say: only the chain knows. */
  paused: boolean | undefined;
  deposits: Partial<Record<DepositState, number>>;
  withdrawals: Partial<Record<WithdrawalState, number>>;
  contracts: Record<string, string>;
}
