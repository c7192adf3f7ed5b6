import type { Run } from './history.ts';
import { DAY, HOUR, type Identity } from './model.ts';
import { restoreContracts } from './stage.ts';
import { follow } from './watch.ts';

const STEPS = [1, 60, 60, 600, 600, HOUR, HOUR, 2 * HOUR, 20_000, DAY];
/** Ledgers close every five seconds, in the long run. */
const SECONDS_PER_LEDGER = 5;
/** Longer than any entry lives that nobody touches. */
const SLEEP = 130 * DAY;

/** Lets time pass: some seconds to a day, or exactly until what somebody moved leaves a window, or a second less. */
export async function passTime(run: Run): Promise<void> {
  const { random } = run;
  const seconds = random.next() < 0.3 ? untilEdge(run) : random.pick(STEPS);
  await pass(run, seconds, random.next() < 0.5 ? 1 : Math.ceil(seconds / SECONDS_PER_LEDGER));
}

/** Nobody does anything for months: entries are archived, and what still matters is brought back. */
export async function sleep(run: Run): Promise<void> {
  await pass(run, SLEEP, SLEEP / SECONDS_PER_LEDGER);
  await restoreContracts(run.stage);
  run.model.ledger = run.stage.direct.head.sequence;
}

async function pass({ stage, model, watch }: Run, seconds: number, ledgers: number): Promise<void> {
  await stage.direct.pass(seconds, ledgers);
  model.now += seconds;
  model.ledger = stage.direct.head.sequence;
  follow(watch, new Map());
}

/** Windows roll over buckets of whole hours and whole days. */
function untilEdge({ random, model }: Run): number {
  const movers = [...new Set([...model.holders.values()].map(({ identity }) => identity))].filter(
    (identity): identity is Identity => (identity?.moved.length ?? 0) > 0,
  );
  if (movers.length === 0) return HOUR;
  const { moved } = random.pick(movers);
  const [bucket, count] = random.next() < 0.96 ? [HOUR, 24] : [DAY, 30];
  const { at } = random.pick(moved.slice(-30));
  const leaves = (Math.floor(at / bucket) + count + 1) * bucket;
  const edge = random.pick([leaves - bucket, leaves - bucket, leaves - 1, leaves]);
  return edge > model.now ? edge - model.now : random.pick(STEPS);
}
