import {
  type Address,
  type BytesN,
  type bool,
  contract,
  deployer,
  i128,
  type MuxedAddress,
  Option,
  require,
  type Str,
  type u32,
} from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { beginLife, changePaused, isPaused, storedLayout } from '../shared/lifecycle.ts';
import { allowanceOf, approve, spendAllowance } from '../shared/sep41/allowances.ts';
import { changeHomeDomain } from '../shared/sep41/home-domain.ts';
import { burn, move, moveTo } from '../shared/sep41/movements.ts';
import {
  loadBalance,
  loadHomeDomain,
  loadMetadata,
  loadSupply,
  storeMetadata,
  storeSupply,
} from '../shared/sep41/storage.ts';
import { touchInstance } from '../shared/ttl.ts';
import { acceptAdmin, offerAdmin, setRegistry } from './administration.ts';
import { FungibleError } from './errors.ts';
import { requireActive, requireAdmin } from './guards.ts';
import { LAYOUT, migrate } from './migration.ts';
import { mintFromQuota, setMinter } from './minting.ts';
import { authorizeMovement, ERRORS, requireMayAllow } from './movements.ts';
import { loadConfig, loadQuota, storeConfig, type TokenConfig } from './storage.ts';

/** A SEP-41 token with a capped supply, minters that each have a quota, and, if wanted, a KYC registry that it asks. */
@contract
export class FungibleToken {
  __constructor(admin: Address, name: Str, symbol: Str, decimals: u32, cap: i128, kyc_registry: Option<Address>): void {
    require(cap > i128.zero && decimals <= 18, FungibleError.InvalidConfig);
    const config: TokenConfig = { admin, cap, decimals, kyc_registry, name, symbol };
    storeConfig(config);
    storeMetadata({ decimal: decimals, name, symbol });
    beginLife(LAYOUT);
    storeSupply(i128.zero);
    touchInstance();
  }

  allowance(from: Address, spender: Address): i128 {
    return allowanceOf(from, spender);
  }

  /** Lets `spender` move up to `amount` of `from`'s tokens until a ledger. Replaces what was allowed before. */
  approve(from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
    requireActive(from);
    requireMayAllow(from, spender, amount);
    approve(from, spender, amount, live_until_ledger, ERRORS);
  }

  balance(id: Address): i128 {
    return loadBalance(id);
  }

  transfer(from: Address, to: MuxedAddress, amount: i128): void {
    requireActive(from);
    authorizeMovement(from, from, Option.some<Address>(to.address), amount);
    moveTo(from, to, amount);
  }

  transfer_from(spender: Address, from: Address, to: Address, amount: i128): void {
    requireActive(spender);
    spendAllowance(from, spender, amount, ERRORS);
    authorizeMovement(spender, from, Option.some<Address>(to), amount);
    move(from, to, amount);
  }

  burn(from: Address, amount: i128): void {
    requireActive(from);
    authorizeMovement(from, from, Option.none<Address>(), amount);
    burn(from, amount);
  }

  burn_from(spender: Address, from: Address, amount: i128): void {
    requireActive(spender);
    spendAllowance(from, spender, amount, ERRORS);
    authorizeMovement(spender, from, Option.none<Address>(), amount);
    burn(from, amount);
  }

  decimals(): u32 {
    return loadMetadata().decimal;
  }

  name(): Str {
    return loadMetadata().name;
  }

  symbol(): Str {
    return loadMetadata().symbol;
  }

  /** Whose stellar.toml speaks of this token (SEP-1); empty when nobody's does. */
  home_domain(): Str {
    return loadHomeDomain();
  }

  /** Says whose stellar.toml speaks of this token. The admin only. */
  set_home_domain(home_domain: Str): void {
    requireAdmin();
    changeHomeDomain(home_domain);
  }

  total_supply(): i128 {
    return loadSupply();
  }

  /** More than this never exists at once. */
  cap(): i128 {
    return loadConfig().cap;
  }

  /** Mints out of the minter's quota. */
  mint(minter: Address, to: Address, amount: i128): void {
    requireActive(minter);
    mintFromQuota(minter, to, amount);
  }

  /** What a minter may still mint. */
  quota(minter: Address): i128 {
    return loadQuota(minter);
  }

  /** Sets what a minter may still mint; 0 takes the right away. The admin only. */
  set_minter(minter: Address, quota: i128): void {
    requireAdmin();
    setMinter(minter, quota);
  }

  /** Has a registry asked about every movement, or none. The admin only. */
  set_kyc_registry(kyc_registry: Option<Address>): void {
    requireAdmin();
    setRegistry(kyc_registry);
  }

  /** Offers the administration; nothing changes until `to` accepts. A later offer replaces it. The admin only. */
  offer_admin(to: Address): void {
    requireAdmin();
    offerAdmin(to);
  }

  /** Takes the administration over. */
  accept_admin(admin: Address): void {
    acceptAdmin(admin);
  }

  get_config(): TokenConfig {
    return loadConfig();
  }

  set_paused(paused: bool): void {
    requireAdmin();
    changePaused(paused);
  }

  paused(): bool {
    return isPaused();
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    requireAdmin();
    deployer.updateCurrentWasm(new_wasm_hash);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    requireAdmin();
    migrate();
  }

  kind(): ContractKind {
    return ContractKind.FungibleToken;
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    return storedLayout();
  }
}
