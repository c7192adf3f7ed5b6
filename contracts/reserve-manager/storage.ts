import {
  type Address,
  Bytes,
  type BytesN,
  type bool,
  contracttype,
  instance,
  ledger,
  type Option,
  Packed,
  persistent,
  require,
  type Sym,
  sym,
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
  BATCH_FIELDS_OF_LAYOUT_2,
  type BatchOfLayout1,
  type BatchOfLayout2,
  batchOfLayout1,
  batchOfLayout2,
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
  type DepositRules,
  type Pauses,
  type Payment,
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

// What others may write into an entry takes as many bytes of it from the beginning: whoever signed a call that writes it too
// goes on from whatever size it then has. `room` is zeros.

const RETURN_FIELDS: u32 = 8;
/** Of an Option<Address>. */
const ADDRESS_BYTES: u32 = 44;
/** Of a ReserveConfig with as many custodians as there may be, and the longest script. */
const CONFIG_BYTES: u32 = 1_200;
/** The longest script of an address, and its length before it. */
const WIDE_SCRIPT: u32 = 43;

/** Whom the reserve obeys, which two decisions in a row may change. */
@contracttype
export class StoredConfig {
  config!: ReserveConfig;
  room!: Bytes;
}

/** A Return that takes as many bytes whether an officer proposed where it goes or nobody. */
@contracttype
export class StoredReturn {
  amount!: u64;
  approved!: bool;
  held!: bool;
  lost!: bool;
  owner!: Option<Address>;
  proposed_at!: u64;
  proposer!: Option<Address>;
  registered_at!: u64;
  room!: Bytes;
}

/** DepositRules that take as many bytes whether there is a prover or none. */
@contracttype
export class StoredDepositRules {
  room!: Bytes;
  rules!: DepositRules;
}

@contracttype
export class DataKey {
  /** StoredConfig, persistent: operations write the instance, and would have to know how many custodians there are by then. */
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
  /** StoredReturn by its id, persistent, before layout 3 a Return. Never removed: it is paid once, ever. */
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
  /** StoredDepositRules, instance. */
  static DepositRules(): DataKey {
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
  /** StoredEpochs, persistent. */
  static Epochs(): DataKey {
    return variant();
  }
  /** Epoch, persistent, of those that began before layout 3. */
  static Epoch(number: u32): DataKey {
    return variant();
  }
}

export function loadConfig(): ReserveConfig {
  const key = DataKey.Setup();
  if (!persistent.has<DataKey>(key)) return instance.get<DataKey, ReserveConfig>(DataKey.Config());
  return persistent.get<DataKey, StoredConfig>(key).config;
}

export function storeConfig(config: ReserveConfig): void {
  const room = roomFor(CONFIG_BYTES, Bytes.serialize<ReserveConfig>(config));
  persistent.set<DataKey, StoredConfig>(DataKey.Setup(), { config, room });
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
  const key = DataKey.Return(id);
  if (persistent.get<DataKey, Map<Sym, Val>>(key).size === RETURN_FIELDS) return persistent.get<DataKey, Return>(key);
  const stored = persistent.get<DataKey, StoredReturn>(key);
  return {
    amount: stored.amount,
    approved: stored.approved,
    held: stored.held,
    lost: stored.lost,
    owner: stored.owner,
    proposed_at: stored.proposed_at,
    proposer: stored.proposer,
    registered_at: stored.registered_at,
  };
}

export function storeReturn(id: BytesN<32>, deposit: Return): void {
  const key = DataKey.Return(id);
  const proposer = deposit.proposer;
  persistent.set<DataKey, StoredReturn>(key, {
    amount: deposit.amount,
    approved: deposit.approved,
    held: deposit.held,
    lost: deposit.lost,
    owner: deposit.owner,
    proposed_at: deposit.proposed_at,
    proposer,
    registered_at: deposit.registered_at,
    room: roomFor(ADDRESS_BYTES, Bytes.serialize<Option<Address>>(proposer)),
  });
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

export function hasDepositRules(): bool {
  return instance.has<DataKey>(DataKey.DepositRules());
}

export function loadDepositRules(): DepositRules {
  return instance.get<DataKey, StoredDepositRules>(DataKey.DepositRules()).rules;
}

export function storeDepositRules(rules: DepositRules): void {
  const room = roomFor(ADDRESS_BYTES, Bytes.serialize<Option<Address>>(rules.prover));
  instance.set<DataKey, StoredDepositRules>(DataKey.DepositRules(), { room, rules });
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
    const withdrawal = persistent.get<DataKey, Withdrawal>(key);
    if (withdrawal.burned === 0) withdrawal.script = narrow(withdrawal.script);
    return withdrawal;
  }
  return withdrawalOfLayout1(persistent.get<DataKey, WithdrawalOfLayout1>(key));
}

export function storeWithdrawal(id: BytesN<32>, withdrawal: Withdrawal): void {
  const key = DataKey.Withdrawal(id);
  const script = withdrawal.script;
  // Of a deposit that goes back the script may be another one until it is paid.
  if (withdrawal.burned === 0) withdrawal.script = widen(script);
  persistent.set<DataKey, Withdrawal>(key, withdrawal);
  withdrawal.script = script;
  touch<DataKey>(key);
}

export function loadBatch(txid: BytesN<32>): Batch {
  const key = DataKey.Batch(txid);
  const fields = persistent.get<DataKey, Map<Sym, Val>>(key).size;
  if (fields === BATCH_FIELDS) {
    const old = persistent.get<DataKey, BatchOfLayout1>(key);
    return batchOfLayout1(old, loadPayment(old.latest).fee);
  }
  if (fields === BATCH_FIELDS_OF_LAYOUT_2) {
    const old = persistent.get<DataKey, BatchOfLayout2>(key);
    return batchOfLayout2(old, loadPayment(old.latest).fee);
  }
  return persistent.get<DataKey, Batch>(key);
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
  const fields = persistent.get<DataKey, Map<Sym, Vec<BytesN<32>>>>(DataKey.Batch(batch));
  return fields.get(sym('withdrawals')).length;
}

export function storePayment(txid: BytesN<32>, payment: Payment): void {
  const key = DataKey.Payment(txid);
  persistent.set<DataKey, Payment>(key, payment);
  touch<DataKey>(key);
}

/** Zeros that bring `bytes` to the most that there may ever be. */
export function roomFor(most: u32, bytes: Bytes): Bytes {
  return Packed.empty(most - bytes.length).toBytes();
}

function widen(script: Bytes): Bytes {
  const length = script.length;
  return Bytes.empty()
    .push(length as u8)
    .append(script)
    .append(Packed.empty(WIDE_SCRIPT - 1 - length).toBytes());
}

/** Before layout 3 it was stored as it is, and no script is as long. */
function narrow(script: Bytes): Bytes {
  return script.length === WIDE_SCRIPT ? script.slice(1, 1 + (script.at(0) as u32)) : script;
}
