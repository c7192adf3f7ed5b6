import {
  type Address,
  Bytes,
  type BytesN,
  type bool,
  contracttype,
  instance,
  ledger,
  Packed,
  persistent,
  require,
  type Sym,
  temporary,
  type u32,
  type u64,
  type Val,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import { DAY_IN_LEDGERS, touch } from '../shared/ttl.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { ReserveError } from './errors.ts';
import {
  BATCH_FIELDS,
  type BatchOfLayout1,
  batchOfLayout1,
  PAYMENT_FIELDS,
  type PaymentOfLayout1,
  paymentOfLayout1,
  WITHDRAWAL_FIELDS,
  type WithdrawalOfLayout1,
  withdrawalOfLayout1,
} from './layout-1.ts';
import {
  type Batch,
  type Books,
  type DepositReport,
  type Epoch,
  type Pauses,
  type Payment,
  type PayoutWatch,
  type ProofOfReserves,
  type ReserveCaps,
  type ReserveConfig,
  ReserveLevel,
  type ReservePolicy,
  type Return,
  type Utxo,
  type Withdrawal,
} from './types.ts';

const REPORT_LIFETIME: u32 = 30 * DAY_IN_LEDGERS;

const WATCH_FIELDS: u32 = 3;
/** Of as many objections as may be needed for a veto. */
const OBJECTIONS_BYTES: u32 = 12 + 16 * 44;

/** A PayoutWatch that takes as many bytes with whatever objections: guardians object at the same time. */
@contracttype
export class StoredWatch {
  held!: bool;
  not_before!: u64;
  objections!: Vec<Address>;
  /** Zeros, for the objections that are still to come. */
  room!: Bytes;
}

@contracttype
export class DataKey {
  /** ReserveConfig, persistent: operations write the instance, and would have to know how many custodians there are by then. */
  static Setup(): DataKey {
    return variant();
  }
  /** ReserveConfig, instance, of layouts 1 and 2. */
  static Config(): DataKey {
    return variant();
  }
  /** ReservePolicy, instance. */
  static Policy(): DataKey {
    return variant();
  }
  /** Books, instance. */
  static Books(): DataKey {
    return variant();
  }
  /** ReserveCaps, instance. */
  static Caps(): DataKey {
    return variant();
  }
  /** Bytes, instance: the rings of `day-windows.ts`. */
  static Day(): DataKey {
    return variant();
  }
  /** Bytes, instance: the ring of `exposure.ts`. */
  static Exposure(): DataKey {
    return variant();
  }
  /** u64, instance: satoshis promised in full, by authorized payments and to who is given a deposit back. */
  static Fixed(): DataKey {
    return variant();
  }
  /** u32, instance: basis points that withdrawals are paid of what was burned. */
  static RedemptionRate(): DataKey {
    return variant();
  }
  /** Return by its id, persistent. Never removed: it is paid once, ever. */
  static Return(id: BytesN<32>): DataKey {
    return variant();
  }
  /** DepositReport, temporary: a deposit that is not minted within a month is reported again. */
  static Report(tx_hash: BytesN<32>, vout: u32): DataKey {
    return variant();
  }
  /** ReserveLevel when it was last reported, instance. */
  static Level(): DataKey {
    return variant();
  }
  /** ProofOfReserves, the last one published, persistent: operations write the instance, and would carry it along. */
  static Proof(): DataKey {
    return variant();
  }
  /** Pauses, instance. */
  static Pauses(): DataKey {
    return variant();
  }
  /** Bytes, instance: PayoutRules as `payout-rules.ts` writes them. */
  static PayoutRules(): DataKey {
    return variant();
  }
  /** StoredWatch by the id of its withdrawal, persistent; before layout 3 a PayoutWatch. */
  static Watch(id: BytesN<32>): DataKey {
    return variant();
  }
  /** Utxo, persistent. Never removed: an outpoint counts once, ever. */
  static Utxo(tx_hash: BytesN<32>, vout: u32): DataKey {
    return variant();
  }
  /** Withdrawal, persistent. Never removed: it is paid or refunded once, ever. */
  static Withdrawal(id: BytesN<32>): DataKey {
    return variant();
  }
  /** Batch by the txid of its first payment, persistent. */
  static Batch(txid: BytesN<32>): DataKey {
    return variant();
  }
  /** Payment, persistent. */
  static Payment(txid: BytesN<32>): DataKey {
    return variant();
  }
  /** Epoch, persistent. */
  static Epoch(number: u32): DataKey {
    return variant();
  }
}

export function loadConfig(): ReserveConfig {
  const key = DataKey.Setup();
  if (!persistent.has<DataKey>(key)) return instance.get<DataKey, ReserveConfig>(DataKey.Config());
  return persistent.get<DataKey, ReserveConfig>(key);
}

export function storeConfig(config: ReserveConfig): void {
  persistent.set<DataKey, ReserveConfig>(DataKey.Setup(), config);
  touchConfig();
}

/** Before the migration to layout 3 it is part of the instance. */
export function touchConfig(): void {
  const key = DataKey.Setup();
  if (persistent.has<DataKey>(key)) touch<DataKey>(key);
}

/** Takes it out of the instance. */
export function moveConfig(): void {
  storeConfig(loadConfig());
  instance.remove<DataKey>(DataKey.Config());
}

export function loadPolicy(): ReservePolicy {
  return instance.get<DataKey, ReservePolicy>(DataKey.Policy());
}

export function storePolicy(policy: ReservePolicy): void {
  instance.set<DataKey, ReservePolicy>(DataKey.Policy(), policy);
}

export function loadBooks(): Books {
  return instance.get<DataKey, Books>(DataKey.Books());
}

export function storeBooks(books: Books): void {
  instance.set<DataKey, Books>(DataKey.Books(), books);
}

export function loadCaps(): ReserveCaps {
  return instance.get<DataKey, ReserveCaps>(DataKey.Caps());
}

export function storeCaps(caps: ReserveCaps): void {
  instance.set<DataKey, ReserveCaps>(DataKey.Caps(), caps);
}

export function loadDay(): Packed {
  return Packed.from(instance.get<DataKey, Bytes>(DataKey.Day()));
}

export function storeDay(rings: Packed): void {
  instance.set<DataKey, Bytes>(DataKey.Day(), rings.toBytes());
}

export function loadExposure(): Packed {
  return Packed.from(instance.get<DataKey, Bytes>(DataKey.Exposure()));
}

export function storeExposure(ring: Packed): void {
  instance.set<DataKey, Bytes>(DataKey.Exposure(), ring.toBytes());
}

export function loadFixed(): u64 {
  return instance.getOr<DataKey, u64>(DataKey.Fixed(), 0);
}

export function storeFixed(amount: u64): void {
  instance.set<DataKey, u64>(DataKey.Fixed(), amount);
}

export function loadRedemptionRate(): u32 {
  return instance.getOr<DataKey, u32>(DataKey.RedemptionRate(), 10_000);
}

export function storeRedemptionRate(rate: u32): void {
  instance.set<DataKey, u32>(DataKey.RedemptionRate(), rate);
}

export function hasReturn(id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Return(id));
}

export function loadReturn(id: BytesN<32>): Return {
  require(hasReturn(id), ReserveError.ReturnNotFound);
  return persistent.get<DataKey, Return>(DataKey.Return(id));
}

export function storeReturn(id: BytesN<32>, deposit: Return): void {
  const key = DataKey.Return(id);
  persistent.set<DataKey, Return>(key, deposit);
  touch<DataKey>(key);
}

export function hasReport(outpoint: Outpoint): bool {
  return temporary.has<DataKey>(DataKey.Report(outpoint.tx_hash, outpoint.vout));
}

export function loadReport(outpoint: Outpoint): DepositReport {
  return temporary.get<DataKey, DepositReport>(DataKey.Report(outpoint.tx_hash, outpoint.vout));
}

export function storeReport(outpoint: Outpoint, report: DepositReport): void {
  const key = DataKey.Report(outpoint.tx_hash, outpoint.vout);
  temporary.set<DataKey, DepositReport>(key, report);
  temporary.extendTtl<DataKey>(key, REPORT_LIFETIME, REPORT_LIFETIME);
}

export function loadLevel(): ReserveLevel {
  return instance.getOr<DataKey, ReserveLevel>(DataKey.Level(), ReserveLevel.Sound);
}

export function storeLevel(level: ReserveLevel): void {
  instance.set<DataKey, ReserveLevel>(DataKey.Level(), level);
}

export function hasProof(): bool {
  return persistent.has<DataKey>(DataKey.Proof());
}

export function loadProof(): ProofOfReserves {
  require(hasProof(), ReserveError.NoProofPublished);
  return persistent.get<DataKey, ProofOfReserves>(DataKey.Proof());
}

export function storeProof(proof: ProofOfReserves): void {
  const key = DataKey.Proof();
  persistent.set<DataKey, ProofOfReserves>(key, proof);
  touch<DataKey>(key);
}

export function loadPauses(): Pauses {
  // A pause that began before pauses were counted is not.
  const never: Pauses = { since: ledger.timestamp(), total: 0 };
  return instance.getOr<DataKey, Pauses>(DataKey.Pauses(), never);
}

export function storePauses(pauses: Pauses): void {
  instance.set<DataKey, Pauses>(DataKey.Pauses(), pauses);
}

export function loadPayoutRules(): Packed {
  return Packed.from(instance.get<DataKey, Bytes>(DataKey.PayoutRules()));
}

export function storePayoutRules(rules: Packed): void {
  instance.set<DataKey, Bytes>(DataKey.PayoutRules(), rules.toBytes());
}

export function hasWatch(id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Watch(id));
}

export function loadWatch(id: BytesN<32>): PayoutWatch {
  const key = DataKey.Watch(id);
  if (persistent.get<DataKey, Map<Sym, Val>>(key).size === WATCH_FIELDS)
    return persistent.get<DataKey, PayoutWatch>(key);
  const { held, not_before, objections } = persistent.get<DataKey, StoredWatch>(key);
  return { held, not_before, objections };
}

export function storeWatch(id: BytesN<32>, watch: PayoutWatch): void {
  const key = DataKey.Watch(id);
  const { held, not_before, objections } = watch;
  const bytes = Bytes.serialize<Vec<Address>>(objections).length;
  const room = Packed.empty(bytes < OBJECTIONS_BYTES ? OBJECTIONS_BYTES - bytes : 0).toBytes();
  persistent.set<DataKey, StoredWatch>(key, { held, not_before, objections, room });
  touch<DataKey>(key);
}

export function hasUtxo(outpoint: Outpoint): bool {
  return persistent.has<DataKey>(DataKey.Utxo(outpoint.tx_hash, outpoint.vout));
}

export function loadUtxo(outpoint: Outpoint): Utxo {
  const key = DataKey.Utxo(outpoint.tx_hash, outpoint.vout);
  require(persistent.has<DataKey>(key), ReserveError.OutpointNotFound);
  return persistent.get<DataKey, Utxo>(key);
}

export function storeUtxo(outpoint: Outpoint, utxo: Utxo): void {
  const key = DataKey.Utxo(outpoint.tx_hash, outpoint.vout);
  persistent.set<DataKey, Utxo>(key, utxo);
  touch<DataKey>(key);
}

export function hasWithdrawal(id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Withdrawal(id));
}

export function loadWithdrawal(id: BytesN<32>): Withdrawal {
  require(hasWithdrawal(id), ReserveError.WithdrawalNotFound);
  const key = DataKey.Withdrawal(id);
  if (persistent.get<DataKey, Map<Sym, Val>>(key).size !== WITHDRAWAL_FIELDS) {
    return persistent.get<DataKey, Withdrawal>(key);
  }
  return withdrawalOfLayout1(persistent.get<DataKey, WithdrawalOfLayout1>(key));
}

export function storeWithdrawal(id: BytesN<32>, withdrawal: Withdrawal): void {
  const key = DataKey.Withdrawal(id);
  persistent.set<DataKey, Withdrawal>(key, withdrawal);
  touch<DataKey>(key);
}

export function loadBatch(txid: BytesN<32>): Batch {
  const key = DataKey.Batch(txid);
  if (persistent.get<DataKey, Map<Sym, Val>>(key).size !== BATCH_FIELDS) return persistent.get<DataKey, Batch>(key);
  const old = persistent.get<DataKey, BatchOfLayout1>(key);
  return batchOfLayout1(old, loadPayment(old.latest).fee);
}

export function storeBatch(txid: BytesN<32>, batch: Batch): void {
  const key = DataKey.Batch(txid);
  persistent.set<DataKey, Batch>(key, batch);
  touch<DataKey>(key);
}

export function hasPayment(txid: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Payment(txid));
}

export function loadPayment(txid: BytesN<32>): Payment {
  require(hasPayment(txid), ReserveError.PaymentNotFound);
  const key = DataKey.Payment(txid);
  if (persistent.get<DataKey, Map<Sym, Val>>(key).size !== PAYMENT_FIELDS) {
    return persistent.get<DataKey, Payment>(key);
  }
  const old = persistent.get<DataKey, PaymentOfLayout1>(key);
  return paymentOfLayout1(old, countWithdrawals(old.batch));
}

function countWithdrawals(batch: BytesN<32>): u32 {
  const key = DataKey.Batch(batch);
  const fields = persistent.get<DataKey, Map<Sym, Val>>(key);
  if (fields.size !== BATCH_FIELDS) return persistent.get<DataKey, Batch>(key).withdrawals.length;
  return persistent.get<DataKey, BatchOfLayout1>(key).withdrawals.length;
}

export function storePayment(txid: BytesN<32>, payment: Payment): void {
  const key = DataKey.Payment(txid);
  persistent.set<DataKey, Payment>(key, payment);
  touch<DataKey>(key);
}

export function loadEpoch(number: u32): Epoch {
  const key = DataKey.Epoch(number);
  require(persistent.has<DataKey>(key), ReserveError.EpochNotFound);
  return persistent.get<DataKey, Epoch>(key);
}

export function storeEpoch(number: u32, epoch: Epoch): void {
  const key = DataKey.Epoch(number);
  persistent.set<DataKey, Epoch>(key, epoch);
  touch<DataKey>(key);
}
