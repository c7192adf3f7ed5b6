import { type Address, i128, Option, publish, require } from '@istsi/soroban-sdk';
import { FungibleError } from './errors.ts';
import type { Mint, MinterSet } from './events.ts';
import { credit, requireCompliance } from './movements.ts';
import { loadConfig, loadQuota, loadSupply, storeQuota, storeSupply } from './storage.ts';

/** Replaces what a minter may still mint; 0 takes the right away. */
export function setMinter(minter: Address, quota: i128): void {
  require(quota >= i128.zero, FungibleError.InvalidAmount);
  storeQuota(minter, quota);
  publish<MinterSet>({ minter, quota });
}

/** Burning gives no quota back: a minter that could mint what it burnt would have no limit at all. */
export function mint(minter: Address, to: Address, amount: i128): void {
  require(amount > i128.zero, FungibleError.InvalidAmount);
  const quota = loadQuota(minter);
  require(quota >= amount, FungibleError.OverQuota);
  const supply = loadSupply();
  // Not `supply + amount`, which an absurd amount would overflow instead of being refused.
  require(loadConfig().cap - supply >= amount, FungibleError.OverCap);
  requireCompliance(to, Option.none<Address>());
  storeQuota(minter, quota - amount);
  storeSupply(supply + amount);
  credit(to, amount);
  publish<Mint>({ to, amount });
}
