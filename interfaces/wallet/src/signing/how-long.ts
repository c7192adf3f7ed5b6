/** What is signed here is over within the hour: 720 ledgers of five seconds are prepared, and a server may be a little behind. */
const MOST_LEDGERS = 800;
/** Of a transaction of one's own ten minutes are prepared; clocks differ. */
const MOST_MS = 30 * 60_000;
/** No network closes ledgers faster for long; where it may have, the browser was not there. */
const LEDGERS_PER_MS = 1 / 1_000;
const SLACK_LEDGERS = 100;

/** The newest ledger that this browser was told of and had reason to believe. */
export interface SeenLedger {
  networkPassphrase: string;
  ledger: number;
  /** By this machine's clock, ms. */
  at: number;
}

/**
 * Whether the network can be at this ledger, as far as who saw an earlier one can tell. Otherwise a service that calls a far ledger
 * the present one would have signatures that count for months.
 */
export function isPlausible(told: SeenLedger, before: SeenLedger | undefined): boolean {
  if (!Number.isSafeInteger(told.ledger) || told.ledger < 1) return false;
  if (before === undefined || before.networkPassphrase !== told.networkPassphrase) return true;
  const passed = Math.max(0, told.at - before.at);
  return told.ledger <= before.ledger + passed * LEDGERS_PER_MS + SLACK_LEDGERS;
}

/** Whether a signature that counts until this ledger counts for no longer than anything needs. */
export const endsSoonEnough = (validUntilLedger: number, ledgerNow: number): boolean =>
  validUntilLedger <= ledgerNow + MOST_LEDGERS;

/** Likewise of a transaction, by this machine's clock. */
export const endsInTime = (validUntil: string, now: number): boolean => Date.parse(validUntil) - now <= MOST_MS;
