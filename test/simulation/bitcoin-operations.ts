import { blockHash, OperationType, txid } from '../../contracts/test/actions.ts';
import { payTo } from '../../contracts/test/withdrawals.ts';
import type { Random } from '../system/random.ts';
import { isDepositAttested, isProverAlone, PROVER } from './attestation-model.ts';
import { confirmationsAt, expose } from './exposure-model.ts';
import {
  admit,
  BITCOIN,
  book,
  countRate,
  HOUR,
  hasRate,
  holderOf,
  isAdmitted,
  isContinuing,
  isNormal,
  limitsOf,
  type Model,
  movable,
  outpointOf,
  runningTime,
  type Withdrawal,
} from './model.ts';
import { addressOf, amountNear, bigBetween, type Draw, drawHolder, type Operation, type Wanted } from './operation.ts';
import { addToReserve, DUST } from './reserve-model.ts';

const { BitcoinDeposit, TokenWithdrawal } = OperationType;

const BLOCK_SECONDS = 600;

/** Enough custodians, now and then too few, and anybody for one of them. */
export function drawAttestors({ random, model }: Draw): string[] {
  const { custodians, threshold } = model.reserve;
  const chance = random.next();
  const shuffled = random.next() < 0.5 ? custodians : [...custodians].reverse();
  if (chance < 0.02) return shuffled.slice(0, threshold - 1);
  if (chance < 0.04) return [...shuffled.slice(1, threshold), 'mallory'];
  return shuffled.slice(0, threshold);
}

/** Who attests a deposit: now and then with a proof beside them, more often where there is a prover. */
function drawDepositAttestors(draw: Draw): string[] {
  const isProved = draw.random.next() < (draw.model.reserve.depositRules.hasProver ? 0.5 : 0.01);
  const people = drawAttestors(draw);
  return isProved ? [...people, PROVER] : people;
}

export const deposit = (draw: Draw, wanted?: Wanted): Operation =>
  depositBy(
    draw,
    { name: 'deposit', by: 'operator', attestors: drawDepositAttestors(draw), depths: [2, 6, 12, 12, 12, 12] },
    wanted,
  );

/** Of a deposit that custodians say nothing about, by whoever brings it. */
export const proveDeposit = (draw: Draw): Operation => {
  const by = draw.random.pick(['mallory', 'operator', 'alice']);
  return depositBy(draw, {
    name: 'deposit by proof',
    by,
    attestors: [PROVER],
    depths: [12, 143, 144, 1_007, 1_008, 2_000],
  });
};

interface Attestation {
  readonly name: string;
  readonly by: string;
  readonly attestors: readonly string[];
  readonly depths: readonly number[];
}

function depositBy(draw: Draw, { name, by, attestors, depths }: Attestation, wanted?: Wanted): Operation {
  const { random, model } = draw;
  const user = wanted?.user ?? drawHolder(draw);
  const { once } = limitsOf(model, holderOf(model, user).identity?.tier ?? 1, BitcoinDeposit);
  const amount = wanted?.amount ?? amountNear(draw, user, BitcoinDeposit, random.next() < 0.5 ? once : once / 4n);
  const confirmations = random.pick(depths);
  const height = Math.floor(model.now / BLOCK_SECONDS) - random.pick([0, 0, 1, 2, 5]);
  // Now and then an outpoint that is known already.
  const old = random.next() < 0.08 && model.coins.length > 0 ? random.pick(model.coins) : undefined;
  const coin = old ? { txid: old.txid, vout: old.vout } : newOutpoint(random, model);
  return {
    name,
    contract: 'integration-router',
    method: 'execute_bitcoin_deposit',
    args: {
      caller: addressOf(draw, by),
      attestors: attestors.map((name) => addressOf(draw, name)),
      user: addressOf(draw, user),
      btc_amount: amount,
      btc_tx_hash: coin.txid,
      btc_vout: coin.vout,
      confirmations,
      block_height: height,
      block_hash: blockHash(height),
    },
    by,
    signers: attestors,
    accepted: (now) =>
      isNormal(now) &&
      (by === 'operator' || isProverAlone(now, attestors)) &&
      isDepositAttested(now, attestors, amount, confirmations) &&
      amount >= now.reserve.caps.leastDeposit &&
      amount <= now.reserve.caps.mostDeposit &&
      now.supply + amount <= now.reserve.caps.mostIssued &&
      confirmations >= confirmationsAt(now.reserve.exposure, amount, height) &&
      !now.known.has(outpointOf(coin)) &&
      hasRate(now, user, BitcoinDeposit, amount) &&
      isAdmitted(now, user, BitcoinDeposit, amount) &&
      isBacked(now, amount) &&
      isProven(now),
    apply: (now) => {
      holderOf(now, user).balance += amount;
      now.supply += amount;
      addToReserve(now, { ...coin, amount, state: 'unspent' });
      expose(now.reserve.exposure, amount, height);
      countRate(now, user, BitcoinDeposit, amount);
      admit(now, user, BitcoinDeposit, amount);
      book(now, user, BitcoinDeposit, amount);
    },
  };
}

export const newOutpoint = (random: Random, { known }: Model) => ({
  txid: txid(`${random.seed} ${known.size} ${random.next()}`),
  vout: random.between(0, 3),
});

/** With the deposit itself in the reserve. */
function isBacked({ supply, owed, reserve }: Model, amount: bigint): boolean {
  const free = reserve.total + amount - owed;
  return free >= supply + amount && free * 10_000n >= (supply + amount) * reserve.minRatioBps;
}

/** What was proven too long ago backs nothing new. */
const isProven = ({ reserve: { proofMaxAge, proof }, now }: Model): boolean =>
  proofMaxAge === 0 || (proof !== undefined && now - proof.at <= proofMaxAge);

export function withdraw(draw: Draw, wanted?: Wanted): Operation {
  const { random, model } = draw;
  const user = wanted?.user ?? drawHolder(draw);
  const part = movable(model, user) / (random.next() < 0.5 ? 2n : 12n);
  const amount = wanted?.amount ?? amountNear(draw, user, TokenWithdrawal, part);
  const maxFee = bigBetween(random, 0n, random.next() < 0.9 ? 20_000n : amount);
  const { address, script } = payTo(`${random.between(0, 99)}`);
  return {
    name: 'withdraw',
    contract: 'integration-router',
    method: 'execute_token_withdrawal',
    args: { user: addressOf(draw, user), token_amount: amount, btc_address: address, max_fee: maxFee },
    by: user,
    accepted: (now) => {
      const { balance, locked } = holderOf(now, user);
      return (
        isNormal(now) &&
        amount > 0n &&
        amount <= now.reserve.caps.mostWithdrawal &&
        balance - amount >= locked &&
        maxFee > 0n &&
        amount - maxFee >= DUST &&
        hasRate(now, user, TokenWithdrawal, amount) &&
        isAdmitted(now, user, TokenWithdrawal, amount)
      );
    },
    apply: (now, result) => {
      holderOf(now, user).balance -= amount;
      now.supply -= amount;
      now.owed += amount;
      countRate(now, user, TokenWithdrawal, amount);
      admit(now, user, TokenWithdrawal, amount);
      book(now, user, TokenWithdrawal, amount);
      const id = Buffer.from(result() as Uint8Array);
      const notBefore = runningTime(now) + payoutAge(amount);
      const deadline = notBefore + now.reserve.timeout;
      const owed = { id, amount, script, user, maxFee, deadline, notBefore };
      now.withdrawals.push({ ...owed, state: 'pending', held: false, record: 'pending' });
    },
  };
}

/** Seconds for which a large payout can still be stopped. */
function payoutAge(amount: bigint): number {
  if (amount < 5n * BITCOIN) return 0;
  return amount < 25n * BITCOIN ? 2 * HOUR : 12 * HOUR;
}

/** An officer's mark on the router's record keeps nobody from their money. */
const isOpen = ({ record }: Withdrawal): boolean => record === 'pending' || record === 'failed';

/** Whether a withdrawal's tokens can be given back. */
export const isRefundable = (now: Model, withdrawal: Withdrawal): boolean =>
  isOpen(withdrawal) && withdrawal.state === 'pending' && runningTime(now) >= withdrawal.deadline;

const isSettleable = (withdrawal: Withdrawal): boolean => isOpen(withdrawal) && withdrawal.state === 'completed';

export function refund(now: Model, withdrawal: Withdrawal): void {
  withdrawal.state = 'refunded';
  withdrawal.record = 'rolledBack';
  holderOf(now, withdrawal.user).balance += withdrawal.amount;
  now.supply += withdrawal.amount;
  now.owed -= withdrawal.amount;
}

/** Anybody may give a withdrawal back that nobody paid in time, or note that it was paid. */
export function conclude({ random, model }: Draw): Operation | undefined {
  const isRollback = random.next() < 0.5;
  const recent = model.withdrawals.slice(-80);
  const due = model.withdrawals.filter((withdrawal) =>
    isRollback ? isRefundable(model, withdrawal) : isSettleable(withdrawal),
  );
  const candidates = due.length > 0 && random.next() < 0.85 ? due : recent;
  if (candidates.length === 0) return undefined;
  const withdrawal = random.pick(candidates);
  return {
    name: isRollback ? 'rollback' : 'settle',
    contract: 'integration-router',
    method: isRollback ? 'rollback_operation' : 'settle_operation',
    args: { operation_id: withdrawal.id },
    by: 'custodian3',
    accepted: (now) => {
      if (!isContinuing(now)) return false;
      return isRollback ? isRefundable(now, withdrawal) : isSettleable(withdrawal);
    },
    apply: (now) => {
      if (isRollback) refund(now, withdrawal);
      else withdrawal.record = 'completed';
    },
  };
}

const RESOLUTIONS = ['retry', 'refund', 'markFailed'] as const;

/** An officer intervenes in a withdrawal, which can change what the router says of it, and never what is owed. */
export function resolve(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.withdrawals.slice(-60);
  const failed = model.withdrawals.filter(({ record }) => record === 'failed');
  const candidates = failed.length > 0 && random.next() < 0.6 ? failed : recent;
  if (candidates.length === 0) return undefined;
  const withdrawal = random.pick(candidates);
  const action = withdrawal.record === 'failed' ? random.pick([0, 0, 1, 1, 2]) : random.pick([0, 1, 2, 2]);
  return {
    name: `resolve: ${RESOLUTIONS[action]}`,
    contract: 'integration-router',
    method: 'resolve_operation',
    args: { caller: addressOf(draw, 'officer'), operation_id: withdrawal.id, action, reason: 'simulated' },
    by: 'officer',
    accepted: (now) => {
      if (!isContinuing(now)) return false;
      if (action === 2) return withdrawal.record === 'pending';
      if (action === 0) return withdrawal.record === 'failed';
      return isRefundable(now, withdrawal);
    },
    apply: (now) => {
      if (action === 1) refund(now, withdrawal);
      else withdrawal.record = action === 2 ? 'failed' : 'pending';
    },
  };
}
