import { txidOf, unsignedTx } from '../../contracts/test/withdrawals.ts';
import { reserveScript } from '../../contracts/test/world.ts';
import type { Random } from '../system/random.ts';
import { isAttested } from './attestation-model.ts';
import { drawAttestors } from './bitcoin-operations.ts';
import { type Batch, isStill, type Model, type ModelCoin, type Payment } from './model.ts';
import { addressOf, bigBetween, type Draw, type Operation, SUBMITTERS } from './operation.ts';
import {
  addPayment,
  anchorOf,
  canOwe,
  changeOf,
  DUST,
  heldBy,
  isPromise,
  owedFee,
  spendsAlike,
  totalOf,
} from './reserve-model.ts';
import { drawOpen, lanesOf } from './reserve-operations.ts';

const isSweep = ({ withdrawals }: Batch): boolean => withdrawals.length === 0;

/** The reserve pays itself: with what it has, or with change that a payment will bring, which speeds the payment up. */
export function sweep(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const inputs = random.next() < 0.5 ? drawChange(draw) : drawCoins(random, model);
  if (inputs.length === 0) return undefined;
  return sweeping(draw, 'sweep', inputs, drawFee(random, totalOf(inputs)), undefined);
}

/** A further version of a sweep, with a higher fee; refused when it brings a coin of its own, or leaves one out. */
export function resweep(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const batch = drawOpen(draw, isSweep);
  if (!batch) return undefined;
  const last = batch.payments.at(-1) as Payment;
  const extra = random.next() < 0.04 ? drawCoins(random, model).slice(0, 1) : [];
  const inputs = [...new Set([...last.inputs, ...extra])].filter((_, index) => index > 0 || random.next() < 0.95);
  if (inputs.length === 0 || inputs.length > 12) return undefined;
  return sweeping(draw, 'resweep', inputs, last.fee + BigInt(random.between(-5, 200)), batch);
}

/** Anybody may note that a sweep can never confirm, because what it spends never came to be. */
export function abandon(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const hopeless = model.payments.slice(-60).filter((batch) => isHopeless(batch));
  const batch = hopeless.length > 0 && random.next() < 0.8 ? random.pick(hopeless) : drawOpen(draw, () => true);
  if (!batch) return undefined;
  return {
    name: 'abandon_sweep',
    contract: 'reserve-manager',
    method: 'abandon_sweep',
    args: { txid: random.pick(batch.payments).txid },
    by: 'custodian3',
    accepted: (now) => !isStill(now) && isHopeless(batch),
    apply: (now) => {
      now.owed -= owedFee(batch);
      batch.completed = true;
      for (const { inputs } of batch.payments) for (const input of inputs) input.state = 'expected';
    },
  };
}

function isHopeless(batch: Batch): boolean {
  const anchor = anchorOf(batch);
  return !batch.completed && isPromise(anchor) && anchor.source?.completed === true;
}

function drawCoins(random: Random, model: Model): ModelCoin[] {
  const recent = model.coins.slice(-150).filter(({ state }) => state === 'unspent' || random.next() < 0.02);
  const few = Array.from({ length: random.between(1, 4) }, () => recent[random.between(0, recent.length - 1)]);
  return [...new Set(few)].filter((coin) => coin !== undefined);
}

/** Some of the change of one payment; now and then of one that is decided. */
function drawChange(draw: Draw): ModelCoin[] {
  const { random } = draw;
  const batch = drawOpen(draw, () => true);
  const change = batch ? random.pick(batch.payments).change : [];
  return change.filter(() => random.next() < 0.8);
}

function drawFee(random: Random, total: bigint): bigint {
  const chance = random.next();
  if (chance < 0.05) return total;
  return chance < 0.2 ? 0n : bigBetween(random, 1n, chance < 0.9 ? 3_000n : 2_000_000n);
}

function sweeping(
  draw: Draw,
  name: string,
  inputs: readonly ModelCoin[],
  fee: bigint,
  batch: Batch | undefined,
): Operation | undefined {
  const { random } = draw;
  const lanes = lanesOf(random, totalOf(inputs) - fee);
  if (!lanes || lanes.length === 0 || fee < 0n) return undefined;
  const unsigned = unsignedTx(
    inputs,
    lanes.map((amount) => ({ amount, script: reserveScript })),
  );
  const txid = txidOf(unsigned);
  const attestors = drawAttestors(draw);
  const replaces = batch ? random.pick(batch.payments).txid : undefined;
  return {
    name,
    contract: 'reserve-manager',
    method: 'process_bitcoin_sweep',
    args: { attestors: attestors.map((attestor) => addressOf(draw, attestor)), unsigned_tx: unsigned, replaces },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) => {
      if (isStill(now) || !isAttested(now, attestors) || fee > now.reserve.feeCap) return false;
      if (lanes.some((amount) => amount < DUST) || !canTake(inputs, batch)) return false;
      if (!batch) return canOwe(now, fee);
      if (batch.payments.length >= 32) return undefined;
      const isNext = !batch.completed && spendsAlike(batch, inputs) && fee > owedFee(batch);
      return isNext && canOwe(now, fee - owedFee(batch));
    },
    apply: (now) => {
      const swept = batch ?? { withdrawals: [], payments: [], completed: false };
      now.owed += fee - owedFee(swept);
      addPayment(now, swept, { txid, inputs, change: changeOf(txid, 0, lanes, swept), fee });
      if (!batch) now.payments.push(swept);
    },
  };
}

/** What is free on the books; or, when it begins with change, change of one payment that is not decided, and nothing else. */
function canTake(inputs: readonly ModelCoin[], batch: Batch | undefined): boolean {
  const held = batch ? heldBy(batch) : new Set<ModelCoin>();
  const anchor = batch ? anchorOf(batch) : (inputs[0] as ModelCoin);
  const free = isPromise(anchor) ? 'expected' : 'unspent';
  if (!inputs.every((input) => held.has(input) || input.state === free)) return false;
  if (!isPromise(anchor)) return true;
  return anchor.source?.completed === false && inputs.every(({ txid }) => Buffer.compare(txid, anchor.txid) === 0);
}
