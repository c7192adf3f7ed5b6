import { type Address, contracttype, instance, persistent, type u32, Vec, variant } from '@istsi/soroban-sdk';
import type { Asset, PriceData } from '../shared/price-feed.ts';
import { touch } from '../shared/ttl.ts';
import type { OracleConfig } from './types.ts';

/** Set once, by the constructor: consumers rely on these never changing (SEP-40). */
@contracttype
export class OracleIdentity {
  base!: Asset;
  decimals!: u32;
  /** Seconds per tick. */
  resolution!: u32;
  router!: Address;
}

/** All there is about one asset, in one entry. */
@contracttype
export class Feed {
  /** Accepted prices, oldest first, at most one a tick. */
  history!: Vec<PriceData>;
  /** Each reporter's last word, at the time it was said. */
  reports!: Map<Address, PriceData>;
}

@contracttype
export class DataKey {
  /** OracleIdentity, instance. */
  static Identity(): DataKey {
    return variant();
  }
  /** OracleConfig, instance. */
  static Config(): DataKey {
    return variant();
  }
  /** Vec<Asset>, instance. */
  static Assets(): DataKey {
    return variant();
  }
  /** Feed, persistent. */
  static Feed(asset: Asset): DataKey {
    return variant();
  }
}

export function loadIdentity(): OracleIdentity {
  return instance.get<DataKey, OracleIdentity>(DataKey.Identity());
}

export function storeIdentity(identity: OracleIdentity): void {
  instance.set<DataKey, OracleIdentity>(DataKey.Identity(), identity);
}

export function loadConfig(): OracleConfig {
  return instance.get<DataKey, OracleConfig>(DataKey.Config());
}

export function storeConfig(config: OracleConfig): void {
  instance.set<DataKey, OracleConfig>(DataKey.Config(), config);
}

export function loadAssets(): Vec<Asset> {
  return instance.getOr<DataKey, Vec<Asset>>(DataKey.Assets(), Vec.empty<Asset>());
}

export function storeAssets(assets: Vec<Asset>): void {
  instance.set<DataKey, Vec<Asset>>(DataKey.Assets(), assets);
}

export function loadFeed(asset: Asset): Feed {
  return persistent.getOr<DataKey, Feed>(DataKey.Feed(asset), emptyFeed());
}

export function storeFeed(asset: Asset, feed: Feed): void {
  const key = DataKey.Feed(asset);
  persistent.set<DataKey, Feed>(key, feed);
  touch<DataKey>(key);
}

export function emptyFeed(): Feed {
  return { history: Vec.empty<PriceData>(), reports: Map.empty<Address, PriceData>() };
}
