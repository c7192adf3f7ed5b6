import { createHash } from 'node:crypto';
import { BLOCK } from '../../contracts/test/actions.ts';
import { type Output, txidOf, unsignedTx } from '../../contracts/test/withdrawals.ts';
import { reserveScript } from '../../contracts/test/world.ts';
import type { Random } from '../system/random.ts';
import { isAttested, isAttestedOrProved, isProverAlone, PROVER } from './attestation-model.ts';
import { drawAttestors } from './bitcoin-operations.ts';
import { confirmationsFor } from './exposure-model.ts';
import { type Batch, isStill, type Model, type ModelCoin, runningTime, type Withdrawal } from './model.ts';
import { addressOf, bigBetween, type Draw, type Operation, SUBMITTERS } from './operation.ts';
import {
  addPayment,
  addToReserve,
  anchorOf,
  changeOf,
  DUST,
  heldBy,
  isPromise,
  isWhole,
  owedFee,
  removeFromReserve,
  spendsAlike,
  totalOf,
} from './reserve-model.ts';

/** The first payment of some withdrawals. Custodians choose coins as they come; sometimes one that is not theirs to choose. */
export function authorize(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.withdrawals.slice(-60);
  const pending = recent.filter(({ state, deadline }) => state === 'pending' && runningTime(model) < deadline);
  const candidates = random.next() < 0.85 ? pending : recent.filter(({ state }) => state !== 'authorized');
  const chosen = new Set(
    Array.from({ length: random.between(1, 3) }, () => candidates[random.between(0, candidates.length - 1)]),
  );
  const withdrawals = [...chosen].filter((each) => each !== undefined);
  const coins = model.coins.slice(-400).filter(({ state }) => state === 'unspent' || random.next() < 0.02);
  if (withdrawals.length === 0 || coins.length === 0) return undefined;
  const inputs = coverOf(random.next() < 0.5 ? coins.slice(-40).reverse() : coins, totalOf(withdrawals));
  const leastFee = withdrawals.reduce((least, { maxFee }) => (maxFee < least ? maxFee : least), 20_000n);
  const fee = bigBetween(random, 0n, leastFee * BigInt(withdrawals.length) + (random.next() < 0.1 ? 5n : 0n));
  return paying(draw, 'authorize', withdrawals, inputs, fee, (now) => {
    const time = runningTime(now);
    const isPending = withdrawals.every(
      ({ state, held, deadline, notBefore }) => state === 'pending' && !held && time >= notBefore && time < deadline,
    );
    return isPending && inputs.every(({ state }) => state === 'unspent');
  });
}

/** A further payment for the same withdrawals, with a higher fee. Of one that adds or leaves out coins nothing is heard again. */
export function replace(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const batch = drawOpen(draw, ({ withdrawals }) => withdrawals.length > 0);
  if (!batch) return undefined;
  const last = batch.payments.at(-1) as Batch['payments'][number];
  const extra = model.coins.slice(-20).filter(({ state }) => state === 'unspent' && random.next() < 0.02);
  const inputs = [...last.inputs, ...extra].filter((_, index) => index > 0 || random.next() < 0.95);
  if (inputs.length === 0 || inputs.length > 20) return undefined;
  const fee = last.fee + BigInt(random.between(-5, 200));
  return paying(
    draw,
    'replace',
    batch.withdrawals,
    inputs,
    fee,
    (now) => {
      const isOpen = batch.withdrawals.every(({ state }) => state === 'authorized') && !batch.completed;
      if (!isOpen || !spendsAlike(batch, inputs)) return false;
      if (batch.payments.length >= 32) return undefined;
      return fee > ((batch.payments.at(-1)?.fee as bigint) ?? 0n) && !isStill(now);
    },
    batch,
  );
}

function paying(
  draw: Draw,
  name: string,
  withdrawals: readonly Withdrawal[],
  inputs: readonly ModelCoin[],
  fee: bigint,
  isPossible: (now: Model) => boolean | undefined,
  batch?: Batch,
): Operation | undefined {
  const { random } = draw;
  const change = lanesOf(random, totalOf(inputs) - totalOf(withdrawals));
  const count = BigInt(withdrawals.length);
  const share = (index: number): bigint => fee / count + (BigInt(index) < fee % count ? 1n : 0n);
  if (!change || fee < 0n || withdrawals.some(({ amount }, index) => amount <= share(index))) return undefined;
  const outputs = [
    ...withdrawals.map(({ amount, script }, index): Output => ({ amount: amount - share(index), script })),
    ...change.map((amount): Output => ({ amount, script: reserveScript })),
  ];
  const unsigned = unsignedTx(inputs, outputs);
  const id = txidOf(unsigned);
  const attestors = drawAttestors(draw);
  return {
    name,
    contract: 'reserve-manager',
    method: 'process_bitcoin_withdrawal',
    args: {
      attestors: attestors.map((attestor) => addressOf(draw, attestor)),
      withdrawal_ids: withdrawals.map((withdrawal) => withdrawal.id),
      unsigned_tx: unsigned,
    },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) => {
      const isAffordable =
        withdrawals.every(({ maxFee }, index) => share(index) <= maxFee) && fee <= now.reserve.feeCap;
      if (isStill(now) || !isAttested(now, attestors) || !isAffordable) return false;
      if (change.some((amount) => amount < DUST) || change.length > 8) return false;
      // What was promised goes on; nothing new is, while Bitcoin is missing.
      if (!batch && !isWhole(now)) return false;
      return isPossible(now);
    },
    apply: (now) => {
      for (const withdrawal of withdrawals) withdrawal.state = 'authorized';
      const paid = batch ?? { withdrawals, payments: [], completed: false };
      addPayment(now, paid, { txid: id, inputs, change: changeOf(id, withdrawals.length, change, paid), fee });
      if (!batch) now.payments.push(paid);
    },
  };
}

/** Mostly one output; several lanes now and then. Undefined when the inputs do not suffice. */
export function lanesOf(random: Random, change: bigint): bigint[] | undefined {
  if (change < 0n) return undefined;
  if (change === 0n) return [];
  const lanes = BigInt(random.pick([1, 1, 1, 2, 3]));
  const each = change / lanes;
  return [change - each * (lanes - 1n), ...Array.from({ length: Number(lanes) - 1 }, () => each)];
}

/** Payments of which none is complete; now and then some of which one is. */
export function drawOpen({ random, model }: Draw, isWanted: (batch: Batch) => boolean): Batch | undefined {
  const recent = model.payments.slice(-60).filter(isWanted);
  const open = recent.filter(({ completed }) => !completed);
  if (open.length > 0 && random.next() < 0.9) return random.pick(open);
  return recent.length > 0 && random.next() < 0.15 ? random.pick(recent) : undefined;
}

/** Custodians, or now and then a proof in their place. */
const drawProvers = (draw: Draw): string[] =>
  draw.random.next() < (draw.model.reserve.depositRules.hasProver ? 0.4 : 0.01) ? [PROVER] : drawAttestors(draw);

/** Whichever version of a payment or a sweep Bitcoin confirmed. */
export function complete(draw: Draw): Operation | undefined {
  const { random } = draw;
  const batch = drawOpen(draw, () => true);
  if (!batch) return undefined;
  const { withdrawals } = batch;
  const payment = random.pick(batch.payments);
  const isSweep = withdrawals.length === 0;
  const confirmations = random.pick([2, 5, 6, 12, 12, 12]);
  const attestors = drawProvers(draw);
  return {
    name: isSweep ? 'complete sweep' : 'complete',
    contract: 'reserve-manager',
    method: 'complete_bitcoin_withdrawal',
    args: { attestors: attestors.map((name) => addressOf(draw, name)), txid: payment.txid, confirmations, ...BLOCK },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) =>
      !isStill(now) &&
      isAttestedOrProved(now, attestors) &&
      (confirmations >= 6 || !isProverAlone(now, attestors)) &&
      !batch.completed &&
      !isPromise(anchorOf(batch)) &&
      confirmations >= confirmationsFor(totalOf(isSweep ? payment.inputs : withdrawals)),
    apply: (now) => {
      now.owed -= isSweep ? owedFee(batch) : totalOf(withdrawals);
      batch.completed = true;
      for (const input of heldBy(batch)) input.state = 'unspent';
      for (const input of payment.inputs) removeFromReserve(now, input, 'spent');
      for (const withdrawal of withdrawals) withdrawal.state = 'completed';
      for (const coin of payment.change) addToReserve(now, coin);
    },
  };
}

/** Rarely: custodians found that an output is gone. Mostly a small one, or soon nothing could be minted any more. */
export function writeOff(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.coins.slice(-200);
  const small = recent.filter(({ state, amount }) => state === 'unspent' && amount < 2_000_000n);
  const candidates =
    small.length > 0 && random.next() < 0.7 ? small : recent.filter(({ state }) => state !== 'unspent');
  if (candidates.length === 0) return undefined;
  const coin = random.pick(candidates);
  const attestors = drawProvers(draw);
  return {
    name: 'write_off',
    contract: 'reserve-manager',
    method: 'write_off_output',
    args: { attestors: attestors.map((name) => addressOf(draw, name)), tx_hash: coin.txid, vout: coin.vout, ...BLOCK },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) => !isStill(now) && isAttestedOrProved(now, attestors) && coin.state === 'unspent',
    apply: (now) => removeFromReserve(now, coin, 'lost'),
  };
}

/** Custodians attest the books as they are, or as they were. */
export function prove(draw: Draw): Operation {
  const { random, model } = draw;
  const { total, commitment, proof } = model.reserve;
  const attestors = drawAttestors(draw);
  const height = Math.max(0, (proof?.height ?? 100) + random.pick([-1, 0, 1, 1, 2, 6]));
  const claimed = total + (random.next() < 0.1 ? 1n : 0n);
  return {
    name: 'prove',
    contract: 'reserve-manager',
    method: 'publish_proof',
    args: {
      attestors: attestors.map((name) => addressOf(draw, name)),
      bitcoin_height: height,
      bitcoin_block: createHash('sha256').update(`block ${height}`).digest(),
      total_btc: claimed,
      utxo_commitment: commitment,
    },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) =>
      !isStill(now) &&
      isAttested(now, attestors) &&
      claimed === now.reserve.total &&
      commitment.equals(now.reserve.commitment) &&
      height >= (now.reserve.proof?.height ?? 0),
    apply: (now) => {
      now.reserve.proof = { at: now.now, height };
    },
  };
}

function coverOf(coins: readonly ModelCoin[], total: bigint): ModelCoin[] {
  const chosen: ModelCoin[] = [];
  let sum = 0n;
  for (const coin of coins) {
    if (chosen.length > 0 && sum >= total) break;
    if (chosen.length >= 16) break;
    chosen.push(coin);
    sum += coin.amount;
  }
  return chosen;
}
