import type { Costs } from '../../contracts/bench/measure-costs.ts';

/** The public network's limits of one ledger since its SLP-0004 (January 2026), and how long one takes. */
export const LEDGER = {
  /** Of one chain of transactions that wait for each other; `chains` of them run side by side (CAP-63). */
  instructions: 580_000_000,
  chains: 2,
  write_entries: 1_000,
  write_bytes: 286_720,
  transaction_bytes: 266_240,
  seconds: 5,
} as const;

/** What a simulation declares above what it measured: the network counts what is declared. */
const DECLARED = 1.04;
const DAY_SECONDS = 86_400;

type Resource = 'instructions' | 'write_entries' | 'write_bytes' | 'transaction_bytes';

export interface Capacity {
  /** How many fit a ledger that nobody else uses. */
  perLedger: number;
  perDay: number;
  /** What it is full of then. */
  limit: Resource;
}

export interface CapacityOf {
  entry: string;
  /** They write the same entry, so that each waits for the one before it. */
  isOneChain: boolean;
  /** How many operations one call is. */
  operations: number;
}

/** How many of a call the public network takes, by what the call costs. */
export function capacityOf(
  { entries }: Pick<Costs, 'entries'>,
  { entry, isOneChain, operations }: CapacityOf,
): Capacity {
  const cost = entries[entry];
  if (!cost) throw new Error(`${entry} is not measured in contracts/costs.json`);
  const fits: [Resource, number][] = [
    ['instructions', (LEDGER.instructions * (isOneChain ? 1 : LEDGER.chains)) / (cost.instructions * DECLARED)],
    ['write_entries', LEDGER.write_entries / cost.write_entries],
    ['write_bytes', LEDGER.write_bytes / cost.write_bytes],
    ['transaction_bytes', LEDGER.transaction_bytes / cost.transaction_bytes],
  ];
  const [limit, calls] = fits.reduce((least, next) => (next[1] < least[1] ? next : least));
  const perLedger = Math.floor(calls) * operations;
  return { perLedger, perDay: Math.floor((perLedger * DAY_SECONDS) / LEDGER.seconds), limit };
}

/** Times a month that a holder does something, for an estimate that everybody can make anew with their own. */
export const HABITS: Readonly<Record<string, { entry: string; perMonth: number; label: string }>> = {
  deposits: { entry: 'integration-router.execute_bitcoin_deposit (busy)', perMonth: 1, label: 'one deposit' },
  withdrawals: { entry: 'integration-router.execute_token_withdrawal (busy)', perMonth: 1, label: 'one withdrawal' },
  transfers: { entry: 'istsi-token.transfer (busy)', perMonth: 10, label: 'ten transfers' },
  exchanges: { entry: 'integration-router.execute_cross_token_exchange', perMonth: 1, label: 'one exchange' },
};
const MONTH_DAYS = 30;
const STROOPS = 10_000_000;

export interface DayOf {
  holders: number;
  /** Operations a day, by habit. */
  operations: Record<string, number>;
  /** Fees and rent of all of them, and of a payment for each withdrawal: less where one payment is for many. */
  lumens: number;
}

/** What a day of so many holders is, at `HABITS`. */
export function dayOf({ entries }: Pick<Costs, 'entries'>, holders: number): DayOf {
  const operations = Object.fromEntries(
    Object.entries(HABITS).map(([name, { perMonth }]) => [name, Math.ceil((holders * perMonth) / MONTH_DAYS)]),
  );
  const price = (entry: string): number => (entries[entry]?.fee_stroops ?? Number.NaN) / STROOPS;
  const calls = Object.entries(HABITS).map(([name, { entry }]) => (operations[name] ?? 0) * price(entry));
  const payment =
    price('reserve-manager.process_bitcoin_withdrawal') + price('reserve-manager.complete_bitcoin_withdrawal');
  const payments = (operations.withdrawals ?? 0) * payment;
  return { holders, operations, lumens: calls.reduce((sum, next) => sum + next, payments) };
}
