import type { i128, Str, u32 } from '@istsi/soroban-sdk';
import { storeMetadata, storeSupply } from './storage.ts';

/** Layout 1 kept the supply in the instance, and what the token is called where indexers do not look. */
export function settleToken(decimal: u32, name: Str, symbol: Str, supply: i128): void {
  storeMetadata({ decimal, name, symbol });
  storeSupply(supply);
}
