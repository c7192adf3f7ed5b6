import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  type i128,
  type MuxedAddress,
  type Str,
  sym,
  type TryResult,
  tryCall,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../kinds.ts';
import type { ReserveStatus } from '../reserves.ts';

/** Set once, by the constructor. What wallets read of it is in METADATA. */
@contracttype
export class TokenConfig {
  kyc_registry!: Address;
  name!: Str;
  reserve_manager!: Address;
  router!: Address;
  symbol!: Str;
}

/** Why the token refused. The registry's refusals (1xx) and the reserve's (4xx) pass through unchanged. */
export enum TokenError {
  /** The contract is paused. */
  Paused = 201,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount = 202,
  /** The balance is smaller than the amount. */
  InsufficientBalance = 203,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance = 204,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration = 205,
  /** The registry did not approve the movement. */
  NotCompliant = 206,
  /** No withdrawal with this id burned anything, or it is refunded already. */
  BurnNotFound = 207,
  /** Part of the balance is frozen, and the rest is smaller than the amount. */
  TokensFrozen = 208,
  /** The registry knows no such replacement of a lost address. */
  NotRecoverable = 209,
  /** The caller is neither a Compliance Officer nor a Super Admin. */
  NotAnOfficer = 210,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 211,
}

export class IstsiTokenClient {
  constructor(readonly address: Address) {}

  allowance(_from: Address, spender: Address): i128 {
    const args = Args.of().add<Address>(_from).add<Address>(spender);
    return call<i128>(this.address, sym('allowance'), args);
  }

  try_allowance(_from: Address, spender: Address): TryResult<i128> {
    const args = Args.of().add<Address>(_from).add<Address>(spender);
    return tryCall<i128>(this.address, sym('allowance'), args);
  }

  /** Lets `spender` move up to `amount` of `from`'s tokens until a ledger. Replaces what was allowed before. */
  approve(_from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
    const args = Args.of().add<Address>(_from).add<Address>(spender).add<i128>(amount).add<u32>(live_until_ledger);
    call<void>(this.address, sym('approve'), args);
  }

  try_approve(_from: Address, spender: Address, amount: i128, live_until_ledger: u32): TryResult<void> {
    const args = Args.of().add<Address>(_from).add<Address>(spender).add<i128>(amount).add<u32>(live_until_ledger);
    return tryCall<void>(this.address, sym('approve'), args);
  }

  balance(id: Address): i128 {
    const args = Args.of().add<Address>(id);
    return call<i128>(this.address, sym('balance'), args);
  }

  try_balance(id: Address): TryResult<i128> {
    const args = Args.of().add<Address>(id);
    return tryCall<i128>(this.address, sym('balance'), args);
  }

  transfer(_from: Address, to: MuxedAddress, amount: i128): void {
    const args = Args.of().add<Address>(_from).add<MuxedAddress>(to).add<i128>(amount);
    call<void>(this.address, sym('transfer'), args);
  }

  try_transfer(_from: Address, to: MuxedAddress, amount: i128): TryResult<void> {
    const args = Args.of().add<Address>(_from).add<MuxedAddress>(to).add<i128>(amount);
    return tryCall<void>(this.address, sym('transfer'), args);
  }

  transfer_from(spender: Address, _from: Address, to: Address, amount: i128): void {
    const args = Args.of().add<Address>(spender).add<Address>(_from).add<Address>(to).add<i128>(amount);
    call<void>(this.address, sym('transfer_from'), args);
  }

  try_transfer_from(spender: Address, _from: Address, to: Address, amount: i128): TryResult<void> {
    const args = Args.of().add<Address>(spender).add<Address>(_from).add<Address>(to).add<i128>(amount);
    return tryCall<void>(this.address, sym('transfer_from'), args);
  }

  /** Destroys tokens. This does not pay out Bitcoin. */
  burn(_from: Address, amount: i128): void {
    const args = Args.of().add<Address>(_from).add<i128>(amount);
    call<void>(this.address, sym('burn'), args);
  }

  try_burn(_from: Address, amount: i128): TryResult<void> {
    const args = Args.of().add<Address>(_from).add<i128>(amount);
    return tryCall<void>(this.address, sym('burn'), args);
  }

  burn_from(spender: Address, _from: Address, amount: i128): void {
    const args = Args.of().add<Address>(spender).add<Address>(_from).add<i128>(amount);
    call<void>(this.address, sym('burn_from'), args);
  }

  try_burn_from(spender: Address, _from: Address, amount: i128): TryResult<void> {
    const args = Args.of().add<Address>(spender).add<Address>(_from).add<i128>(amount);
    return tryCall<void>(this.address, sym('burn_from'), args);
  }

  /** `transfer` for callers that count in satoshis, and never to a multiplexed address. */
  compliance_transfer(_from: Address, to: Address, amount: u64): void {
    const args = Args.of().add<Address>(_from).add<Address>(to).add<u64>(amount);
    call<void>(this.address, sym('compliance_transfer'), args);
  }

  try_compliance_transfer(_from: Address, to: Address, amount: u64): TryResult<void> {
    const args = Args.of().add<Address>(_from).add<Address>(to).add<u64>(amount);
    return tryCall<void>(this.address, sym('compliance_transfer'), args);
  }

  decimals(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('decimals'), args);
  }

  try_decimals(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('decimals'), args);
  }

  name(): Str {
    const args = Args.of();
    return call<Str>(this.address, sym('name'), args);
  }

  try_name(): TryResult<Str> {
    const args = Args.of();
    return tryCall<Str>(this.address, sym('name'), args);
  }

  symbol(): Str {
    const args = Args.of();
    return call<Str>(this.address, sym('symbol'), args);
  }

  try_symbol(): TryResult<Str> {
    const args = Args.of();
    return tryCall<Str>(this.address, sym('symbol'), args);
  }

  /** Whose stellar.toml speaks of this token (SEP-1); empty when nobody's does. */
  home_domain(): Str {
    const args = Args.of();
    return call<Str>(this.address, sym('home_domain'), args);
  }

  try_home_domain(): TryResult<Str> {
    const args = Args.of();
    return tryCall<Str>(this.address, sym('home_domain'), args);
  }

  /** Says whose stellar.toml speaks of this token. The router only, for governance. */
  set_home_domain(home_domain: Str): void {
    const args = Args.of().add<Str>(home_domain);
    call<void>(this.address, sym('set_home_domain'), args);
  }

  try_set_home_domain(home_domain: Str): TryResult<void> {
    const args = Args.of().add<Str>(home_domain);
    return tryCall<void>(this.address, sym('set_home_domain'), args);
  }

  total_supply(): i128 {
    const args = Args.of();
    return call<i128>(this.address, sym('total_supply'), args);
  }

  try_total_supply(): TryResult<i128> {
    const args = Args.of();
    return tryCall<i128>(this.address, sym('total_supply'), args);
  }

  /**
   * Mints against Bitcoin in the reserve, with a proof that the KYC registry approved it, and returns where the reserve stands then. The router only.
   */
  integrated_mint(to: Address, amount: u64, btc_tx_hash: BytesN<32>, compliance_proof: BytesN<32>): ReserveStatus {
    const args = Args.of()
      .add<Address>(to)
      .add<u64>(amount)
      .add<BytesN<32>>(btc_tx_hash)
      .add<BytesN<32>>(compliance_proof);
    return call<ReserveStatus>(this.address, sym('integrated_mint'), args);
  }

  try_integrated_mint(
    to: Address,
    amount: u64,
    btc_tx_hash: BytesN<32>,
    compliance_proof: BytesN<32>,
  ): TryResult<ReserveStatus> {
    const args = Args.of()
      .add<Address>(to)
      .add<u64>(amount)
      .add<BytesN<32>>(btc_tx_hash)
      .add<BytesN<32>>(compliance_proof);
    return tryCall<ReserveStatus>(this.address, sym('integrated_mint'), args);
  }

  /** Burns for a withdrawal of Bitcoin that the KYC registry approved, and returns its id. The router only. */
  integrated_burn(_from: Address, amount: u64, btc_address: Str, compliance_proof: BytesN<32>): BytesN<32> {
    const args = Args.of().add<Address>(_from).add<u64>(amount).add<Str>(btc_address).add<BytesN<32>>(compliance_proof);
    return call<BytesN<32>>(this.address, sym('integrated_burn'), args);
  }

  try_integrated_burn(
    _from: Address,
    amount: u64,
    btc_address: Str,
    compliance_proof: BytesN<32>,
  ): TryResult<BytesN<32>> {
    const args = Args.of().add<Address>(_from).add<u64>(amount).add<Str>(btc_address).add<BytesN<32>>(compliance_proof);
    return tryCall<BytesN<32>>(this.address, sym('integrated_burn'), args);
  }

  /** Gives back what a withdrawal burned, once. The router only, when the reserve no longer owes it. */
  integrated_refund(withdrawal_id: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    call<void>(this.address, sym('integrated_refund'), args);
  }

  try_integrated_refund(withdrawal_id: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return tryCall<void>(this.address, sym('integrated_refund'), args);
  }

  /** Forgets what a withdrawal burned that was paid: it is never refunded. The router only. */
  integrated_settle(withdrawal_id: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    call<void>(this.address, sym('integrated_settle'), args);
  }

  try_integrated_settle(withdrawal_id: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return tryCall<void>(this.address, sym('integrated_settle'), args);
  }

  /** Freezes part of a balance (SEP-57). A Compliance Officer or Super Admin; also while paused. */
  freeze_partial_tokens(user_address: Address, amount: i128, operator: Address): void {
    const args = Args.of().add<Address>(user_address).add<i128>(amount).add<Address>(operator);
    call<void>(this.address, sym('freeze_partial_tokens'), args);
  }

  try_freeze_partial_tokens(user_address: Address, amount: i128, operator: Address): TryResult<void> {
    const args = Args.of().add<Address>(user_address).add<i128>(amount).add<Address>(operator);
    return tryCall<void>(this.address, sym('freeze_partial_tokens'), args);
  }

  /** Unfreezes part of what is frozen (SEP-57). A Compliance Officer or Super Admin. */
  unfreeze_partial_tokens(user_address: Address, amount: i128, operator: Address): void {
    const args = Args.of().add<Address>(user_address).add<i128>(amount).add<Address>(operator);
    call<void>(this.address, sym('unfreeze_partial_tokens'), args);
  }

  try_unfreeze_partial_tokens(user_address: Address, amount: i128, operator: Address): TryResult<void> {
    const args = Args.of().add<Address>(user_address).add<i128>(amount).add<Address>(operator);
    return tryCall<void>(this.address, sym('unfreeze_partial_tokens'), args);
  }

  /** How much of a balance cannot be moved (SEP-57). */
  get_frozen_tokens(user_address: Address): i128 {
    const args = Args.of().add<Address>(user_address);
    return call<i128>(this.address, sym('get_frozen_tokens'), args);
  }

  try_get_frozen_tokens(user_address: Address): TryResult<i128> {
    const args = Args.of().add<Address>(user_address);
    return tryCall<i128>(this.address, sym('get_frozen_tokens'), args);
  }

  /**
   * Moves all that a lost address holds to the one the registry names in its place (SEP-57). False: there is nothing.
   */
  recover_balance(old_account: Address, new_account: Address, operator: Address): bool {
    const args = Args.of().add<Address>(old_account).add<Address>(new_account).add<Address>(operator);
    return call<bool>(this.address, sym('recover_balance'), args);
  }

  try_recover_balance(old_account: Address, new_account: Address, operator: Address): TryResult<bool> {
    const args = Args.of().add<Address>(old_account).add<Address>(new_account).add<Address>(operator);
    return tryCall<bool>(this.address, sym('recover_balance'), args);
  }

  /** Moves tokens without their holder. The router only, for governance. */
  forced_transfer(_from: Address, to: Address, amount: i128, reason: Str): void {
    const args = Args.of().add<Address>(_from).add<Address>(to).add<i128>(amount).add<Str>(reason);
    call<void>(this.address, sym('forced_transfer'), args);
  }

  try_forced_transfer(_from: Address, to: Address, amount: i128, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(_from).add<Address>(to).add<i128>(amount).add<Str>(reason);
    return tryCall<void>(this.address, sym('forced_transfer'), args);
  }

  /** Destroys tokens without their holder. The router only, for governance. */
  admin_burn(_from: Address, amount: i128, reason: Str): void {
    const args = Args.of().add<Address>(_from).add<i128>(amount).add<Str>(reason);
    call<void>(this.address, sym('admin_burn'), args);
  }

  try_admin_burn(_from: Address, amount: i128, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(_from).add<i128>(amount).add<Str>(reason);
    return tryCall<void>(this.address, sym('admin_burn'), args);
  }

  get_config(): TokenConfig {
    const args = Args.of();
    return call<TokenConfig>(this.address, sym('get_config'), args);
  }

  try_get_config(): TryResult<TokenConfig> {
    const args = Args.of();
    return tryCall<TokenConfig>(this.address, sym('get_config'), args);
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

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    const args = Args.of();
    call<void>(this.address, sym('migrate'), args);
  }

  try_migrate(): TryResult<void> {
    const args = Args.of();
    return tryCall<void>(this.address, sym('migrate'), args);
  }

  kind(): ContractKind {
    const args = Args.of();
    return call<ContractKind>(this.address, sym('kind'), args);
  }

  try_kind(): TryResult<ContractKind> {
    const args = Args.of();
    return tryCall<ContractKind>(this.address, sym('kind'), args);
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
