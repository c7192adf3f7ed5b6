import { ledger, require, type u32, type u64 } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';

// Ledger time, seconds, of Bitcoin's first block.
const GENESIS: u64 = 1_231_006_505;
// Blocks come every ten minutes; on a test network in its busiest years they came more often, but never this often.
const LEAST_SECONDS_PER_BLOCK: u64 = 60;

/**
 * Refuses a height that no Bitcoin network can have by now. Heights are compared with earlier ones, so a single one that
 * is far too high would stand in the way of every true one after it.
 */
export function requirePlausibleHeight(height: u32): void {
  const now = ledger.timestamp();
  require(now > GENESIS, ReserveError.ImplausibleHeight);
  require((height as u64) <= (now - GENESIS) / LEAST_SECONDS_PER_BLOCK, ReserveError.ImplausibleHeight);
}
