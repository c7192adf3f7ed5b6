import { OperationType } from '../../contracts/test/actions.ts';
import { deposit, withdraw } from './bitcoin-operations.ts';
import type { Run } from './history.ts';
import { DAY, HOUR, limitsOf, roomOf } from './model.ts';
import type { Draw, Operation, Wanted } from './operation.ts';
import { keepContracts, restoreContracts } from './stage.ts';
import { burn } from './token-operations.ts';
import { follow } from './watch.ts';

const STEPS = [1, 60, 60, 600, 600, HOUR, HOUR, 2 * HOUR, 20_000, DAY];
/** Ledgers close every five seconds, in the long run. */
const SECONDS_PER_LEDGER = 5;
/** Longer than any entry lives that nobody touches. */
const SLEEP = 130 * DAY;

/** Lets time pass: some seconds to a day. */
export async function passTime(run: Run): Promise<void> {
  const { random } = run;
  const seconds = random.pick(STEPS);
  await pass(run, seconds, random.next() < 0.5 ? 1 : Math.ceil(seconds / SECONDS_PER_LEDGER));
  await keep(run);
}

/** Between a simulation and its ledger: past the end of a tick, an hour or a day, in one ledger, which no signature outlives. */
export async function passBetween(run: Run): Promise<void> {
  await pass(run, run.random.pick([60, 600, HOUR, DAY]), 1);
}

/** Nobody does anything for months: entries are archived, and what still matters is brought back. */
export async function sleep(run: Run): Promise<void> {
  await pass(run, SLEEP, SLEEP / SECONDS_PER_LEDGER);
  await restoreContracts(run.stage);
  await keep(run);
}

async function pass(run: Run, seconds: number, ledgers: number): Promise<void> {
  await run.stage.direct.pass(seconds, ledgers);
  run.model.now += seconds;
  run.model.ledger = run.stage.direct.head.sequence;
  follow(run.watch, new Map());
}

async function keep({ stage, model }: Run): Promise<void> {
  await keepContracts(stage);
  model.ledger = stage.direct.head.sequence;
}

/** A moment at which something that somebody moved leaves a window, or nearly does, while the limit binds. */
interface Edge {
  readonly at: number;
  readonly user: string;
  readonly operation: number;
}

const PROBES = new Map<number, (draw: Draw, wanted: Wanted) => Operation>([
  [OperationType.BitcoinDeposit, deposit],
  [OperationType.TokenWithdrawal, withdraw],
  [OperationType.Transfer, burn],
]);

/** Waits for such a moment, and returns what would be too much then, or just not. */
export async function passToEdge(run: Run): Promise<Operation | undefined> {
  const { random, model } = run;
  const edges = edgesOf(run);
  if (edges.length === 0) return undefined;
  const { at, user, operation } = random.pick(edges);
  await pass(run, at - model.now, random.next() < 0.5 ? 1 : Math.ceil((at - model.now) / SECONDS_PER_LEDGER));
  await keep(run);
  const amount = roomOf(model, user, operation) + (random.next() < 0.7 ? 1n : 0n);
  return PROBES.get(operation)?.(run, { user, amount });
}

/** Windows roll over buckets of whole hours and whole days, so a bucket leaves an hour, or a day, after its window. */
function edgesOf({ random, model }: Run): Edge[] {
  const [bucket, count] = random.next() < 0.75 ? [HOUR, 24] : [DAY, 30];
  const edges: Edge[] = [];
  for (const [user, { identity, replacedBy }] of model.holders) {
    if (!identity || replacedBy !== undefined) continue;
    for (const { at, operation } of identity.moved.slice(-40)) {
      const leaves = (Math.floor(at / bucket) + count + 1) * bucket;
      const edge = random.pick([leaves - bucket, leaves - bucket, leaves - 1, leaves]);
      if (edge <= model.now || !PROBES.has(operation)) continue;
      const then = { ...model, now: edge };
      const { once } = limitsOf(model, identity.tier, operation);
      if (roomOf(then, user, operation) < once) edges.push({ at: edge, user, operation });
    }
  }
  return edges;
}
