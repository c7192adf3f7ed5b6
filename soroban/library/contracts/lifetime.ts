import { instance, persistent, type u32 } from '@istsi/soroban-sdk';

// Entries that nobody extends are archived. Whoever uses one keeps it for a month, once less than its last day but one is left.

/** Ledgers, at the network's five seconds each. */
export const DAY: u32 = 17_280;
export const MONTH: u32 = 30 * DAY;

/** Keeps a persistent entry, which must exist. */
export function keep<K>(key: K): void {
  persistent.extendTtl<K>(key, MONTH - DAY, MONTH);
}

/** Keeps the contract itself, with its code. */
export function keepInstance(): void {
  instance.extendTtl(MONTH - DAY, MONTH);
}
