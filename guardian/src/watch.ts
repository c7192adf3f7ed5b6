import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { isAfter, latestLedger } from '@istsi/soroban-client';
import { type Claim, findingsIn } from './claims.ts';
import { confirmClaim } from './confirm-claim.ts';
import type { GuardianWorld } from './guardian-world.ts';
import type { GuardianFacts } from './heartbeat.ts';
import { indicesOf, judgeClaim } from './judge-claim.ts';
import { objectToPayouts } from './object-to-payouts.ts';
import { readTransactions } from './read-events.ts';
import { type Reported, reportDeposits } from './report-deposits.ts';
import { noteOwnPauses, stopSystem } from './stop-system.ts';

export type Standing = Pick<
  GuardianFacts,
  'state' | 'since' | 'why' | 'ledger' | 'bitcoinHeight' | 'open' | 'accused' | 'reports'
>;

export interface Watch {
  standing(): Standing;
  /** Looks at both chains once, and acts on what cannot be true. */
  look(signal: AbortSignal): Promise<void>;
  /** Looks again and again until aborted. */
  run(signal: AbortSignal): Promise<void>;
}

type Part = 'stellar' | 'bitcoin' | 'judging' | 'stopping' | 'objecting' | 'reporting';

/** What fails in one part of a look stops no other. */
export function createWatch(world: GuardianWorld, { pollMs = 1_000 }: { pollMs?: number | undefined } = {}): Watch {
  const { memory, coins, network, log } = world;
  const trouble = new Map<Part, string>([['stellar', NOT_YET]]);
  const reported: Reported = new Map();
  let ledger: number | undefined;
  let reports = 0;
  let position: string | undefined;
  let current: Pick<Standing, 'state' | 'since' | 'why'> = { state: 'behind', since: isoOf(world.now()), why: NOT_YET };

  async function attempt(part: Part, work: () => Promise<string | undefined>, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const before = trouble.get(part);
    const problem = await work().catch((error: unknown) => (signal.aborted ? undefined : describeError(error)));
    if (problem === undefined) trouble.delete(part);
    else trouble.set(part, problem);
    if (problem !== undefined && problem !== before) log('warn', `${part}: ${problem}`);
  }

  async function look(signal: AbortSignal): Promise<void> {
    await attempt(
      'stellar',
      async () => {
        position = await readAll(world, position);
        ledger = (await latestLedger(network)).sequence;
        return undefined;
      },
      signal,
    );
    await attempt('judging', () => judgeOpen(world), signal);
    await attempt('stopping', () => stopSystem(world), signal);
    await attempt(
      'bitcoin',
      async () => {
        await coins.follow(signal);
        return undefined;
      },
      signal,
    );
    await attempt(
      'objecting',
      async () => {
        await objectIfStopped(world);
        return undefined;
      },
      signal,
    );
    await attempt(
      'reporting',
      async () => {
        const { sent, waiting } = await reportDeposits(world, reported);
        reports += sent;
        return waiting;
      },
      signal,
    );
  }

  function stand(): void {
    const [first] = trouble.values();
    const unpaused = [...memory.state().accused.values()].find(({ isPaused }) => !isPaused);
    const isUnable = trouble.has('stopping');
    const state = isUnable ? 'unable' : unpaused ? 'accusing' : first === undefined ? 'watching' : 'behind';
    const why = (isUnable ? trouble.get('stopping') : (unpaused?.why ?? first)) ?? null;
    current = { state, why, since: state === current.state ? current.since : isoOf(world.now()) };
  }

  return {
    standing() {
      stand();
      const { open, accused } = memory.state();
      const bitcoinHeight = coins.tip()?.height ?? null;
      return { ...current, ledger: ledger ?? null, bitcoinHeight, open: open.size, accused: accused.size, reports };
    },
    look,
    async run(signal) {
      while (!signal.aborted) {
        await look(signal);
        stand();
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

const NOT_YET = 'it has not looked yet';

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Nothing is read twice, and what is read is remembered together with how far it was read. */
async function readAll(world: GuardianWorld, position: string | undefined): Promise<string | undefined> {
  const { memory, network, contracts, key, log } = world;
  // Further than what is remembered: a line is written only where there is something to remember.
  const { cursor: remembered } = memory.state();
  const isFurther = position !== undefined && (remembered === undefined || isAfter(position, remembered));
  const from = isFurther ? position : remembered;
  let reached = from;
  let isFirst = from === undefined;
  for await (const { transactions, cursor, missed } of readTransactions(network, contracts, from)) {
    const found = transactions.map((events) => findingsIn(events, key.publicKey()));
    const claims = found.flatMap((one) => one.claims);
    const owners = found.flatMap((one) => one.owners);
    if (missed)
      log('error', 'the RPC no longer keeps events that were not read: the records are compared instead', missed);
    if (isFirst || missed) claims.push(await booksClaim(world, missed));
    const isFar =
      Number(BigInt(cursor.split('-')[0] ?? '0') >> 32n) > ledgerIn(memory.state().cursor) + REMEMBER_LEDGERS;
    if (claims.length > 0 || owners.length > 0 || isFirst || isFar)
      memory.remember({ kind: 'read', cursor, claims, owners });
    isFirst = false;
    reached = cursor;
    noteOwnPauses(
      world,
      found.flatMap((one) => one.ownPauses),
    );
  }
  return reached;
}

/** How far the cursor may move without a line: what is read again after a start is judged again, and nothing else. */
const REMEMBER_LEDGERS = 500;

const ledgerIn = (cursor: string | undefined): number => Number(BigInt(cursor?.split('-')[0] ?? '0') >> 32n);

async function booksClaim(world: GuardianWorld, missed?: { from: number; through: number }): Promise<Claim> {
  const { closeTime: at, sequence } = await latestLedger(world.network);
  return { kind: 'books', id: missed ? `books ${missed.from}-${missed.through}` : `books ${sequence}`, at };
}

/** Returns why something could not be judged. */
async function judgeOpen(world: GuardianWorld): Promise<string | undefined> {
  const { memory, log } = world;
  const done: string[] = [];
  let waiting: string | undefined;
  const open = [...memory.state().open.values()];
  const known = await indicesOf(world, open);
  for (const claim of open) {
    let verdict = await judgeClaim(world, claim, known);
    if (verdict.is === 'contradicted') verdict = (await confirmClaim(world, claim)) ?? verdict;
    if (verdict.is === 'explained') done.push(claim.id);
    if (verdict.is === 'unseen') waiting = verdict.why;
    if (verdict.is !== 'contradicted') continue;
    const { why } = verdict;
    log('error', 'what the system says cannot be true', { claim: claim.id, kind: claim.kind, why });
    memory.remember({ kind: 'accused', id: claim.id, why });
  }
  if (done.length > 0) memory.remember({ kind: 'explained', ids: done });
  return waiting;
}

/** As long as the system stands still for what is accused. */
async function objectIfStopped(world: GuardianWorld): Promise<void> {
  const { memory, contracts } = world;
  if (memory.state().accused.size === 0) return;
  const { paused } = await contracts.router.read('get_config');
  if (paused) await objectToPayouts(world);
}
