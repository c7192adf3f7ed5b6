import {
  type Address,
  Bytes,
  contracttype,
  i128,
  instance,
  Packed,
  persistent,
  type u32,
  type u64,
  Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';
import { touch } from '../shared/ttl.ts';
import type { OracleConfig } from './types.ts';

// A report is simulated before others have spoken and the clock has moved on, and must still fit what it then declared:
// a feed has its full size from the beginning, and whatever it holds takes as many bytes.
export const MAX_HISTORY: u32 = 32;
/** The median is sorted on chain, and all reports of an asset are one entry. */
export const MAX_REPORTERS: u32 = 15;

/** Of settings with as many reporters, and assets of the longest names, as there may be. */
const SETTINGS_BYTES: u32 = 3_148;

/** Set once, by the constructor: consumers rely on these never changing (SEP-40). */
@contracttype
export class OracleIdentity {
  base!: Asset;
  decimals!: u32;
  /** Seconds per tick. */
  resolution!: u32;
  router!: Address;
}

/** All there is about one asset, in one entry of fixed size. */
@contracttype
export class Feed {
  /** The number of the panel that `words` are of: those of an earlier one do not count. */
  panel!: u32;
  /** Accepted prices, the newest last, at most one a tick; 0 where there is none yet. */
  prices!: Vec<i128>;
  /** When each reporter spoke last, in the order of the configuration. */
  spoken_at!: Vec<u64>;
  /** The ticks of `prices`. */
  timestamps!: Vec<u64>;
  /** What each reporter said last, in the order of the configuration; 0 for nothing. */
  words!: Vec<i128>;
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
  /** u32, instance: counts how often the list of reporters changed. */
  static Panel(): DataKey {
    return variant();
  }
  /** Vec<Asset>, instance. */
  static Assets(): DataKey {
    return variant();
  }
  /** Bytes, instance: zeros, for the reporters and assets that are not there. */
  static Room(): DataKey {
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

/** Reporters keep their places while the list stays the same; otherwise nobody has spoken yet. */
export function storeConfig(config: OracleConfig): void {
  const isFirst = !instance.has<DataKey>(DataKey.Config());
  if (isFirst || loadConfig().reporters !== config.reporters) storePanel(loadPanel() + 1);
  instance.set<DataKey, OracleConfig>(DataKey.Config(), config);
  fillRoom();
}

export function loadPanel(): u32 {
  return instance.getOr<DataKey, u32>(DataKey.Panel(), 0);
}

function storePanel(panel: u32): void {
  instance.set<DataKey, u32>(DataKey.Panel(), panel);
}

export function loadAssets(): Vec<Asset> {
  return instance.getOr<DataKey, Vec<Asset>>(DataKey.Assets(), Vec.empty<Asset>());
}

export function storeAssets(assets: Vec<Asset>): void {
  instance.set<DataKey, Vec<Asset>>(DataKey.Assets(), assets);
  fillRoom();
}

/** As many bytes as ever, whatever was decided: who signed another decision, or pauses the contract, writes them too. */
export function fillRoom(): void {
  const config = Bytes.serialize<OracleConfig>(loadConfig()).length;
  const assets = Bytes.serialize<Vec<Asset>>(loadAssets()).length;
  instance.set<DataKey, Bytes>(DataKey.Room(), Packed.empty(SETTINGS_BYTES - config - assets).toBytes());
}

/** With the words of today's reporters. */
export function loadFeed(asset: Asset): Feed {
  const key = DataKey.Feed(asset);
  if (!persistent.has<DataKey>(key)) return emptyFeed();
  const feed = persistent.get<DataKey, Feed>(key);
  if (feed.panel !== loadPanel()) silence(feed);
  return feed;
}

export function storeFeed(asset: Asset, feed: Feed): void {
  const key = DataKey.Feed(asset);
  persistent.set<DataKey, Feed>(key, feed);
  touch<DataKey>(key);
}

export function emptyFeed(): Feed {
  return {
    panel: loadPanel(),
    prices: zeroPrices(MAX_HISTORY),
    spoken_at: zeroTimes(MAX_REPORTERS),
    timestamps: zeroTimes(MAX_HISTORY),
    words: zeroPrices(MAX_REPORTERS),
  };
}

function silence(feed: Feed): void {
  feed.panel = loadPanel();
  feed.spoken_at = zeroTimes(MAX_REPORTERS);
  feed.words = zeroPrices(MAX_REPORTERS);
}

function zeroPrices(count: u32): Vec<i128> {
  let zeros = Vec.empty<i128>();
  for (let i: u32 = 0; i < count; i++) zeros = zeros.push(i128.zero);
  return zeros;
}

function zeroTimes(count: u32): Vec<u64> {
  let zeros = Vec.empty<u64>();
  for (let i: u32 = 0; i < count; i++) zeros = zeros.push(0);
  return zeros;
}
