import {
  type Address,
  type bool,
  contracttype,
  i128,
  instance,
  type Option,
  persistent,
  type Str,
  temporary,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';

/** Everything that every call needs, in one value. */
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

@contracttype
export class AllowanceValue {
  amount!: i128;
  live_until_ledger!: u32;
}

@contracttype
export class DataKey {
  /** TokenConfig, instance. */
  static Config(): DataKey {
    return variant();
  }
  /** i128, instance. */
  static Supply(): DataKey {
    return variant();
  }
  /** Address, instance: who may take the administration over. */
  static OfferedAdmin(): DataKey {
    return variant();
  }
  /** i128, persistent: what the minter may still mint. */
  static Quota(minter: Address): DataKey {
    return variant();
  }
  /** i128, persistent. */
  static Balance(owner: Address): DataKey {
    return variant();
  }
  /** AllowanceValue, temporary: it expires with the allowance. */
  static Allowance(from: Address, spender: Address): DataKey {
    return variant();
  }
}

export function loadConfig(): TokenConfig {
  return instance.get<DataKey, TokenConfig>(DataKey.Config());
}

export function storeConfig(config: TokenConfig): void {
  instance.set<DataKey, TokenConfig>(DataKey.Config(), config);
}

export function loadSupply(): i128 {
  return instance.get<DataKey, i128>(DataKey.Supply());
}

export function storeSupply(supply: i128): void {
  instance.set<DataKey, i128>(DataKey.Supply(), supply);
}

export function hasOfferedAdmin(): bool {
  return instance.has<DataKey>(DataKey.OfferedAdmin());
}

export function loadOfferedAdmin(): Address {
  return instance.get<DataKey, Address>(DataKey.OfferedAdmin());
}

export function storeOfferedAdmin(admin: Address): void {
  instance.set<DataKey, Address>(DataKey.OfferedAdmin(), admin);
}

export function removeOfferedAdmin(): void {
  instance.remove<DataKey>(DataKey.OfferedAdmin());
}

export function loadQuota(minter: Address): i128 {
  return persistent.getOr<DataKey, i128>(DataKey.Quota(minter), i128.zero);
}

export function storeQuota(minter: Address, quota: i128): void {
  const key = DataKey.Quota(minter);
  persistent.set<DataKey, i128>(key, quota);
  touch<DataKey>(key);
}

export function loadBalance(owner: Address): i128 {
  return persistent.getOr<DataKey, i128>(DataKey.Balance(owner), i128.zero);
}

export function storeBalance(owner: Address, balance: i128): void {
  const key = DataKey.Balance(owner);
  persistent.set<DataKey, i128>(key, balance);
  touch<DataKey>(key);
}

export function hasAllowance(from: Address, spender: Address): bool {
  return temporary.has<DataKey>(DataKey.Allowance(from, spender));
}

export function loadAllowance(from: Address, spender: Address): AllowanceValue {
  return temporary.get<DataKey, AllowanceValue>(DataKey.Allowance(from, spender));
}

/** `lifetime` is how many more ledgers the entry must live; 0 leaves it as it is. */
export function storeAllowance(from: Address, spender: Address, allowance: AllowanceValue, lifetime: u32): void {
  const key = DataKey.Allowance(from, spender);
  temporary.set<DataKey, AllowanceValue>(key, allowance);
  if (lifetime > 0) temporary.extendTtl<DataKey>(key, lifetime, lifetime);
}
