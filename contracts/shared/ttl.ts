import { instance, persistent, type u32 } from '@istsi/soroban-sdk';

/** Ledgers per day at the network's 5-second close time. */
export const DAY_IN_LEDGERS: u32 = 17_280;

// An entry in use always has at least a month left, and is topped up to four: the network allows at most 180 days.
const THRESHOLD: u32 = 30 * DAY_IN_LEDGERS;
const EXTEND_TO: u32 = 120 * DAY_IN_LEDGERS;

/** Keeps the contract's own instance and code alive. Every call that is let through to change state does this. */
export function touchInstance(): void {
  instance.extendTtl(THRESHOLD, EXTEND_TO);
}

/** Keeps one persistent entry alive. The entry must exist. */
export function touch<K>(key: K): void {
  persistent.extendTtl<K>(key, THRESHOLD, EXTEND_TO);
}
