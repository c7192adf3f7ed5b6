import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  i128,
  instance,
  persistent,
  type Str,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';

/** Set once, by the constructor. What wallets read of it is in METADATA. */
@contracttype
export class TokenConfig {
  kyc_registry!: Address;
  name!: Str;
  reserve_manager!: Address;
  router!: Address;
  symbol!: Str;
}

/** Tokens burned for Bitcoin that is neither paid nor refunded, as far as the router knows. */
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
  /** i128, instance, of layout 1. */
  static Supply(): DataKey {
    return variant();
  }
}

export function loadConfig(): TokenConfig {
  return instance.get<DataKey, TokenConfig>(DataKey.Config());
}

export function storeConfig(config: TokenConfig): void {
  instance.set<DataKey, TokenConfig>(DataKey.Config(), config);
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
