import { type Address, i128, Option, publish, require } from '@istsi/soroban-sdk';
import { mint } from '../shared/sep41/movements.ts';
import { loadSupply } from '../shared/sep41/storage.ts';
import { FungibleError } from './errors.ts';
import type { MinterSet } from './events.ts';
import { requireCompliance } from './movements.ts';
import { loadConfig, loadQuota, storeQuota } from './storage.ts';

/** Replaces what a minter may still mint; 0 takes the right away. */
export function setMinter(minter: Address, quota: i128): void {
  require(quota >= i128.zero, FungibleError.InvalidAmount);
  storeQuota(minter, quota);
  publish<MinterSet>({ minter, quota });
}

/** Burning gives no quota back: a minter that could mint what it burnt would have no limit at all. */
export function mintFromQuota(minter: Address, to: Address, amount: i128): void {
  require(amount > i128.zero, FungibleError.InvalidAmount);
  const quota = loadQuota(minter);
  require(quota >= amount, FungibleError.OverQuota);
  // Not `supply + amount`, which an absurd amount would overflow instead of being refused.
  require(loadConfig().cap - loadSupply() >= amount, FungibleError.OverCap);
  requireCompliance(to, Option.none<Address>());
  storeQuota(minter, quota - amount);
  mint(to, amount);
}
