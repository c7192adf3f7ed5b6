import { OperationType } from '../../contracts/test/actions.ts';
import { admit, book, holderOf, isAdmitted, isInStanding, isStill, isStopped, type Model, movable } from './model.ts';
import {
  addressOf,
  amountNear,
  bigBetween,
  type Draw,
  drawHolder,
  type Operation,
  ROUTER,
  type Wanted,
} from './operation.ts';

export type Token = 'istsi-token' | 'fungible-token';

const { Transfer } = OperationType;
const ISTSI: Token = 'istsi-token';

const tokenOf = (draw: Draw): Token => (draw.random.next() < 0.75 ? ISTSI : 'fungible-token');

const canPay = (model: Model, token: Token, from: string, amount: bigint): boolean => {
  const { balance, locked, dollars } = holderOf(model, from);
  if (token !== ISTSI) return amount <= dollars;
  return amount <= balance && (amount === 0n || balance - amount >= locked);
};

/**
 * Whether the registry lets a movement of tokens happen. Dollars are not satoshis: it is asked about the people, not the
 * amount. What goes to the router is part of an operation with limits of its own.
 */
export function mayMove(
  model: Model,
  token: Token,
  from: string,
  to: string | undefined,
  amount: bigint,
  actor = from,
): boolean {
  const counted = token === ISTSI ? amount : 0n;
  const limited = to !== ROUTER;
  const parties = [from, ...(to === undefined || !limited ? [] : [to])];
  if (![...parties, actor].every((party) => isInStanding(model, party, Transfer))) return false;
  // What an officer allowed a person once is allowed to all the addresses of that person that take part.
  const isAsked = (party: string): boolean => party === from || token !== ISTSI || !isSamePerson(model, from, party);
  if (!parties.filter(isAsked).every((party) => isAdmitted(model, party, Transfer, counted, limited))) return false;
  if (actor === from || !isAsked(actor)) return true;
  // Dollars are not counted, and their registry is asked about a spender as about anybody.
  if (token === ISTSI && parties.some((party) => isSamePerson(model, party, actor))) return true;
  return isAdmitted(model, actor, Transfer, counted, token !== ISTSI);
}

const isSamePerson = (model: Model, one: string, other: string): boolean =>
  holderOf(model, one).identity === holderOf(model, other).identity;

export const canMove = (
  model: Model,
  token: Token,
  from: string,
  to: string | undefined,
  amount: bigint,
  actor = from,
): boolean => !isStill(model) && canPay(model, token, from, amount) && mayMove(model, token, from, to, amount, actor);

/** Moves tokens, or destroys them, and books what counts. */
export function move(
  model: Model,
  token: Token,
  from: string,
  to: string | undefined,
  amount: bigint,
  actor = from,
): void {
  if (amount === 0n) return;
  if (token !== ISTSI) {
    holderOf(model, from).dollars -= amount;
    if (to === undefined) model.dollars.supply -= amount;
    else holderOf(model, to).dollars += amount;
    return;
  }
  useOverrides(model, from, to, amount, actor);
  holderOf(model, from).balance -= amount;
  if (to === undefined) model.supply -= amount;
  else holderOf(model, to).balance += amount;
  if (to === ROUTER) return;
  const isInternal = to !== undefined && holderOf(model, from).identity === holderOf(model, to).identity;
  book(model, from, Transfer, amount);
  if (to !== undefined && !isInternal) book(model, to, Transfer, amount);
}

function useOverrides(model: Model, from: string, to: string | undefined, amount: bigint, actor: string): void {
  const limited = to !== ROUTER;
  admit(model, from, Transfer, amount, limited);
  if (to !== undefined && limited && !isSamePerson(model, from, to)) admit(model, to, Transfer, amount, limited);
  const isThird =
    actor !== from && ![from, ...(to === undefined ? [] : [to])].some((one) => isSamePerson(model, one, actor));
  if (isThird) admit(model, actor, Transfer, amount, false);
}

function fundsOf(model: Model, token: Token, name: string): bigint {
  return token === ISTSI ? movable(model, name) : holderOf(model, name).dollars;
}

function amountOf(draw: Draw, token: Token, from: string, available: bigint): bigint {
  if (token === ISTSI) return amountNear(draw, from, Transfer, available);
  const chance = draw.random.next();
  if (chance < 0.1) return available + (chance < 0.05 ? 0n : 1n);
  return bigBetween(draw.random, 0n, available / 4n);
}

export function transfer(draw: Draw): Operation {
  const { random, model } = draw;
  const token = tokenOf(draw);
  const from = drawHolder(draw);
  const to = token === ISTSI && random.next() < 0.04 ? ROUTER : drawHolder(draw);
  const amount = amountOf(draw, token, from, fundsOf(model, token, from) / (random.next() < 0.3 ? 1n : 4n));
  const method = token === ISTSI && random.next() < 0.3 ? 'compliance_transfer' : 'transfer';
  return {
    name: token === ISTSI ? 'transfer' : 'transfer dollars',
    contract: token,
    method,
    args: { from: addressOf(draw, from), to: addressOf(draw, to), amount },
    by: from,
    accepted: (now) => canMove(now, token, from, to, amount),
    apply: (now) => move(now, token, from, to, amount),
  };
}

export function burn(draw: Draw, wanted?: Wanted): Operation {
  const { random, model } = draw;
  const token = wanted ? ISTSI : tokenOf(draw);
  const from = wanted?.user ?? drawHolder(draw);
  const amount =
    wanted?.amount ?? amountOf(draw, token, from, fundsOf(model, token, from) / (random.next() < 0.2 ? 2n : 40n));
  return {
    name: token === ISTSI ? 'burn' : 'burn dollars',
    contract: token,
    method: 'burn',
    args: { from: addressOf(draw, from), amount },
    by: from,
    accepted: (now) => canMove(now, token, from, undefined, amount),
    apply: (now) => move(now, token, from, undefined, amount),
  };
}

export function approve(draw: Draw): Operation {
  const { random, model } = draw;
  const token = tokenOf(draw);
  const [from, spender] = [drawHolder(draw), drawHolder(draw)];
  const amount = bigBetween(random, -1n, 3_000_000_000n);
  const liveUntil = model.ledger + random.pick([-5, 20, 200, 2_000, 20_000]);
  return {
    name: 'approve',
    contract: token,
    method: 'approve',
    args: {
      from: addressOf(draw, from),
      spender: addressOf(draw, spender),
      amount,
      live_until_ledger: Math.max(0, liveUntil),
    },
    by: from,
    accepted: (now) =>
      !isStill(now) &&
      amount >= 0n &&
      (amount === 0n ||
        (liveUntil > now.ledger && [from, spender].every((each) => isAdmitted(now, each, Transfer, 0n)))),
    apply: (now) => {
      now.allowances.set(`${token} ${from}>${spender}`, { amount, liveUntil });
    },
  };
}

export function spend(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const known = [...model.allowances.keys()].slice(-40);
  if (known.length === 0) return undefined;
  const live = known.filter((pair) => (model.allowances.get(pair)?.liveUntil ?? 0) > model.ledger);
  const chosen = random.pick(live.length > 0 && random.next() < 0.8 ? live : known);
  const [token, pair] = chosen.split(' ') as [Token, string];
  const [from, spender] = pair.split('>') as [string, string];
  const allowed = model.allowances.get(chosen)?.amount ?? 0n;
  const most = fundsOf(model, token, from);
  const amount = amountOf(draw, token, from, allowed < most ? allowed : most);
  const to = random.next() < 0.75 ? drawHolder(draw) : undefined;
  const isAllowed = (now: Model): boolean | undefined => {
    const allowance = now.allowances.get(chosen);
    if (amount === 0n) return true;
    if (!allowance || amount > allowance.amount) return false;
    // Whether it lives in the next ledger or has just ended is asked elsewhere.
    return Math.abs(allowance.liveUntil - now.ledger) <= 3 ? undefined : allowance.liveUntil > now.ledger;
  };
  return {
    name: to ? 'transfer_from' : 'burn_from',
    contract: token,
    method: to ? 'transfer_from' : 'burn_from',
    args: {
      spender: addressOf(draw, spender),
      from: addressOf(draw, from),
      amount,
      ...(to ? { to: addressOf(draw, to) } : {}),
    },
    by: spender,
    accepted: (now) => (canMove(now, token, from, to, amount, spender) ? isAllowed(now) : false),
    apply: (now) => {
      const allowance = now.allowances.get(chosen);
      if (allowance) allowance.amount -= amount;
      move(now, token, from, to, amount, spender);
    },
  };
}

/** A minter makes dollars out of its quota. */
export function mintDollars(draw: Draw): Operation {
  const { random, model } = draw;
  const minter = random.next() < 0.9 ? 'superAdmin' : 'systemAdmin';
  const quota = model.dollars.quotas.get(minter) ?? 0n;
  const to = drawHolder(draw);
  const chance = random.next();
  const amount = chance < 0.1 ? quota + 1n : chance < 0.15 ? quota : bigBetween(random, 0n, quota / 6n);
  return {
    name: 'mint dollars',
    contract: 'fungible-token',
    method: 'mint',
    args: { minter: addressOf(draw, minter), to: addressOf(draw, to), amount },
    by: minter,
    accepted: (now) =>
      !isStill(now) &&
      amount > 0n &&
      amount <= (now.dollars.quotas.get(minter) ?? 0n) &&
      now.dollars.supply + amount <= now.dollars.cap &&
      isInStanding(now, to, Transfer) &&
      (!isStopped(now, to, Transfer, 0n) || isAdmitted(now, to, Transfer, 0n)),
    apply: (now) => {
      now.dollars.quotas.set(minter, (now.dollars.quotas.get(minter) ?? 0n) - amount);
      now.dollars.supply += amount;
      holderOf(now, to).dollars += amount;
    },
  };
}
