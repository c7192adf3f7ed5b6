import fc from 'fast-check';
import { expect, test } from 'vitest';
import { register } from './actions.ts';
import { changesOf, commitment } from './commitment.ts';
import { abandon, addSurplus, books, processSweep, sweepOf } from './sweeps.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  processPayment,
  txidOf,
  withdraw,
} from './withdrawals.ts';
import { Refusal, startWorld, type World } from './world.ts';

/** What Bitcoin would know: each version of a batch, what it spends and what it pays back. */
interface Version {
  txid: Buffer;
  inputs: ModelCoin[];
  fee: bigint;
  change: ModelCoin[];
}

interface ModelCoin extends Coin {
  amount: bigint;
  /** Undefined: it was there from the start. */
  from: Batch | undefined;
}

interface Batch {
  owed: Owed | undefined;
  versions: Version[];
  confirmed: Version | undefined;
  isAbandoned: boolean;
}

interface Model {
  world: World;
  history: number;
  coins: ModelCoin[];
  batches: Batch[];
  /** Withdrawals asked for, paid or not. */
  asked: number;
  /** How often each kind of step was accepted. */
  accepted: Record<string, number>;
}

const WITHDRAWN = 5_000n;

type Step = {
  do: 'withdraw' | 'sweep' | 'child' | 'replace' | 'complete' | 'abandon';
  pick: number;
  fee: number;
  many: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'withdraw',
    'sweep',
    'sweep',
    'child',
    'child',
    'replace',
    'replace',
    'complete',
    'complete',
    'abandon',
  ),
  pick: fc.noBias(fc.nat(1_000)),
  fee: fc.noBias(fc.nat(600)),
  many: fc.noBias(fc.nat(2)),
});

/** Of the coins 0 to 3 and the surplus: a withdrawal from coin 0, replaced and complete; a sweep of coin 1, and a child of it. */
const EACH_ONCE: Step[] = [
  { do: 'withdraw', pick: 0, fee: 500, many: 0 },
  { do: 'replace', pick: 0, fee: 600, many: 2 },
  { do: 'complete', pick: 0, fee: 0, many: 0 },
  { do: 'sweep', pick: 3, fee: 200, many: 0 },
  { do: 'child', pick: 1, fee: 0, many: 0 },
];

const totalOf = (coins: readonly ModelCoin[]): bigint => coins.reduce((sum, { amount }) => sum + amount, 0n);
const pickOf = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(items.length, 1)];

/** A coin is there once Bitcoin confirmed what made it, and gone once Bitcoin confirmed what spends it. */
const exists = ({ from, txid }: ModelCoin): boolean => !from || (from.confirmed?.txid.equals(txid) ?? false);
const spends = (model: Model, coin: ModelCoin): boolean =>
  model.batches.some(({ confirmed }) => confirmed?.inputs.includes(coin));
const isOpen = ({ confirmed, isAbandoned }: Batch): boolean => !confirmed && !isAbandoned;

async function take(model: Model, { do: what, pick, fee: sats, many }: Step): Promise<void> {
  const { world } = model;
  const fee = BigInt(sats);
  const batch = pickOf(model.batches, pick);
  const coins = [0, 1, 2].slice(0, many + 1).map((i) => pickOf(model.coins, pick * 7 + i * 13));
  const inputs = [...new Set(coins.filter((coin) => coin !== undefined))];
  switch (what) {
    case 'withdraw': {
      const owed = await withdraw(world, `${model.history} ${pick}`, { amount: WITHDRAWN, maxFee: 3_000n });
      model.asked += 1;
      await pay(model, { owed, versions: [], confirmed: undefined, isAbandoned: false }, inputs, fee);
      return;
    }
    case 'sweep':
    case 'child': {
      const change = pickOf(batch?.versions ?? [], sats)?.change;
      const chosen = what === 'child' ? (change ?? []) : inputs;
      await pay(model, { owed: undefined, versions: [], confirmed: undefined, isAbandoned: false }, chosen, fee);
      return;
    }
    case 'replace': {
      const last = batch?.versions.at(-1);
      if (!batch || !last) return;
      await pay(model, batch, last.inputs, last.fee + BigInt(many) * 100n + fee / 10n);
      return;
    }
    case 'complete':
      if (batch) await complete(model, batch, pickOf(batch.versions, sats)!);
      return;
    case 'abandon':
      if (batch) await giveUp(model, batch);
  }
}

async function complete(model: Model, batch: Batch, version: Version): Promise<void> {
  await completePayment(model.world, version.txid);
  // Bitcoin confirms nothing twice, and nothing that spends what is not there.
  expect(isOpen(batch) && version.inputs.every((coin) => exists(coin) && !spends(model, coin))).toBe(true);
  batch.confirmed = version;
  count(model, 'complete');
}

async function giveUp(model: Model, batch: Batch): Promise<void> {
  await abandon(model.world, batch.versions[0]!.txid);
  // What it waits for is decided, and none of its transactions can confirm.
  const parent = batch.versions[0]!.inputs[0]!.from;
  expect(batch.owed === undefined && isOpen(batch) && parent !== undefined && !isOpen(parent)).toBe(true);
  expect(batch.versions.every(({ inputs }) => inputs.some((coin) => !exists(coin)))).toBe(true);
  batch.isAbandoned = true;
  count(model, 'abandon');
}

/** Nothing stays undecided: what can confirm can be completed, by any of its transactions, and all else given up. */
async function conclude(model: Model, pick: number): Promise<void> {
  for (const batch of model.batches.filter(isOpen)) {
    const anchor = batch.versions[0]!.inputs[0]!;
    if (exists(anchor)) await complete(model, batch, pickOf(batch.versions, pick)!);
    else await giveUp(model, batch);
  }
}

const count = (model: Model, what: string): void => {
  model.accepted[what] = (model.accepted[what] ?? 0) + 1;
};

/** Authorizes one more transaction of the batch and, when that succeeds, knows what it would pay back. */
async function pay(model: Model, batch: Batch, inputs: ModelCoin[], fee: bigint): Promise<void> {
  const { world } = model;
  const { owed } = batch;
  const total = totalOf(inputs);
  const rest = owed ? total - owed.amount : total - fee;
  if (inputs.length === 0 || rest < 0n) return;
  const unsigned = owed ? paymentOf([owed], inputs, total, fee) : sweepOf(inputs, total, fee);
  const first = batch.versions[0];
  if (owed) await processPayment(world, [owed.id], unsigned);
  else await processSweep(world, unsigned, first ? { replaces: batch.versions.at(-1)!.txid } : {});

  const txid = txidOf(unsigned);
  const change = rest > 0n ? [{ txid, vout: owed ? 1 : 0, amount: rest, from: batch }] : [];
  const rivals = model.batches.filter((other) => other !== batch && isOpen(other));
  for (const coin of inputs) {
    expect(spends(model, coin)).toBe(false);
    for (const rival of rivals) expect(rival.versions.some((version) => version.inputs.includes(coin))).toBe(false);
  }
  batch.versions.push({ txid, inputs, fee, change });
  model.coins.push(...change);
  if (!first) model.batches.push(batch);
  const what = first ? 'replace' : owed ? 'withdraw' : inputs.some((coin) => !exists(coin)) ? 'child' : 'sweep';
  count(model, what);
}

async function expectExact(models: readonly Model[]): Promise<void> {
  const there = models.flatMap((model) => model.coins.filter((coin) => exists(coin) && !spends(model, coin)));
  const batches = models.flatMap((model) => model.batches);
  const open = batches.filter((batch) => isOpen(batch) && !batch.owed);
  const fees = open.reduce((sum, { versions }) => sum + versions.at(-1)!.fee, 0n);
  const asked = models.reduce((sum, model) => sum + model.asked, 0);
  const paid = batches.filter(({ owed, confirmed }) => owed && confirmed).length;
  const { owed_btc, total_btc, total_istsi, utxo_count } = await books(models[0]!.world);
  expect(total_btc).toBe(totalOf(there));
  expect(utxo_count).toBe(there.length);
  expect(owed_btc).toBe(fees + WITHDRAWN * BigInt(asked - paid));
  expect(total_istsi).toBeLessThanOrEqual(total_btc - owed_btc);
}

async function newModel(world: World, history: number): Promise<Model> {
  const coins: ModelCoin[] = [];
  for (let i = 0; i < 4; i++) {
    coins.push({ ...(await fund(world, `${history} ${i}`, 10_000n)), amount: 10_000n, from: undefined });
  }
  coins.push({ ...(await addSurplus(world, `${history} surplus`, 10_000n)), amount: 10_000n, from: undefined });
  return { world, history, coins, batches: [], asked: 0, accepted: {} };
}

test('sweeps and withdrawals in any order keep exact books that anyone can replay', { timeout: 180_000 }, async () => {
  const world = await startWorld();
  await register(world, 'alice', 4);
  const models: Model[] = [];

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), fc.nat(10), async (steps, pick) => {
      const model = await newModel(world, models.length);
      models.push(model);
      for (const next of steps) {
        try {
          await take(model, next);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }
      await expectExact(models);
      await conclude(model, pick);
      await expectExact(models);
    }),
    // The first has at least one of each, whatever is drawn for the others.
    { numRuns: 6, endOnFailure: true, verbose: 1, examples: [[EACH_ONCE, 0]] },
  );

  const { utxo_commitment } = await books(world);
  expect(Buffer.from(utxo_commitment)).toEqual(commitment(await changesOf(world)));
  // Otherwise the histories would show nothing. Sweeps to abandon are not in every one.
  const seen = (what: string): number => models.reduce((sum, { accepted }) => sum + (accepted[what] ?? 0), 0);
  for (const what of ['withdraw', 'sweep', 'child', 'replace', 'complete']) {
    expect(seen(what), what).toBeGreaterThan(0);
  }
  await world.stop();
});
