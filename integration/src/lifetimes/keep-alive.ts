import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { type EntryLifetime, entryLifetimes, type Submitter } from '@istsi/soroban-client';
import { xdr } from '@stellar/stellar-sdk';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { EXTEND_TO, LEAST_LEDGERS, type Lifetimes } from './judge-lifetimes.ts';
import { coinEntries, type KeptEntriesOf, systemEntries } from './kept-entries.ts';

export interface LifetimesWorld extends Omit<KeptEntriesOf, 'db'> {
  database: Database;
  submitter: Pick<Submitter, 'extend'>;
  log: Log;
}

export interface KeepAlive {
  /** What the last look found; undefined before the first. */
  found(): Lifetimes | undefined;
  run(signal: AbortSignal): Promise<void>;
}

/** Entries live for months: an hour is soon enough, also after a failure. */
const EVERY_MS = 3_600_000;
const RETRY_MS = 60_000;
/** Entries of one transaction: what it reads must fit into it. Code is large and goes alone. */
const ENTRIES_AT_ONCE = 20;

/** Keeps what the system cannot work without from being archived: the contracts themselves do that only on their last day. */
export function createKeepAlive(world: LifetimesWorld, { everyMs = EVERY_MS } = {}): KeepAlive {
  const { database, log } = world;
  let last: Lifetimes | undefined;
  return {
    found: () => last,
    async run(signal) {
      let told: string | undefined;
      while (!signal.aborted) {
        const looked = await withAdvisoryLock(
          database.pool,
          'istsi/lifetimes',
          async () => await keep(world, signal),
        ).catch((error: unknown) => ({ value: unseen(last, describeError(error)) }));
        // Another instance is at it; what it finds, everybody sees at the next look.
        last = looked?.value ?? last;
        const { problem } = last ?? {};
        if (problem !== told && problem !== undefined && !signal.aborted)
          log('error', 'entries on the ledger could not be extended', { problem });
        told = problem;
        const pauseMs = Math.min(everyMs, problem === undefined && looked ? everyMs : RETRY_MS);
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

const unseen = (last: Lifetimes | undefined, problem: string): Lifetimes => ({
  ...{ entries: 0, least: undefined, archived: 0 },
  ...last,
  problem,
});

/** Looks at all of them, extends what is due, and says what there is then. Told to stop, it sends nothing more. */
async function keep(world: LifetimesWorld, signal: AbortSignal): Promise<Lifetimes> {
  const { database, network } = world;
  const all = { ...world, db: database.db };
  const found: Lifetimes = { entries: 0, least: undefined, archived: 0 };
  let keys = await systemEntries(all);
  for (let after: string | undefined = ''; ; ) {
    found.problem = (await extendDue(world, await entryLifetimes(network, keys), signal)) ?? found.problem;
    add(found, await entryLifetimes(network, keys));
    if (after === undefined || signal.aborted) return found;
    const coins: Awaited<ReturnType<typeof coinEntries>> = await coinEntries(all, after);
    keys = coins.keys;
    after = coins.last;
  }
}

function add(found: Lifetimes, entries: readonly EntryLifetime[]): void {
  for (const { ledgersLeft } of entries) {
    found.entries += 1;
    if (ledgersLeft === undefined) found.archived += 1;
    else found.least = Math.min(found.least ?? ledgersLeft, ledgersLeft);
  }
}

/** Why something could not be extended; undefined when nothing was in the way. */
async function extendDue(
  world: LifetimesWorld,
  entries: readonly EntryLifetime[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const due = entries.filter(({ ledgersLeft }) => ledgersLeft !== undefined && ledgersLeft < LEAST_LEDGERS);
  let problem: string | undefined;
  for (const keys of inTransactions(due.map(({ key }) => key))) {
    if (signal.aborted) return problem;
    try {
      const fate = await world.submitter.extend(keys, EXTEND_TO);
      if (fate.status === 'success') continue;
      problem = 'failure' in fate ? fate.failure.text : `the transaction ${fate.hash} is ${fate.status}`;
    } catch (error) {
      problem = describeError(error);
    }
  }
  return problem;
}

function inTransactions(keys: readonly string[]): string[][] {
  const groups: string[][] = [];
  let open: string[] | undefined;
  for (const key of keys) {
    if (xdr.LedgerKey.fromXdr(key, 'base64').type === 'contractCode') {
      groups.push([key]);
      continue;
    }
    if (!open || open.length === ENTRIES_AT_ONCE) {
      open = [];
      groups.push(open);
    }
    open.push(key);
  }
  return groups;
}
