import {
  type Address,
  type bool,
  contracttype,
  i128,
  instance,
  type Option,
  persistent,
  type Str,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';

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

@contracttype
export class DataKey {
  /** TokenConfig, instance. */
  static Config(): DataKey {
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
