import { instance, persistent, type u32 } from '@istsi/soroban-sdk';

/** Ledgers per day at the network's 5-second close time. */
export const DAY_IN_LEDGERS: u32 = 17_280;

const LIFETIME: u32 = 120 * DAY_IN_LEDGERS;
const LAST_DAY: u32 = DAY_IN_LEDGERS;

/**
 * Keeps the contract's own instance and code alive when nobody else does: who runs the system extends them long before their
 * last day, so that no user's transaction has to pay for months of everybody's code.
 */
export function touchInstance(): void {
  instance.extendTtl(LAST_DAY, LIFETIME);
}

/**
 * Keeps one persistent entry alive, for another 120 days each time: the network allows at most 180. The entry must exist.
 * Who touches it pays for the time since it was touched last. Were it extended only when little is left, the first
 * transaction after that moment would pay for months, and fail if it was simulated before.
 */
export function touch<K>(key: K): void {
  persistent.extendTtl<K>(key, LIFETIME, LIFETIME);
}
