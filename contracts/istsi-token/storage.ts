import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  i128,
  instance,
  persistent,
  type Str,
  temporary,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';

/** Set once, by the constructor. */
@contracttype
export class TokenConfig {
  kyc_registry!: Address;
  name!: Str;
  reserve_manager!: Address;
  router!: Address;
  symbol!: Str;
}

@contracttype
export class AllowanceValue {
  amount!: i128;
  live_until_ledger!: u32;
}

/** Tokens burned for Bitcoin that is not known to be refunded. */
@contracttype
export class BurnRecord {
  amount!: i128;
  from!: Address;
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
  /** i128, persistent. */
  static Balance(owner: Address): DataKey {
    return variant();
  }
  /** BurnRecord by the id of its withdrawal, persistent. */
  static Burn(withdrawal_id: BytesN<32>): DataKey {
    return variant();
  }
  /** u32: how many withdrawals the holder has begun, persistent. */
  static BurnCount(owner: Address): DataKey {
    return variant();
  }
  /** i128, persistent: how much of the balance is frozen; absent where nothing ever was. */
  static Frozen(owner: Address): DataKey {
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

export function loadBalance(owner: Address): i128 {
  return persistent.getOr<DataKey, i128>(DataKey.Balance(owner), i128.zero);
}

export function storeBalance(owner: Address, balance: i128): void {
  const key = DataKey.Balance(owner);
  persistent.set<DataKey, i128>(key, balance);
  touch<DataKey>(key);
}

export function loadFrozen(owner: Address): i128 {
  const key = DataKey.Frozen(owner);
  if (!persistent.has<DataKey>(key)) return i128.zero;
  touch<DataKey>(key);
  return persistent.get<DataKey, i128>(key);
}

export function storeFrozen(owner: Address, amount: i128): void {
  const key = DataKey.Frozen(owner);
  persistent.set<DataKey, i128>(key, amount);
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

export function hasBurn(withdrawal_id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Burn(withdrawal_id));
}

export function loadBurn(withdrawal_id: BytesN<32>): BurnRecord {
  return persistent.get<DataKey, BurnRecord>(DataKey.Burn(withdrawal_id));
}

export function storeBurn(withdrawal_id: BytesN<32>, record: BurnRecord): void {
  const key = DataKey.Burn(withdrawal_id);
  persistent.set<DataKey, BurnRecord>(key, record);
  touch<DataKey>(key);
}

export function removeBurn(withdrawal_id: BytesN<32>): void {
  persistent.remove<DataKey>(DataKey.Burn(withdrawal_id));
}

export function loadBurnCount(owner: Address): u32 {
  return persistent.getOr<DataKey, u32>(DataKey.BurnCount(owner), 0);
}

export function storeBurnCount(owner: Address, count: u32): void {
  const key = DataKey.BurnCount(owner);
  persistent.set<DataKey, u32>(key, count);
  touch<DataKey>(key);
}
