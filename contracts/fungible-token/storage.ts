import {
  type Address,
  Bytes,
  type bool,
  contracttype,
  i128,
  instance,
  type Option,
  Packed,
  persistent,
  type Str,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';

/** Of an administrator, a registry and who is offered the administration, with the key of the last. */
const SETTINGS_BYTES: u32 = 164;
const OFFER_KEY_BYTES: u32 = 32;

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
  /** Bytes, instance: zeros, for what of the settings is not there. */
  static Room(): DataKey {
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
  fillRoom();
}

export function hasOfferedAdmin(): bool {
  return instance.has<DataKey>(DataKey.OfferedAdmin());
}

export function loadOfferedAdmin(): Address {
  return instance.get<DataKey, Address>(DataKey.OfferedAdmin());
}

export function storeOfferedAdmin(admin: Address): void {
  instance.set<DataKey, Address>(DataKey.OfferedAdmin(), admin);
  fillRoom();
}

export function removeOfferedAdmin(): void {
  instance.remove<DataKey>(DataKey.OfferedAdmin());
  fillRoom();
}

/** As many bytes as ever, whatever was decided: who signed another decision, or pauses the contract, writes them too. */
export function fillRoom(): void {
  const config = loadConfig();
  let bytes = Bytes.serialize<Address>(config.admin).length;
  bytes += Bytes.serialize<Option<Address>>(config.kyc_registry).length;
  if (hasOfferedAdmin()) bytes += OFFER_KEY_BYTES + Bytes.serialize<Address>(loadOfferedAdmin()).length;
  instance.set<DataKey, Bytes>(DataKey.Room(), Packed.empty(SETTINGS_BYTES - bytes).toBytes());
}

export function loadQuota(minter: Address): i128 {
  return persistent.getOr<DataKey, i128>(DataKey.Quota(minter), i128.zero);
}

export function storeQuota(minter: Address, quota: i128): void {
  const key = DataKey.Quota(minter);
  persistent.set<DataKey, i128>(key, quota);
  touch<DataKey>(key);
}
