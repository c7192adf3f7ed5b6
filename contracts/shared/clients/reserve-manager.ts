import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  sym,
  type TryResult,
  tryCall,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ReserveStatus } from '../reserves.ts';

/** One Bitcoin output of the reserve. */
@contracttype
export class Utxo {
  amount!: u64;
  confirmations!: u32;
  /** Ledger time of the registration, seconds. */
  registered_at!: u64;
  state!: UtxoState;
}

/** What became of a reserve output. */
export enum UtxoState {
  /** In custody and free. */
  Unspent = 0,
  /** Promised to a withdrawal that is not complete. */
  Committed = 1,
  Spent = 2,
}

/** Fixed by governance. */
@contracttype
export class ReserveConfig {
  custodians!: Vec<Address>;
  istsi_token!: Address;
  min_ratio_bps!: u32;
  router!: Address;
  /** How many custodians must attest. */
  threshold!: u32;
}

/** Why the reserve manager refused. */
export enum ReserveError {
  /** The contract is paused. */
  Paused = 401,
  /** The amount is zero or more than all the Bitcoin there can be. */
  InvalidAmount = 402,
  /** Fewer custodians attested than the threshold demands. */
  NotEnoughAttestors = 403,
  /** Someone who is not a custodian attested. */
  NotACustodian = 404,
  /** The same custodian is counted twice. */
  DuplicateAttestor = 405,
  /** The Bitcoin transaction is not buried deep enough for its amount. */
  NotEnoughConfirmations = 406,
  /** This output is already part of the reserve, or once was. */
  OutpointAlreadyRegistered = 407,
  /** No such output was ever registered. */
  OutpointNotFound = 408,
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves = 410,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow = 411,
  /** The custodians must be distinct, at most 20, and at least as many as the threshold, which is at least one. */
  InvalidCustodians = 420,
  /** The minimum ratio must be at least 10000 basis points. */
  InvalidMinimumRatio = 421,
}

export class ReserveManagerClient {
  constructor(readonly address: Address) {}

  /** Adds a confirmed output to the reserve. The router only, with the signatures of enough custodians. */
  register_bitcoin_deposit(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations);
    call<void>(this.address, sym('register_bitcoin_deposit'), args);
  }

  try_register_bitcoin_deposit(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations);
    return tryCall<void>(this.address, sym('register_bitcoin_deposit'), args);
  }

  /** Traps unless the reserve covers a supply of `supply_after` satoshis. */
  require_backing(supply_after: u64): void {
    const args = Args.of().add<u64>(supply_after);
    call<void>(this.address, sym('require_backing'), args);
  }

  try_require_backing(supply_after: u64): TryResult<void> {
    const args = Args.of().add<u64>(supply_after);
    return tryCall<void>(this.address, sym('require_backing'), args);
  }

  /** Basis points, 10000 = 100 %. 10000 while nothing is issued. */
  get_reserve_ratio(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('get_reserve_ratio'), args);
  }

  try_get_reserve_ratio(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('get_reserve_ratio'), args);
  }

  /** Reserves, supply and their ratio at once. */
  get_reserve_status(): ReserveStatus {
    const args = Args.of();
    return call<ReserveStatus>(this.address, sym('get_reserve_status'), args);
  }

  try_get_reserve_status(): TryResult<ReserveStatus> {
    const args = Args.of();
    return tryCall<ReserveStatus>(this.address, sym('get_reserve_status'), args);
  }

  /** Satoshis in custody. */
  total_reserves(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('total_reserves'), args);
  }

  try_total_reserves(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('total_reserves'), args);
  }

  get_utxo(tx_hash: BytesN<32>, vout: u32): Utxo {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return call<Utxo>(this.address, sym('get_utxo'), args);
  }

  try_get_utxo(tx_hash: BytesN<32>, vout: u32): TryResult<Utxo> {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return tryCall<Utxo>(this.address, sym('get_utxo'), args);
  }

  /** How many confirmations a deposit of `amount` satoshis needs. */
  required_confirmations(amount: u64): u32 {
    const args = Args.of().add<u64>(amount);
    return call<u32>(this.address, sym('required_confirmations'), args);
  }

  try_required_confirmations(amount: u64): TryResult<u32> {
    const args = Args.of().add<u64>(amount);
    return tryCall<u32>(this.address, sym('required_confirmations'), args);
  }

  get_config(): ReserveConfig {
    const args = Args.of();
    return call<ReserveConfig>(this.address, sym('get_config'), args);
  }

  try_get_config(): TryResult<ReserveConfig> {
    const args = Args.of();
    return tryCall<ReserveConfig>(this.address, sym('get_config'), args);
  }

  set_custodians(custodians: Vec<Address>, threshold: u32): void {
    const args = Args.of().add<Vec<Address>>(custodians).add<u32>(threshold);
    call<void>(this.address, sym('set_custodians'), args);
  }

  try_set_custodians(custodians: Vec<Address>, threshold: u32): TryResult<void> {
    const args = Args.of().add<Vec<Address>>(custodians).add<u32>(threshold);
    return tryCall<void>(this.address, sym('set_custodians'), args);
  }

  set_paused(paused: bool): void {
    const args = Args.of().add<bool>(paused);
    call<void>(this.address, sym('set_paused'), args);
  }

  try_set_paused(paused: bool): TryResult<void> {
    const args = Args.of().add<bool>(paused);
    return tryCall<void>(this.address, sym('set_paused'), args);
  }

  paused(): bool {
    const args = Args.of();
    return call<bool>(this.address, sym('paused'), args);
  }

  try_paused(): TryResult<bool> {
    const args = Args.of();
    return tryCall<bool>(this.address, sym('paused'), args);
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    call<void>(this.address, sym('upgrade'), args);
  }

  try_upgrade(new_wasm_hash: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    return tryCall<void>(this.address, sym('upgrade'), args);
  }

  /** The version of the storage layout. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
