import { OperationType } from '../../contracts/test/actions.ts';
import type { Person } from '../../contracts/test/people.ts';
import { book, holderOf, isAdmitted, type Model, movable } from './model.ts';
import { amountOf, bigBetween, type Draw, holders, type Operation } from './operation.ts';

const token = 'istsi-token' as const;

const canMove = (model: Model, from: Person, amount: bigint): boolean => {
  const { balance, locked } = holderOf(model, from);
  return amount <= balance && (amount === 0n || balance - amount >= locked);
};

const canTransfer = (model: Model, from: Person, to: Person, amount: bigint): boolean =>
  !model.paused &&
  canMove(model, from, amount) &&
  isAdmitted(model, from, OperationType.Transfer, amount) &&
  isAdmitted(model, to, OperationType.Transfer, amount);

function move(model: Model, from: Person, to: Person, amount: bigint): void {
  holderOf(model, from).balance -= amount;
  holderOf(model, to).balance += amount;
  book(model, from, OperationType.Transfer, amount);
  if (from !== to) book(model, to, OperationType.Transfer, amount);
}

const canBurn = (model: Model, from: Person, amount: bigint): boolean =>
  !model.paused && canMove(model, from, amount) && isAdmitted(model, from, OperationType.Transfer, amount);

function destroy(model: Model, from: Person, amount: bigint): void {
  holderOf(model, from).balance -= amount;
  model.supply -= amount;
  book(model, from, OperationType.Transfer, amount);
}

export function transfer(draw: Draw): Operation {
  const { world, random, model } = draw;
  const [from, to] = [random.pick(holders), random.pick(holders)];
  const amount = amountOf(draw, movable(model, from));
  return {
    name: 'transfer',
    contract: token,
    method: random.next() < 0.7 ? 'transfer' : 'compliance_transfer',
    args: { from: world.address(from), to: world.address(to), amount },
    by: from,
    accepted: (now) => canTransfer(now, from, to, amount),
    apply: (now) => move(now, from, to, amount),
  };
}

export function burn(draw: Draw): Operation {
  const { world, random, model } = draw;
  const from = random.pick(holders);
  const amount = amountOf(draw, movable(model, from) / 8n);
  return {
    name: 'burn',
    contract: token,
    method: 'burn',
    args: { from: world.address(from), amount },
    by: from,
    accepted: (now) => canBurn(now, from, amount),
    apply: (now) => destroy(now, from, amount),
  };
}

const pair = (from: Person, spender: Person): string => `${from}>${spender}`;

export function approve({ world, random, model }: Draw): Operation {
  const [from, spender] = [random.pick(holders), random.pick(holders)];
  const amount = bigBetween(random, -1n, 3_000_000_000n);
  const liveUntil = model.ledger + random.pick([-5, 20, 200, 2_000]);
  return {
    name: 'approve',
    contract: token,
    method: 'approve',
    args: {
      from: world.address(from),
      spender: world.address(spender),
      amount,
      live_until_ledger: Math.max(0, liveUntil),
    },
    by: from,
    accepted: (now) => !now.paused && amount >= 0n && (amount === 0n || liveUntil > now.ledger),
    apply: (now) => now.allowances.set(pair(from, spender), { amount, liveUntil }),
  };
}

export function spend(draw: Draw): Operation {
  const { world, random, model } = draw;
  const known = [...model.allowances.keys()].slice(-40);
  const chosen = known.length > 0 && random.next() < 0.85 ? random.pick(known) : pair('alice', 'bob');
  const [from, spender] = chosen.split('>') as [Person, Person];
  const allowed = model.allowances.get(chosen)?.amount ?? 0n;
  const most = movable(model, from);
  const amount = amountOf(draw, allowed < most ? allowed : most);
  const to = random.next() < 0.75 ? random.pick(holders) : undefined;
  const isAllowed = (now: Model): boolean | undefined => {
    const allowance = now.allowances.get(chosen);
    if (amount > (allowance?.amount ?? 0n)) return false;
    // Whether it lives in the next ledger or has just ended is asked elsewhere.
    if (allowance && Math.abs(allowance.liveUntil - now.ledger) <= 3) return undefined;
    return amount === 0n || (allowance !== undefined && allowance.liveUntil > now.ledger);
  };
  return {
    name: to ? 'transfer_from' : 'burn_from',
    contract: token,
    method: to ? 'transfer_from' : 'burn_from',
    args: {
      spender: world.address(spender),
      from: world.address(from),
      amount,
      ...(to ? { to: world.address(to) } : {}),
    },
    by: spender,
    accepted: (now) => {
      const isPossible = to ? canTransfer(now, from, to, amount) : canBurn(now, from, amount);
      return isPossible ? isAllowed(now) : false;
    },
    apply: (now) => {
      const allowance = now.allowances.get(chosen);
      if (allowance) allowance.amount -= amount;
      if (to) move(now, from, to, amount);
      else destroy(now, from, amount);
    },
  };
}
