import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  type i128,
  type MuxedAddress,
  type Option,
  type Str,
  sym,
  type TryResult,
  tryCall,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../kinds.ts';

/** Everything that every call needs, in one value. What wallets read of it is in METADATA. */
@contracttype
export class TokenConfig {
  /** The router, or whoever governs a token of its own. */
  admin!: Address;
  /** More than this never exists at once. */
  cap!: i128;
  decimals!: u32;
  /** Asked about both sides of every movement, when there is one. */
  kyc_registry!: Option<Address>;
  name!: Str;
  symbol!: Str;
}

/** Why the token refused. A registry's refusals (1xx) pass through unchanged. */
export enum FungibleError {
  /** The contract is paused. */
  Paused = 301,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount = 302,
  /** The balance is smaller than the amount. */
  InsufficientBalance = 303,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance = 304,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration = 305,
  /** More would exist than the cap allows. */
  OverCap = 306,
  /** The minter's quota does not cover the amount. */
  OverQuota = 307,
  /** The cap is not positive, or there are more decimals than 18. */
  InvalidConfig = 308,
  /** Nobody offered the administration to this address. */
  NoOffer = 309,
  /** The registry did not approve the movement. */
  NotCompliant = 310,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 311,
}

export class FungibleTokenClient {
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

  /** Says whose stellar.toml speaks of this token. The admin only. */
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

  /** More than this never exists at once. */
  cap(): i128 {
    const args = Args.of();
    return call<i128>(this.address, sym('cap'), args);
  }

  try_cap(): TryResult<i128> {
    const args = Args.of();
    return tryCall<i128>(this.address, sym('cap'), args);
  }

  /** Mints out of the minter's quota. */
  mint(minter: Address, to: Address, amount: i128): void {
    const args = Args.of().add<Address>(minter).add<Address>(to).add<i128>(amount);
    call<void>(this.address, sym('mint'), args);
  }

  try_mint(minter: Address, to: Address, amount: i128): TryResult<void> {
    const args = Args.of().add<Address>(minter).add<Address>(to).add<i128>(amount);
    return tryCall<void>(this.address, sym('mint'), args);
  }

  /** What a minter may still mint. */
  quota(minter: Address): i128 {
    const args = Args.of().add<Address>(minter);
    return call<i128>(this.address, sym('quota'), args);
  }

  try_quota(minter: Address): TryResult<i128> {
    const args = Args.of().add<Address>(minter);
    return tryCall<i128>(this.address, sym('quota'), args);
  }

  /** Sets what a minter may still mint; 0 takes the right away. The admin only. */
  set_minter(minter: Address, quota: i128): void {
    const args = Args.of().add<Address>(minter).add<i128>(quota);
    call<void>(this.address, sym('set_minter'), args);
  }

  try_set_minter(minter: Address, quota: i128): TryResult<void> {
    const args = Args.of().add<Address>(minter).add<i128>(quota);
    return tryCall<void>(this.address, sym('set_minter'), args);
  }

  /** Has a registry asked about every movement, or none. The admin only. */
  set_kyc_registry(kyc_registry: Option<Address>): void {
    const args = Args.of().add<Option<Address>>(kyc_registry);
    call<void>(this.address, sym('set_kyc_registry'), args);
  }

  try_set_kyc_registry(kyc_registry: Option<Address>): TryResult<void> {
    const args = Args.of().add<Option<Address>>(kyc_registry);
    return tryCall<void>(this.address, sym('set_kyc_registry'), args);
  }

  /** Offers the administration; nothing changes until `to` accepts. A later offer replaces it. The admin only. */
  offer_admin(to: Address): void {
    const args = Args.of().add<Address>(to);
    call<void>(this.address, sym('offer_admin'), args);
  }

  try_offer_admin(to: Address): TryResult<void> {
    const args = Args.of().add<Address>(to);
    return tryCall<void>(this.address, sym('offer_admin'), args);
  }

  /** Takes the administration over. */
  accept_admin(admin: Address): void {
    const args = Args.of().add<Address>(admin);
    call<void>(this.address, sym('accept_admin'), args);
  }

  try_accept_admin(admin: Address): TryResult<void> {
    const args = Args.of().add<Address>(admin);
    return tryCall<void>(this.address, sym('accept_admin'), args);
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
