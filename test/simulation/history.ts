import { callRpc } from '@istsi/soroban-client';
import type { Transaction } from '@stellar/stellar-sdk';
import { pause, resume } from '../../contracts/test/actions.ts';
import { administer, registerOthers } from '../../contracts/test/governance.ts';
import { Refusal } from '../../contracts/test/refusal.ts';
import { WithdrawalState, withdrawalState } from '../../contracts/test/withdrawals.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';
import { createRandom, type Random } from '../system/random.ts';
import { authorize, complete, conclude, deposit, replace, withdraw } from './bitcoin-operations.ts';
import { decide, freeze, lock, register, registered } from './compliance-operations.ts';
import { entriesAt, footprintOf, holdingsOf, prepareOperation, sendOperation } from './ledger.ts';
import { holderOf, limitsOf, type Model, movedWithin, newModel } from './model.ts';
import { type Draw, holders, type Operation } from './operation.ts';
import { submitPrice } from './price-operations.ts';
import { approve, burn, spend, transfer } from './token-operations.ts';

const kinds: [number, Kind][] = [
  [20, deposit],
  [16, transfer],
  [8, approve],
  [10, spend],
  [4, burn],
  [12, withdraw],
  [9, authorize],
  [4, replace],
  [9, complete],
  [8, conclude],
  [12, decide],
  [4, lock],
  [3, register],
  [4, submitPrice],
];

const START = 1_900_000_000;
const DAY = 86_400;

/** What a history came to. */
export interface History {
  readonly seed: number;
  readonly operations: number;
  readonly accepted: Record<string, number>;
  readonly refused: Record<string, number>;
  /** By the number of the innermost error. */
  readonly reasons: Record<string, number>;
  /** Refused after they were included in a ledger, with the entries compared before and after. */
  readonly refusedInLedger: number;
}

interface Run {
  readonly world: World;
  readonly random: Random;
  readonly model: Model;
  readonly accepted: Record<string, number>;
  readonly refused: Record<string, number>;
  readonly reasons: Record<string, number>;
  operations: number;
  refusedInLedger: number;
}

/** Lets many people do everything for a while, and throws at the first difference from the model. */
export async function simulate(count: number): Promise<History> {
  const random = createRandom();
  console.log(`seed ${random.seed}: ISTSI_TEST_SEED=${random.seed} repeats this history of ${count} operations`);
  const world = await startWorld({ now: () => START * 1_000 });
  try {
    await registerOthers(world);
    // Patterns are tested by themselves; here a holder comes under review when an officer says so.
    await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 100 });
    const { latestLedger } = await latest(world);
    const model = newModel(holders, START, latestLedger);
    const run: Run = {
      world,
      random,
      model,
      accepted: {},
      refused: {},
      reasons: {},
      operations: 0,
      refusedInLedger: 0,
    };
    for (const person of holders.slice(0, -1)) await attempt(run, registered({ world, random, model }, person));
    while (run.operations < count) await explained(run, () => step(run));
    await explained(run, () => checkWithdrawals(run, model.withdrawals.length));
    return { seed: random.seed, ...run };
  } finally {
    await world.stop();
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
  const { random, model, world } = run;
  const chance = random.next();
  if (chance < 0.05) await passTime(run);
  else if (model.paused ? chance < 0.2 : chance < 0.054) await switchPause(run);
  else {
    const kind = drawKind(random);
    const operation = kind(run) ?? draw(run);
    const rival = chance > 0.7 ? drawRival(run, operation, kind) : undefined;
    if (rival && rival.by !== operation.by) await race(run, operation, rival, random.next() < 0.03);
    else await attempt(run, operation);
  }
  await checkHoldings(run);
  if (run.operations % 50 === 0) await checkWithdrawals(run, 20);
  model.ledger = (await latest(world)).latestLedger;
}

type Kind = (draw: Draw) => Operation | undefined;

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

/** What may make an operation wrong: its author is frozen, or another of its kind is faster. */
function drawRival(run: Run, { by }: Operation, kind: Kind): Operation {
  const chance = run.random.next();
  if (chance < 0.15 && run.model.holders.has(by)) return freeze(run, by);
  return (chance < 0.7 ? kind(run) : undefined) ?? draw(run);
}

async function attempt(run: Run, operation: Operation): Promise<void> {
  const predicted = operation.accepted(run.model);
  const prepared = await refusedOr(prepareOperation(run.world, operation));
  if (prepared instanceof Refusal) settle(run, operation, predicted, prepared);
  else await finish(run, operation, prepared, false);
}

/** Prepares one operation, lets another happen, and then sends the first: what was right may be wrong by now. */
async function race(run: Run, operation: Operation, rival: Operation, pauses: boolean): Promise<void> {
  const predicted = operation.accepted(run.model);
  const prepared = await refusedOr(prepareOperation(run.world, operation));
  if (prepared instanceof Refusal) settle(run, operation, predicted, prepared);
  if (pauses && !run.model.paused) await switchPause(run);
  else await attempt(run, rival);
  run.model.ledger = (await latest(run.world)).latestLedger;
  if (!(prepared instanceof Refusal)) await finish(run, operation, prepared, true);
}

async function finish(run: Run, operation: Operation, transaction: Transaction, isLate: boolean): Promise<void> {
  const { world, model } = run;
  const predicted = operation.accepted(model);
  const keys = footprintOf(transaction);
  const before = isLate ? await entriesAt(world, keys) : undefined;
  const result = await refusedOr(sendOperation(world, operation, transaction));
  if (result instanceof Refusal && before !== undefined) {
    require(before === (await entriesAt(world, keys)), `${operation.name} was refused and changed the ledger`);
    run.refusedInLedger += 1;
  }
  // What was prepared for another state may also fail for touching what it did not declare.
  settle(run, operation, isLate && result instanceof Refusal ? undefined : predicted, result);
}

function settle(run: Run, operation: Operation, predicted: boolean | undefined, result: unknown): void {
  const { name } = operation;
  run.operations += 1;
  const isAccepted = !(result instanceof Refusal);
  const counts = isAccepted ? run.accepted : run.refused;
  counts[name] = (counts[name] ?? 0) + 1;
  if (predicted !== undefined && predicted !== isAccepted) {
    const told = isAccepted ? 'was accepted' : `was refused (${result.message}; ${result.codes.join(', ')})`;
    throw new Error(`${name} ${JSON.stringify(operation.args, shown)} by ${operation.by} ${told} against the model`);
  }
  if (!isAccepted) {
    const reason = String(result.codes.at(-1) ?? (result.kind === 'unknown' ? result.message : result.kind));
    run.reasons[reason] = (run.reasons[reason] ?? 0) + 1;
    return;
  }
  operation.apply(run.model, result);
  checkLimits(run.model, name);
}

/** In no window of any 24 hours or 30 days did anybody move more than the tier that they have now. */
function checkLimits(model: Model, name: string): void {
  if (!['deposit', 'transfer', 'transfer_from', 'burn', 'burn_from', 'withdraw'].includes(name)) return;
  for (const person of holders) {
    const { identity } = holderOf(model, person);
    const last = identity?.moved.at(-1);
    if (!identity || !last || last.at !== model.now || last.amount === 0n) continue;
    const { daily, monthly } = limitsOf(last.tier);
    require(movedWithin(model, identity, last.operation, DAY) <= daily, `${person} moved too much in 24 hours`);
    require(movedWithin(model, identity, last.operation, 30 * DAY) <= monthly, `${person} moved too much in 30 days`);
  }
}

async function checkHoldings({ world, model }: Run): Promise<void> {
  const holdings = await holdingsOf(world, holders);
  let sum = 0n;
  for (const [person, balance] of holdings.balances) {
    sum += balance;
    const expected = holderOf(model, person).balance;
    require(balance === expected, `${person} holds ${balance}, in the model ${expected}`);
  }
  require(sum === holdings.supply, `the balances are ${sum}, the supply is ${holdings.supply}`);
  const backing = holdings.reserves - holdings.owed;
  require(holdings.supply <= backing, `the supply is ${holdings.supply}, reserves that are not owed are ${backing}`);
  for (const name of ['supply', 'reserves', 'owed', 'paused'] as const) {
    require(holdings[name] === model[name], `${name} is ${holdings[name]}, in the model ${model[name]}`);
  }
}

const stateNumbers = {
  pending: WithdrawalState.Pending,
  authorized: WithdrawalState.Authorized,
  completed: WithdrawalState.Completed,
  refunded: WithdrawalState.Refunded,
} as const;

async function checkWithdrawals({ world, model, random }: Run, most: number): Promise<void> {
  for (const { timesPaid, timesRefunded, id } of model.withdrawals) {
    require(timesPaid + timesRefunded <=
      1, `${id.toString('hex')} was paid ${timesPaid}, refunded ${timesRefunded} times`);
  }
  const all = model.withdrawals;
  const asked = most >= all.length ? all : Array.from({ length: most }, () => random.pick(all));
  for (const { id, state } of asked) {
    const found = await withdrawalState(world, id);
    require(found === stateNumbers[state], `${id.toString('hex')} is in state ${found}, in the model ${state}`);
  }
}

async function passTime(run: Run): Promise<void> {
  const seconds = run.random.pick([1, 1, 60, 60, 600, 600, 3_600, 3_600, 7_200, 20_000, 90_000, 280_000]);
  await run.world.advanceTime(seconds);
  run.model.now += seconds;
}

async function switchPause(run: Run): Promise<void> {
  const { world, model } = run;
  if (model.paused) await resume(world);
  else await pause(world);
  model.paused = !model.paused;
  run.operations += 1;
  const name = model.paused ? 'pause' : 'resume';
  run.accepted[name] = (run.accepted[name] ?? 0) + 1;
}

const latest = ({ network }: World): Promise<{ latestLedger: number }> =>
  callRpc(network, 'getLatestLedger', async (server) => ({ latestLedger: (await server.getLatestLedger()).sequence }));

async function refusedOr<T>(attempted: Promise<T>): Promise<T | Refusal> {
  try {
    return await attempted;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function shown(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'bigint' ? String(value) : value;
}

function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
