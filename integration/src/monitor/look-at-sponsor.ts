import { findAccount } from '@istsi/soroban-client';
import { ACCOUNT_RESERVE_STROOPS, defaultSponsorBudgets } from '../sponsorship/sponsor-settings.ts';
import { readSpent } from '../sponsorship/sponsored-store.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, ok, type PartHealth, warning } from './part-health.ts';
import { sample } from './samples.ts';

/** What a few hundred calls cost, and what nothing is sent with: what an account has to keep, and the most for a call. */
const LOW_STROOPS = 100_000_000n;
const EMPTY_STROOPS = ACCOUNT_RESERVE_STROOPS + defaultSponsorBudgets.callStroops;
const BASIS_POINTS = 10_000n;
const LOW_BASIS_POINTS = 1_000n;

/** Whether whoever pays for holders without lumens still can, and may. */
export async function lookAtSponsor({ network, database, sponsor }: MonitorWorld): Promise<Found> {
  if (!sponsor) return { samples: [], parts: [] };
  const [spent, ...balances] = await Promise.all([
    readSpent(database.db),
    ...sponsor.keys.map(async (key) => (await findAccount(network, key.publicKey()))?.balance ?? 0n),
  ]);
  const left = {
    day: shareLeft(spent.day, sponsor.dayStroops),
    total: shareLeft(spent.total, sponsor.totalStroops),
  };
  const samples = [
    ...balances.map((balance, i) => sample('istsi_sponsor_balance_stroops', balance, { sponsor: String(i + 1) })),
    ...Object.entries(left).map(([budget, share]) =>
      sample('istsi_sponsor_budget_left_basis_points', share, { budget }),
    ),
  ];
  return { samples, parts: [judgeSponsor(balances, left)] };
}

export function shareLeft(spent: bigint, most: bigint): bigint {
  return most > spent ? ((most - spent) * BASIS_POINTS) / most : 0n;
}

/** Pure. Without lumens no budget is of use, so they come first. */
export function judgeSponsor(balances: readonly bigint[], left: { day: bigint; total: bigint }): PartHealth {
  if (balances.every((balance) => balance < EMPTY_STROOPS))
    return failing('sponsor', 'no account can pay for holders without lumens: send lumens');
  if (left.total < LOW_BASIS_POINTS) return warning('sponsor', 'less than a tenth of all that may be paid is left');
  if (left.day < LOW_BASIS_POINTS) return warning('sponsor', 'less than a tenth of what may be paid in a day is left');
  const low = balances.filter((balance) => balance < LOW_STROOPS).length;
  return low === 0
    ? ok('sponsor', `${balances.length} accounts can pay for holders without lumens`)
    : warning('sponsor', `${low} of ${balances.length} accounts have less than ${LOW_STROOPS / 10_000_000n} lumens`);
}
