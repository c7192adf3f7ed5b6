import type { Person } from '../../contracts/test/people.ts';
import type { Coin, Owed } from '../../contracts/test/withdrawals.ts';

/** What the contracts should hold, computed without them. Amounts are satoshis, times are seconds of ledger time. */
export interface Model {
  now: number;
  /** Of the last ledger. */
  ledger: number;
  paused: boolean;
  supply: bigint;
  reserves: bigint;
  owed: bigint;
  readonly holders: Map<Person, Holder>;
  /** By `owner>spender`. */
  readonly allowances: Map<string, Allowance>;
  readonly coins: ModelCoin[];
  readonly minted: Set<string>;
  readonly withdrawals: Withdrawal[];
  readonly batches: Batch[];
}

export interface Holder {
  balance: bigint;
  /** Part of the balance that cannot move. */
  locked: bigint;
  identity: Identity | undefined;
  /** Operations that the router counted in the window that began last, by kind. */
  readonly rates: Map<number, { beganAt: number; operations: number }>;
}

export interface Identity {
  tier: number;
  frozen: boolean;
  underReview: boolean;
  active: boolean;
  readonly moved: Moved[];
}

/** One operation that counts against limits. */
export interface Moved {
  at: number;
  tier: number;
  operation: number;
  amount: bigint;
}

export interface Allowance {
  amount: bigint;
  liveUntil: number;
}

export interface ModelCoin extends Coin {
  amount: bigint;
  state: 'unspent' | 'committed' | 'spent';
}

export interface Withdrawal extends Owed {
  user: Person;
  maxFee: bigint;
  deadline: number;
  state: 'pending' | 'authorized' | 'completed' | 'refunded';
  settled: boolean;
  timesPaid: number;
  timesRefunded: number;
}

export interface Batch {
  readonly withdrawals: readonly Withdrawal[];
  readonly payments: { txid: Buffer; inputs: readonly ModelCoin[]; change: bigint; fee: bigint }[];
  completed: boolean;
}

const HOUR = 3_600;
const DAY = 86_400;
const BITCOIN = 100_000_000n;
const PER_OPERATION = [0n, BITCOIN / 10n, BITCOIN, 10n * BITCOIN, 1_000n * BITCOIN];
const OPERATIONS_PER_HOUR = 200;

export function newModel(people: readonly Person[], now: number, ledger: number): Model {
  return {
    now,
    ledger,
    paused: false,
    supply: 0n,
    reserves: 0n,
    owed: 0n,
    holders: new Map(
      people.map((person) => [person, { balance: 0n, locked: 0n, identity: undefined, rates: new Map() }]),
    ),
    allowances: new Map(),
    coins: [],
    minted: new Set(),
    withdrawals: [],
    batches: [],
  };
}

export function holderOf(model: Model, person: Person): Holder {
  const holder = model.holders.get(person);
  if (!holder) throw new Error(`${person} is not in this history`);
  return holder;
}

/** Satoshis that a tier may move at once, in any 24 hours and in any 30 days. */
export function limitsOf(tier: number): { once: bigint; daily: bigint; monthly: bigint } {
  const once = PER_OPERATION[tier] ?? 0n;
  return { once, daily: once * 5n, monthly: once * 50n };
}

/** What a holder has and may move at once. */
export function movable(model: Model, person: Person): bigint {
  const { balance, identity } = holderOf(model, person);
  const { once } = limitsOf(identity?.tier ?? 0);
  return balance < once ? balance : once;
}

/** Whether the registry lets a person take part: buckets of whole hours and days that touch the window count in full. */
export function isAdmitted(model: Model, person: Person, operation: number, amount: bigint): boolean {
  const { identity } = holderOf(model, person);
  if (!identity?.active || identity.frozen || identity.underReview) return false;
  const { once, daily, monthly } = limitsOf(identity.tier);
  if (once === 0n || amount > once) return false;
  return (
    amount + movedInBuckets(model, identity, operation, HOUR, 24) <= daily &&
    amount + movedInBuckets(model, identity, operation, DAY, 30) <= monthly
  );
}

/** What is left of the limits for 24 hours and 30 days. */
export function roomOf(model: Model, person: Person, operation: number): bigint {
  const { identity } = holderOf(model, person);
  if (!identity) return 0n;
  const { daily, monthly } = limitsOf(identity.tier);
  const today = daily - movedInBuckets(model, identity, operation, HOUR, 24);
  const month = monthly - movedInBuckets(model, identity, operation, DAY, 30);
  const room = today < month ? today : month;
  return room > 0n ? room : 0n;
}

function movedInBuckets(model: Model, { moved }: Identity, operation: number, bucket: number, count: number): bigint {
  const first = Math.floor(model.now / bucket) - count;
  return sum(moved, (each) => each.operation === operation && Math.floor(each.at / bucket) >= first);
}

/** What really moved in the window of exactly so many seconds that ends now. */
export function movedWithin(model: Model, { moved }: Identity, operation: number, seconds: number): bigint {
  return sum(moved, (each) => each.operation === operation && each.at > model.now - seconds);
}

const sum = (moved: readonly Moved[], counts: (each: Moved) => boolean): bigint =>
  moved.reduce((total, each) => (counts(each) ? total + each.amount : total), 0n);

export function book(model: Model, person: Person, operation: number, amount: bigint): void {
  const { identity } = holderOf(model, person);
  if (!identity) throw new Error(`${person} has no identity and moved tokens`);
  const oldest = model.now - 32 * DAY;
  while (identity.moved[0] && identity.moved[0].at < oldest) identity.moved.shift();
  identity.moved.push({ at: model.now, tier: identity.tier, operation, amount });
}

/** Whether the router's rate limit has room for one more. */
export function hasRate(model: Model, person: Person, operation: number): boolean {
  const window = holderOf(model, person).rates.get(operation);
  return !window || model.now >= window.beganAt + HOUR || window.operations < OPERATIONS_PER_HOUR;
}

export function countRate(model: Model, person: Person, operation: number): void {
  const { rates } = holderOf(model, person);
  const window = rates.get(operation);
  if (!window || model.now >= window.beganAt + HOUR) rates.set(operation, { beganAt: model.now, operations: 1 });
  else window.operations += 1;
}

export const outpointOf = ({ txid, vout }: Coin): string => `${Buffer.from(txid).toString('hex')}:${vout}`;
