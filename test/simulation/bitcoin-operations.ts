import { depositArgs, OperationType, txid } from '../../contracts/test/actions.ts';
import type { Person } from '../../contracts/test/people.ts';
import { type Owed, paymentOf, payTo, TIMEOUT, txidOf } from '../../contracts/test/withdrawals.ts';
import type { Random } from '../system/random.ts';
import {
  type Batch,
  book,
  countRate,
  hasRate,
  holderOf,
  isAdmitted,
  limitsOf,
  type Model,
  type ModelCoin,
  movable,
  outpointOf,
  roomOf,
  type Withdrawal,
} from './model.ts';
import { amountOf, bigBetween, type Draw, holders, type Operation } from './operation.ts';

const BITCOIN = 100_000_000n;
const DUST = 546n;
const FEE_CAP = 1_000_000n;
/** Anybody may bring what enough custodians signed. */
const SUBMITTERS = ['systemAdmin', 'operator', 'custodian3'] as const;
const QUORUM = ['custodian1', 'custodian2'] as const;

function confirmationsFor(amount: bigint): number {
  if (amount < BITCOIN / 10n) return 2;
  if (amount < BITCOIN) return 3;
  return amount < 10n * BITCOIN ? 6 : 12;
}

export function deposit({ world, random, model }: Draw): Operation {
  const user = random.pick(holders);
  const amount = depositAmount(random, model, user);
  const confirmations = random.pick([2, 6, 12, 12, 12, 12]);
  // Now and then an outpoint that was minted already.
  const old = random.next() < 0.1 && model.coins.length > 0 ? random.pick(model.coins) : undefined;
  const coin = old
    ? { txid: old.txid, vout: old.vout }
    : { txid: txid(`${random.seed} ${model.minted.size} ${random.next()}`), vout: random.between(0, 3) };
  const options = { user, amount, tx: coin.txid, vout: coin.vout, confirmations, attestors: [...QUORUM] };
  return {
    name: 'deposit',
    contract: 'integration-router',
    method: 'execute_bitcoin_deposit',
    args: depositArgs(world, options),
    by: 'operator',
    signers: QUORUM,
    accepted: (now) =>
      !now.paused &&
      amount > 0n &&
      confirmations >= confirmationsFor(amount) &&
      !now.minted.has(outpointOf(coin)) &&
      hasRate(now, user, OperationType.BitcoinDeposit) &&
      isAdmitted(now, user, OperationType.BitcoinDeposit, amount),
    apply: (now) => {
      holderOf(now, user).balance += amount;
      now.supply += amount;
      now.reserves += amount;
      now.minted.add(outpointOf(coin));
      now.coins.push({ ...coin, amount, state: 'unspent' });
      countRate(now, user, OperationType.BitcoinDeposit);
      book(now, user, OperationType.BitcoinDeposit, amount);
    },
  };
}

/** Small or large, or exactly what the limits still allow, or a satoshi more. */
function depositAmount(random: Random, model: Model, user: Person): bigint {
  const { once } = limitsOf(holderOf(model, user).identity?.tier ?? 1);
  const chance = random.next();
  if (chance < 0.04) return once + 1n;
  const room = roomOf(model, user, OperationType.BitcoinDeposit);
  if (chance < 0.24 && room < once) return room + (chance < 0.16 ? 0n : 1n);
  return bigBetween(random, 0n, chance < 0.5 ? once / 20n : once);
}

export function withdraw(draw: Draw): Operation {
  const { world, random, model } = draw;
  const user = random.pick(holders);
  const amount = amountOf(draw, movable(model, user) / 2n);
  const maxFee = bigBetween(random, 0n, random.next() < 0.9 ? 20_000n : amount);
  const { address, script } = payTo(`${random.between(0, 99)}`);
  return {
    name: 'withdraw',
    contract: 'integration-router',
    method: 'execute_token_withdrawal',
    args: { user: world.address(user), token_amount: amount, btc_address: address, max_fee: maxFee },
    by: user,
    accepted: (now) => {
      const { balance, locked } = holderOf(now, user);
      return (
        !now.paused &&
        amount > 0n &&
        balance - amount >= locked &&
        maxFee > 0n &&
        amount - maxFee >= DUST &&
        hasRate(now, user, OperationType.TokenWithdrawal) &&
        isAdmitted(now, user, OperationType.TokenWithdrawal, amount)
      );
    },
    apply: (now, result) => {
      holderOf(now, user).balance -= amount;
      now.supply -= amount;
      now.owed += amount;
      countRate(now, user, OperationType.TokenWithdrawal);
      book(now, user, OperationType.TokenWithdrawal, amount);
      const open = { state: 'pending', settled: false, timesPaid: 0, timesRefunded: 0 } as const;
      const id = Buffer.from(result as Uint8Array);
      now.withdrawals.push({ id, amount, script, user, maxFee, deadline: now.now + TIMEOUT, ...open });
    },
  };
}

/** The first payment of some withdrawals. Custodians choose coins as they come; sometimes one that is not theirs to choose. */
export function authorize(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const recent = model.withdrawals.slice(-60);
  const pending = recent.filter(({ state }) => state === 'pending');
  const candidates = random.next() < 0.85 ? pending : recent.filter(({ state }) => state !== 'authorized');
  const chosen = [
    ...new Set(
      Array.from({ length: random.between(1, 3) }, () => candidates[random.between(0, candidates.length - 1)]),
    ),
  ];
  const withdrawals = chosen.filter((each) => each !== undefined);
  const coins = model.coins.filter(({ state }) => state === 'unspent' || random.next() < 0.02);
  if (withdrawals.length === 0 || coins.length === 0) return undefined;
  const inputs = coverOf(random.next() < 0.5 ? coins.slice(-40).reverse() : coins, totalOf(withdrawals));
  const leastFee = withdrawals.reduce((least, { maxFee }) => (maxFee < least ? maxFee : least), 20_000n);
  const fee = bigBetween(random, 0n, leastFee * BigInt(withdrawals.length) + (random.next() < 0.1 ? 5n : 0n));
  return paying(draw, 'authorize', withdrawals, inputs, fee, (now) => {
    const isPending = withdrawals.every(({ state, deadline }) => state === 'pending' && now.now < deadline);
    return isPending && inputs.every(({ state }) => state === 'unspent');
  });
}

/** A further payment for the same withdrawals, with a higher fee, which may add or leave out coins. */
export function replace(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const open = model.batches.slice(-40).filter(({ completed }) => !completed || random.next() < 0.1);
  if (open.length === 0) return undefined;
  const batch = random.pick(open);
  const last = batch.payments.at(-1) as Batch['payments'][number];
  const extra = model.coins.slice(-20).filter(({ state }) => state === 'unspent' && random.next() < 0.1);
  const inputs = [...last.inputs, ...extra].filter((_, index) => index > 0 || random.next() < 0.9);
  if (inputs.length === 0 || inputs.length > 20) return undefined;
  const fee = last.fee + BigInt(random.between(-5, 200));
  const anchor = batch.payments[0]?.inputs[0] as ModelCoin;
  return paying(
    draw,
    'replace',
    batch.withdrawals,
    inputs,
    fee,
    (now) => {
      const isOpen = batch.withdrawals.every(({ state }) => state === 'authorized') && !batch.completed;
      const held = new Set(batch.payments.flatMap((payment) => payment.inputs));
      if (!isOpen || !inputs.includes(anchor) || !inputs.every((input) => held.has(input) || input.state === 'unspent'))
        return false;
      if (batch.payments.length >= 32 || held.size > 40) return undefined;
      return fee > ((batch.payments.at(-1)?.fee as bigint) ?? 0n) && !now.paused;
    },
    batch,
  );
}

function paying(
  { world, random }: Draw,
  name: string,
  withdrawals: readonly Withdrawal[],
  inputs: readonly ModelCoin[],
  fee: bigint,
  isPossible: (now: Model) => boolean | undefined,
  batch?: Batch,
): Operation | undefined {
  const totalIn = totalOf(inputs);
  const change = totalIn - totalOf(withdrawals);
  const count = BigInt(withdrawals.length);
  const share = (index: number): bigint => fee / count + (BigInt(index) < fee % count ? 1n : 0n);
  if (change < 0n || fee < 0n || withdrawals.some(({ amount }, index) => amount <= share(index))) return undefined;
  const unsigned = paymentOf(withdrawals as readonly Owed[] as Owed[], inputs, totalIn, fee);
  const id = txidOf(unsigned);
  return {
    name,
    contract: 'reserve-manager',
    method: 'process_bitcoin_withdrawal',
    args: {
      attestors: QUORUM.map(world.address),
      withdrawal_ids: withdrawals.map((withdrawal) => withdrawal.id),
      unsigned_tx: unsigned,
    },
    by: random.pick(SUBMITTERS),
    signers: QUORUM,
    accepted: (now) => {
      const isAffordable = withdrawals.every(({ maxFee }, index) => share(index) <= maxFee) && fee <= FEE_CAP;
      if (now.paused || !isAffordable || (change > 0n && change < DUST)) return false;
      return isPossible(now);
    },
    apply: (now) => {
      for (const withdrawal of withdrawals) withdrawal.state = 'authorized';
      for (const input of inputs) input.state = 'committed';
      const payment = { txid: id, inputs, change, fee };
      if (batch) batch.payments.push(payment);
      else now.batches.push({ withdrawals, payments: [payment], completed: false });
    },
  };
}

export function complete({ world, random, model }: Draw): Operation | undefined {
  const open = model.batches.slice(-40).filter(({ completed }) => !completed || random.next() < 0.1);
  if (open.length === 0) return undefined;
  const batch = random.pick(open);
  const payment = random.pick(batch.payments);
  const confirmations = random.pick([2, 12, 12, 12]);
  return {
    name: 'complete',
    contract: 'reserve-manager',
    method: 'complete_bitcoin_withdrawal',
    args: { attestors: QUORUM.map(world.address), txid: payment.txid, confirmations },
    by: random.pick(SUBMITTERS),
    signers: QUORUM,
    accepted: (now) => !now.paused && !batch.completed && confirmations >= confirmationsFor(totalOf(batch.withdrawals)),
    apply: (now) => {
      batch.completed = true;
      for (const each of batch.payments) for (const input of each.inputs) input.state = 'unspent';
      for (const input of payment.inputs) input.state = 'spent';
      now.reserves += payment.change - totalOf(payment.inputs);
      now.owed -= totalOf(batch.withdrawals);
      for (const withdrawal of batch.withdrawals) {
        withdrawal.state = 'completed';
        withdrawal.timesPaid += 1;
      }
      if (payment.change === 0n) return;
      const coin = { txid: payment.txid, vout: batch.withdrawals.length };
      now.minted.add(outpointOf(coin));
      now.coins.push({ ...coin, amount: payment.change, state: 'unspent' });
    },
  };
}

/** Anybody may give a withdrawal back that nobody paid in time, or note that it was paid. */
export function conclude({ random, model }: Draw): Operation | undefined {
  const isRollback = random.next() < 0.6;
  const recent = model.withdrawals.slice(-80);
  const due = model.withdrawals.filter(({ state, deadline, settled }) =>
    isRollback ? state === 'pending' && model.now >= deadline : state === 'completed' && !settled,
  );
  const candidates = due.length > 0 && random.next() < 0.8 ? due : recent;
  if (candidates.length === 0) return undefined;
  const withdrawal = random.pick(candidates);
  return {
    name: isRollback ? 'rollback' : 'settle',
    contract: 'integration-router',
    method: isRollback ? 'rollback_operation' : 'settle_operation',
    args: { operation_id: withdrawal.id },
    by: 'custodian3',
    accepted: (now) => {
      const { state, deadline, settled } = withdrawal;
      if (now.paused) return isRollback ? false : undefined;
      return isRollback ? state === 'pending' && now.now >= deadline : state === 'completed' && !settled;
    },
    apply: (now) => {
      if (!isRollback) {
        withdrawal.settled = true;
        return;
      }
      withdrawal.state = 'refunded';
      withdrawal.timesRefunded += 1;
      holderOf(now, withdrawal.user).balance += withdrawal.amount;
      now.supply += withdrawal.amount;
      now.owed -= withdrawal.amount;
    },
  };
}

function coverOf(coins: readonly ModelCoin[], total: bigint): ModelCoin[] {
  const chosen: ModelCoin[] = [];
  for (const coin of coins) {
    if (chosen.length > 0 && totalOf(chosen) >= total) break;
    if (chosen.length < 16) chosen.push(coin);
  }
  return chosen;
}

const totalOf = (items: readonly { amount: bigint }[]): bigint => items.reduce((sum, { amount }) => sum + amount, 0n);
