import { type Address, contracttype, persistent, require, type u32, type Vec } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import type { Asset, PriceData } from '../shared/price-feed.ts';
import { leastQuorum } from './configuration.ts';
import { OracleError } from './errors.ts';
import { record } from './history.ts';
import { DataKey, emptyFeed, type Feed, fillRoom, loadAssets, loadConfig, storeConfig, storeFeed } from './storage.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 3;

/** A feed before it had a fixed size. */
@contracttype
export class FeedOfLayout1 {
  history!: Vec<PriceData>;
  reports!: Map<Address, PriceData>;
}

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, OracleError.NothingToMigrate);
  if (from < 2) toLayout2();
  // From here on the settings have a fixed size together.
  fillRoom();
  finishMigration(from, LAYOUT);
}

/**
 * Feeds get their fixed size, and keep their prices and words. A quorum that is no longer enough becomes the least that
 * is: with fewer than three reporters there is no price then until governance names more.
 */
function toLayout2(): void {
  const config = loadConfig();
  const least = leastQuorum(config.reporters.length);
  if (config.quorum < least) config.quorum = least;
  storeConfig(config);
  for (const asset of loadAssets()) storeFeed(asset, ofFixedSize(asset, config.reporters));
}

function ofFixedSize(asset: Asset, reporters: Vec<Address>): Feed {
  const feed = emptyFeed();
  const key = DataKey.Feed(asset);
  if (!persistent.has<DataKey>(key)) return feed;
  const old = persistent.get<DataKey, FeedOfLayout1>(key);
  for (const entry of old.history) record(feed, entry.price, entry.timestamp);
  for (let i: u32 = 0; i < reporters.length; i++) {
    if (!old.reports.has(reporters.at(i))) continue;
    const word = old.reports.get(reporters.at(i));
    feed.words = feed.words.set(i, word.price);
    feed.spoken_at = feed.spoken_at.set(i, word.timestamp);
  }
  return feed;
}
