import { createHash } from 'node:crypto';
import { BLOCK } from '../../contracts/test/actions.ts';
import { isAttested } from './attestation-model.ts';
import { drawAttestors } from './bitcoin-operations.ts';
import { confirmationsFor } from './exposure-model.ts';
import {
  type Batch,
  BITCOIN,
  type Caps,
  isStill,
  type ModelCoin,
  outpointOf,
  runningTime,
  UNLIMITED,
} from './model.ts';
import { addressOf, type Draw, type Operation, SUBMITTERS } from './operation.ts';
import {
  addToReserve,
  anchorOf,
  heldBy,
  isPromise,
  owedFee,
  reinstateInReserve,
  removeFromReserve,
  totalOf,
} from './reserve-model.ts';

// What people do about the ordinary course of things: officers hold payouts, caps are tightened, and custodians bring the
// books to what a reorganization left of Bitcoin.

/** Every version of a batch is public: what is to outlast them is buried at least this deep. */
const LEAST_UNDONE = 6;

/** An officer keeps a payout from being authorized, or lets it go. */
export function hold(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.withdrawals.slice(-60);
  const held = recent.filter((each) => each.held);
  const owed = recent.filter(({ state }) => state === 'pending' || state === 'authorized');
  const candidates = held.length > 0 && random.next() < 0.6 ? held : random.next() < 0.9 ? owed : recent;
  const withdrawal = candidates.length > 0 ? random.pick(candidates) : undefined;
  if (!withdrawal) return undefined;
  const isHold = random.next() < 0.1 ? withdrawal.held : !withdrawal.held;
  const by = random.pick(['officer', 'officer', 'superAdmin', 'systemAdmin', 'mallory']);
  return {
    name: isHold ? 'hold' : 'release',
    contract: 'reserve-manager',
    method: isHold ? 'hold_withdrawal' : 'release_withdrawal',
    args: { caller: addressOf(draw, by), withdrawal_id: withdrawal.id, reason: 'simulated' },
    by,
    accepted: ({ governance: { admins } }) =>
      (by === 'officer' || admins.includes(by)) &&
      (withdrawal.state === 'pending' || withdrawal.state === 'authorized') &&
      withdrawal.held !== isHold,
    apply: () => {
      withdrawal.held = isHold;
    },
  };
}

/** Whoever may stop the system may make caps stricter, also while it stands still. */
export function tightenCaps(draw: Draw): Operation {
  const { random, model } = draw;
  const { caps } = model.reserve;
  const isTighter = random.next() < 0.7;
  const wanted = drawCaps(draw);
  const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
  const next: Caps = isTighter
    ? {
        leastDeposit: wanted.leastDeposit > caps.leastDeposit ? wanted.leastDeposit : caps.leastDeposit,
        mostDeposit: least(wanted.mostDeposit, caps.mostDeposit),
        mostIssued: least(wanted.mostIssued, caps.mostIssued),
        mostWithdrawal: least(wanted.mostWithdrawal, caps.mostWithdrawal),
      }
    : wanted;
  const by = random.pick(['superAdmin', 'officer', 'operator', 'mallory']);
  return {
    name: 'tighten_caps',
    contract: 'reserve-manager',
    method: 'tighten_caps',
    args: { caller: addressOf(draw, by), caps: capsArgs(next) },
    by,
    accepted: ({ governance: { admins }, reserve: { caps: now } }) =>
      (by === 'officer' || admins.includes(by)) &&
      next.leastDeposit >= now.leastDeposit &&
      next.mostDeposit <= now.mostDeposit &&
      next.mostIssued <= now.mostIssued &&
      next.mostWithdrawal <= now.mostWithdrawal,
    apply: ({ reserve }) => {
      reserve.caps = next;
    },
  };
}

/** Mostly wide ones, so that the history goes on. */
export function drawCaps({ random, model }: Draw): Caps {
  const wide = random.next() < 0.5;
  return {
    leastDeposit: random.pick([1_000n, 1_000n, 2_000n, 5_000n]),
    mostDeposit: wide ? UNLIMITED : random.pick([5n, 20n, 100n]) * BITCOIN,
    mostIssued: wide ? UNLIMITED : model.supply + random.pick([0n, 1n, 50n]) * BITCOIN,
    mostWithdrawal: wide ? UNLIMITED : random.pick([2n, 20n, 100n]) * BITCOIN,
  };
}

export const capsArgs = ({ leastDeposit, mostDeposit, mostIssued, mostWithdrawal }: Caps) => ({
  least_deposit: leastDeposit,
  most_deposit: mostDeposit,
  most_issued: mostIssued,
  most_outflow: UNLIMITED,
  most_unreported: UNLIMITED,
  most_withdrawal: mostWithdrawal,
});

/** Custodians found that a foreign transaction took what every version of a batch spends. */
export function undo(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.payments.slice(-60);
  const open = recent.filter(({ completed }) => !completed);
  // Mostly where little is lost, or soon nobody could be paid any more.
  const small = open.filter((batch) => anchorOf(batch).amount < 2_000_000n);
  const undone = recent.filter(({ end }) => end === 'undone');
  const candidates = small.length > 0 ? small : random.next() < 0.2 ? [...open, ...undone] : [];
  if (candidates.length === 0) return undefined;
  const batch = random.pick(candidates);
  const anchor = anchorOf(batch);
  const others = [...heldBy(batch)].filter((coin) => coin !== anchor && coin.amount < 500_000n && random.next() < 0.2);
  const lost = random.next() < 0.9 ? [anchor, ...others] : others;
  const confirmations = random.pick([3, 6, 12, 12, 12]);
  const attestors = drawAttestors(draw);
  return {
    name: 'undo_batch',
    contract: 'reserve-manager',
    method: 'undo_batch',
    args: {
      attestors: attestors.map((name) => addressOf(draw, name)),
      txid: random.pick(batch.payments).txid,
      lost: lost.map(outpointArgs),
      spent_by: createHash('sha256')
        .update(`conflict with ${outpointOf(anchor)}`)
        .digest(),
      confirmations,
      ...BLOCK,
    },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) => {
      if (isStill(now) || !isAttested(now, attestors) || lost.length === 0) return false;
      if (batch.completed || isPromise(anchor)) return false;
      return confirmations >= Math.max(LEAST_UNDONE, confirmationsFor(totalOf([...heldBy(batch)])));
    },
    apply: (now) => {
      for (const coin of heldBy(batch)) coin.state = 'unspent';
      for (const coin of lost) removeFromReserve(now, coin, 'lost');
      if (batch.withdrawals.length === 0) now.owed -= owedFee(batch);
      batch.completed = true;
      batch.end = 'undone';
      for (const withdrawal of batch.withdrawals) {
        withdrawal.state = 'pending';
        withdrawal.deadline = runningTime(now) + now.reserve.timeout;
      }
    },
  };
}

/** A version of a batch that was undone confirmed after all. */
export function correct(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const undone = model.payments.slice(-120).filter((batch) => batch.end === 'undone' && isHarmless(batch));
  if (undone.length === 0) return undefined;
  const batch = random.pick(undone);
  const payment = random.pick(batch.payments);
  const isSweep = batch.withdrawals.length === 0;
  const confirmations = random.pick([2, 12, 12, 12]);
  const attestors = drawAttestors(draw);
  return {
    name: 'correct_payment',
    contract: 'reserve-manager',
    method: 'correct_payment',
    args: { attestors: attestors.map((name) => addressOf(draw, name)), txid: payment.txid, confirmations, ...BLOCK },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    isUninterrupted: true,
    accepted: (now) =>
      !isStill(now) &&
      isAttested(now, attestors) &&
      batch.end === 'undone' &&
      payment.inputs.every(({ state }) => state === 'lost' || state === 'unspent') &&
      batch.withdrawals.every(({ state }) => state !== 'authorized') &&
      confirmations >= confirmationsFor(totalOf(isSweep ? payment.inputs : batch.withdrawals)),
    apply: (now) => {
      for (const coin of payment.inputs) if (coin.state === 'lost') reinstateInReserve(now, coin);
      for (const coin of payment.inputs) removeFromReserve(now, coin, 'spent');
      for (const withdrawal of batch.withdrawals.filter(({ state }) => state === 'pending')) {
        withdrawal.state = 'completed';
        now.owed -= withdrawal.amount;
      }
      for (const coin of payment.change) addToReserve(now, coin);
      batch.end = 'settled';
    },
  };
}

/**
 * Whether its books come out even. What was refunded or paid besides would be paid twice, which is a loss; and the fee of a
 * sweep, which nobody owes any more, comes out of what is found again.
 */
function isHarmless(batch: Batch): boolean {
  const { withdrawals, payments } = batch;
  if (withdrawals.length > 0) return withdrawals.every(({ state }) => state === 'pending');
  const anchor = anchorOf(batch);
  return anchor.state === 'lost' && payments.every(({ fee }) => fee < anchor.amount);
}

/** Custodians found that an output is there after all which was written off. */
export function reinstate(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.coins.slice(-400);
  const lost = recent.filter(({ state }) => state === 'lost');
  const candidates = lost.length > 0 && random.next() < 0.9 ? lost : recent.slice(-5);
  if (candidates.length === 0) return undefined;
  const coin = random.pick(candidates);
  const confirmations = random.pick([2, 12, 12]);
  const attestors = drawAttestors(draw);
  return {
    name: 'reinstate_output',
    contract: 'reserve-manager',
    method: 'reinstate_output',
    args: {
      attestors: attestors.map((name) => addressOf(draw, name)),
      ...outpointArgs(coin),
      confirmations,
      ...BLOCK,
    },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) =>
      !isStill(now) &&
      isAttested(now, attestors) &&
      coin.state === 'lost' &&
      confirmations >= confirmationsFor(coin.amount),
    apply: (now) => reinstateInReserve(now, coin),
  };
}

const outpointArgs = ({ txid, vout }: ModelCoin) => ({ tx_hash: Buffer.from(txid), vout });
