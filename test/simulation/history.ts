import type { Refusal } from '../../contracts/test/refusal.ts';
import { startWorld } from '../../contracts/test/world.ts';
import { createRandom, type Random } from '../system/random.ts';
import { batch, rollbackBatch } from './batch-operations.ts';
import { conclude, deposit, proveDeposit, resolve, withdraw } from './bitcoin-operations.ts';
import { checkAll, checkLimits, checkTouched } from './checks.ts';
import {
  decide,
  freeze,
  lock,
  nextName,
  override,
  readdress,
  recoverBalance,
  register,
  registered,
} from './compliance-operations.ts';
import { donate } from './donations.ts';
import { exchange, submitPrice } from './exchange-operations.ts';
import { govern, pause, tighten } from './governance-operations.ts';
import { correct, hold, reinstate, tightenCaps, undo } from './interventions.ts';
import type { Model } from './model.ts';
import { type Kind, type Operation, ROUTER } from './operation.ts';
import { authorize, complete, prove, replace, writeOff } from './reserve-operations.ts';
import { foundSystem } from './setting.ts';
import { actor, enroll, openStage, prepare, type Stage, send } from './stage.ts';
import { abandon, resweep, sweep } from './sweep-operations.ts';
import { passBetween, passTime, passToEdge, sleep } from './time.ts';
import { approve, burn, mintDollars, spend, transfer } from './token-operations.ts';
import { follow, type Watch, watchLedger } from './watch.ts';

const kinds: [number, Kind][] = [
  [20, deposit],
  [3, proveDeposit],
  [16, transfer],
  [6, approve],
  [9, spend],
  [4, burn],
  [14, withdraw],
  [9, authorize],
  [4, replace],
  [9, complete],
  [4, sweep],
  [2, resweep],
  [1.5, abandon],
  [8, conclude],
  [2, resolve],
  [0.5, writeOff],
  [2, donate],
  [2, prove],
  [14, exchange],
  [5, submitPrice],
  [2, mintDollars],
  [7, batch],
  [2, rollbackBatch],
  [10, decide],
  [3, lock],
  [2, register],
  [2, override],
  [0.7, readdress],
  [1, recoverBalance],
  [9, govern],
  [0.08, pause],
  [0.2, tighten],
  [2, hold],
  [0.5, tightenCaps],
  [0.8, undo],
  [1, correct],
  [0.6, reinstate],
];

const START = 1_900_000_000;
const FIRST_SLEEP = 4_000;
const BETWEEN_SLEEPS = 7_000;

/** What a history came to. */
export interface History {
  readonly seed: number;
  readonly operations: number;
  readonly accepted: Record<string, number>;
  readonly refused: Record<string, number>;
  /** By the number of the innermost error. */
  readonly reasons: Record<string, number>;
  /** Refused after they were included in a ledger, with everything compared before and after. */
  readonly refusedInLedger: number;
  /** Seconds of ledger time. */
  readonly elapsed: number;
}

export interface Run {
  readonly stage: Stage;
  readonly random: Random;
  readonly model: Model;
  readonly watch: Watch;
  readonly accepted: Record<string, number>;
  readonly refused: Record<string, number>;
  readonly reasons: Record<string, number>;
  operations: number;
  refusedInLedger: number;
  nextSleep: number;
  focus: string;
}

/** Lets many people do everything for a while, and throws at the first difference from the model. */
export async function simulate(count: number): Promise<History> {
  const random = createRandom();
  console.log(`seed ${random.seed}: ISTSI_TEST_SEED=${random.seed} repeats this history of ${count} operations`);
  const world = await startWorld({ now: () => START * 1_000, historyLedgers: 16 });
  try {
    const stage = await openStage(world);
    const model = await foundSystem(stage, START);
    const run: Run = {
      stage,
      random,
      model,
      watch: watchLedger(stage),
      accepted: {},
      refused: {},
      reasons: {},
      operations: 0,
      refusedInLedger: 0,
      nextSleep: Math.min(FIRST_SLEEP, Math.floor(count * 0.7)),
      focus: 'alice',
    };
    const founders = [...model.holders.keys()].filter((name) => name !== ROUTER);
    for (const name of founders) await explained(run, () => attempt(run, registered(run, name, 2)));
    while (run.operations < count) await explained(run, () => step(run));
    checkAll(run);
    checkRescan(run);
    return { seed: random.seed, elapsed: model.now - START, ...run };
  } finally {
    await world.stop();
  }
}

/** What was followed change by change is what a fresh look at the whole ledger finds. */
function checkRescan({ stage, watch }: Run): void {
  const { sums } = watchLedger(stage);
  for (const name of ['balances', 'dollars', 'owed', 'held'] as const) {
    require(sums[name] === watch.sums[name], `${name} come to ${sums[name]}, followed to ${watch.sums[name]}`);
  }
}

async function explained(run: Run, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    const where = `operation ${run.operations + 1} of the history with ISTSI_TEST_SEED=${run.random.seed}`;
    throw new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function step(run: Run): Promise<void> {
  const { random, model, stage } = run;
  if (run.operations >= run.nextSleep) {
    await sleep(run);
    run.nextSleep += BETWEEN_SLEEPS;
  }
  if (!stage.actors.has(nextName(run))) await enroll(stage, nextName(run));
  if (random.next() < 0.008) run.focus = drawFocus(run);
  const chance = random.next();
  if (chance < (model.paused ? 0.15 : 0.024)) await passTime(run);
  else if (chance > 0.985) {
    const probe = await passToEdge(run);
    if (probe) await attempt(run, probe);
  } else {
    const kind = random.next() < haste(model) ? govern : drawKind(random);
    const operation = kind(run) ?? draw(run);
    const isRaced = chance > 0.85 && !operation.isUninterrupted;
    const rival = isRaced ? drawRival(run, operation, kind) : undefined;
    if (rival && rival.by !== operation.by) await race(run, operation, rival);
    else await attempt(run, operation);
  }
  model.ledger = stage.direct.head.sequence;
  if (run.operations % 500 === 0) checkAll(run);
}

/** While everything is stopped, mostly governance acts. */
function haste({ paused, mode }: Model): number {
  if (paused) return 0.55;
  return mode > 0 ? 0.25 : 0;
}

/** Somebody who can still do something. */
function drawFocus({ random, model }: Run): string {
  const able = [...model.holders].filter(([, { identity, replacedBy }]) => identity && replacedBy === undefined);
  return random.pick(able)?.[0] ?? 'alice';
}

function drawKind(random: Random): Kind {
  let left = random.next() * kinds.reduce((sum, [weight]) => sum + weight, 0);
  const found = kinds.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return found?.[1] ?? transfer;
}

function draw(run: Run): Operation {
  for (;;) {
    const operation = drawKind(run.random)(run);
    if (operation) return operation;
  }
}

/** What may make an operation wrong: its author is frozen, everything is paused, or another of its kind is faster. */
function drawRival(run: Run, { by }: Operation, kind: Kind): Operation {
  const chance = run.random.next();
  if (chance < 0.15 && run.model.holders.has(by)) return freeze(run, by);
  if (chance > 0.99) return pause(run);
  return (chance < 0.7 ? kind(run) : undefined) ?? draw(run);
}

async function attempt(run: Run, operation: Operation): Promise<void> {
  await finish(run, operation, prepare(run.stage, operation), false);
}

/** Prepares one operation, lets another happen and time pass, and then sends the first: what was right may be wrong by now. */
async function race(run: Run, operation: Operation, rival: Operation): Promise<void> {
  const prepared = prepare(run.stage, operation);
  await attempt(run, rival);
  if (run.random.next() < 0.5) await passBetween(run);
  run.model.ledger = run.stage.direct.head.sequence;
  await finish(run, operation, prepared, true);
}

type Prepared = ReturnType<typeof prepare>;

async function finish(run: Run, operation: Operation, prepared: Prepared, isLate: boolean): Promise<void> {
  const { stage, model, watch } = run;
  const predicted = operation.accepted(model);
  const outcome = await send(stage, prepared.envelope);
  const { refusal, changes } = outcome;
  if (changes) follow(watch, changes);
  if (refusal && changes) {
    requireUnchanged(run, operation, changes);
    run.refusedInLedger += 1;
  }
  count(run, operation, refusal);
  // What would have been refused when it was prepared declared nothing to go by. Whatever else was right then and is right now
  // goes through: it needs no entry that it did not declare, and no more of anything, however late it is.
  const isExcused =
    isLate && refusal !== undefined && (prepared.refusal !== undefined || isSecondBurn(operation, refusal));
  if (predicted !== undefined && predicted === (refusal !== undefined) && !isExcused) {
    const told = refusal ? `was refused (${(prepared.refusal ?? refusal).message})` : 'was accepted';
    const codes = (prepared.refusal ?? refusal)?.codes.join(', ') ?? '';
    const args = JSON.stringify(operation.args, shown);
    throw new Error(`${operation.name} ${args} by ${operation.by} ${told} ${codes} against the model`);
  }
  if (refusal) return;
  const { spec } = stage.world.contracts[operation.contract];
  operation.apply(model, () =>
    spec.funcResToNative(operation.method, outcome.value as NonNullable<typeof outcome.value>),
  );
  checkLimits(model);
  checkTouched(run, changes);
  for (const next of operation.followed ?? []) await attempt(run, next);
}

/**
 * Of two withdrawals that one user prepares at the same time only one happens, so that a double click burns once: the other one
 * has its id, which is taken. A batch may bring one of somebody who sent another meanwhile.
 */
const isSecondBurn = ({ method }: Operation, { kind }: Refusal): boolean =>
  method === 'execute_batch' && kind === 'storage';

/** A refused operation costs its sender a fee and a sequence number, and changes nothing else in all of the ledger. */
function requireUnchanged({ stage }: Run, { name, by }: Operation, changes: Watched): void {
  const { address } = actor(stage, by);
  for (const { key, before, after } of changes.values()) {
    const isOwn = key.type === 'account' && key.accountId === address;
    require(isOwn, `${name} was refused and changed ${JSON.stringify(key, shown)}`);
    const [old, next] = [before?.entry, after?.entry];
    if (old?.type !== 'account' || next?.type !== 'account') throw new Error(`${name} was refused and removed ${by}`);
    const { balance, sequence, sequenceLedger, sequenceTime } = next;
    const expected = { ...old, balance, sequence, sequenceLedger, sequenceTime };
    const isSame = JSON.stringify(expected, shown) === JSON.stringify(next, shown);
    require(isSame && sequence === old.sequence + 1n && balance < old.balance, `${name} was refused and changed ${by}`);
  }
}

type Watched = Parameters<typeof follow>[1];

function count(run: Run, { name }: Operation, refusal: Refusal | undefined): void {
  run.operations += 1;
  const counts = refusal ? run.refused : run.accepted;
  counts[name] = (counts[name] ?? 0) + 1;
  if (!refusal) return;
  const reason = String(refusal.codes.at(-1) ?? (refusal.kind === 'unknown' ? refusal.message : refusal.kind));
  run.reasons[reason] = (run.reasons[reason] ?? 0) + 1;
}

function shown(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'bigint' ? String(value) : value;
}

function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
