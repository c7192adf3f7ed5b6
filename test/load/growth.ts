import { exchangesAt, heardAt, listen, transfersAt } from './calls-load.ts';
import { type Growth, quantilesOf } from './figures.ts';
import type { LoadSystem } from './load-system.ts';
import { offer } from './open-loop.ts';
import { mintsAt, payoutsAt } from './operations-load.ts';
import type { Step } from './ramp.ts';
import { storeOperations } from './store-operations.ts';

/** Kept up by all of them on a small machine: what is told is the time of one, and not of a queue. */
const READS_PER_SECOND = 20;
const CALLS_PER_SECOND = 2;
const OPERATION_SECONDS = 8;

/** Each thing by itself, with so many operations stored. */
export async function measureGrowth(system: LoadSystem, stored: number, seconds: number): Promise<Growth[]> {
  const { apiUrl, holders, get } = system;
  await storeOperations(system, stored);
  const growth: Growth[] = [];
  const note = (what: string, step: Omit<Step, 'cores'>): void => {
    const { p50, p99 } = quantilesOf(step);
    const failed = step.failures + step.unanswered;
    console.error(`${stored} stored, ${what}: p50 ${p50} ms, p99 ${p99} ms, ${failed} failed`);
    growth.push({ stored, what, perSecond: step.perSecond, p50, p99, failed });
  };
  const reads: [what: string, path: (n: number) => string][] = [
    ['read: a user', (n) => `/v1/users/${holders[n % holders.length]!.account}`],
    ['read: a page of deposits', () => '/v1/deposits?limit=20'],
    ['read: a holder’s deposits', (n) => `/v1/users/${holders[n % holders.length]!.account}/deposits?limit=20`],
    ['read: a holder’s withdrawals', (n) => `/v1/users/${holders[n % holders.length]!.account}/withdrawals?limit=20`],
    ['read: a page of events', () => '/v1/events?limit=20'],
    ['read: the status', () => '/v1/status'],
  ];
  for (const [what, path] of reads)
    note(what, await offer((n) => get(`${apiUrl}${path(n)}`, n), { perSecond: READS_PER_SECOND, seconds }));
  const listening = await listen(system);
  try {
    const step = await transfersAt(system, CALLS_PER_SECOND, seconds, listening.listeners);
    note('transfer, to its ledger', step);
    note('event, from a transfer to a reader', await heardAt(step, listening.stream, seconds));
    note('webhook, from a transfer to its receiver', await heardAt(step, listening.webhook, seconds));
  } finally {
    await listening.stop();
  }
  note('exchange, to its ledger', await exchangesAt(system, CALLS_PER_SECOND, seconds));
  note('mint, with its confirmations', await mintsAt(system, CALLS_PER_SECOND, OPERATION_SECONDS));
  note('payout, with its confirmations', await payoutsAt(system, 1, OPERATION_SECONDS));
  return growth;
}
