import type { Coin, Owed } from '../../contracts/test/withdrawals.ts';
import type { DepositRules } from './attestation-model.ts';
import type { Decision } from './decisions.ts';
import type { Exposure } from './exposure-model.ts';
import { type Exchange, type Feed, newExchange } from './price-model.ts';

/** What the contracts should hold, computed without them. Amounts are satoshis, times are seconds of ledger time. */
export interface Model {
  now: number;
  /** Of the last ledger. */
  ledger: number;
  paused: boolean;
  /** Seconds of ledger time in which the contracts stood still, but for the stop that goes on since `stoppedAt`. */
  stoppedSeconds: number;
  stoppedAt: number;
  /** 0 normal, 1 maintenance, 2 emergency. */
  mode: number;
  supply: bigint;
  owed: bigint;
  readonly reserve: Reserve;
  readonly dollars: Dollars;
  readonly holders: Map<string, Holder>;
  /** By `token owner>spender`. */
  readonly allowances: Map<string, Allowance>;
  readonly coins: ModelCoin[];
  /** Outpoints that were ever known to the reserve. */
  readonly known: Set<string>;
  readonly withdrawals: Withdrawal[];
  readonly payments: Batch[];
  /** What governance changed, by `tier operation`. */
  readonly limits: Map<string, Limits>;
  readonly rates: Map<number, RateLimits>;
  readonly systemRates: Map<number, RateWindow>;
  readonly blockedCountries: Set<string>;
  readonly feed: Feed;
  readonly exchange: Exchange;
  readonly governance: Governance;
  readonly batches: Map<string, BatchRecord>;
  /** Functions of the iSTSi token that batches may call. */
  readonly batchCalls: Set<string>;
  /** Whose limits the last operation used. */
  booked: { identity: Identity; operation: number }[];
}

export interface Holder {
  balance: bigint;
  dollars: bigint;
  /** Part of the balance that cannot move. */
  locked: bigint;
  /** Shared by all addresses of one person. */
  identity: Identity | undefined;
  replacedBy: string | undefined;
  /** An officer asked that this address is given up. */
  recovery: Recovery | undefined;
  /** Operations that the router counted in the window that began last, by kind. */
}

export interface Recovery {
  readonly replacement: string;
  readonly readyAt: number;
  readonly requestedBy: string;
}

export interface Identity {
  tier: number;
  country: string;
  expiresAt: number;
  frozen: boolean;
  blacklisted: boolean;
  underReview: boolean;
  active: boolean;
  addresses: number;
  /** Of all its addresses together. */
  readonly rates: Map<number, RateWindow>;
  readonly moved: Moved[];
  /** An officer let the last operation pass in spite of limits. */
  lifted: boolean;
  readonly overrides: Map<number, { amount: bigint; expiresAt: number }>;
}

/** One operation that counts against limits. */
export interface Moved {
  readonly at: number;
  readonly operation: number;
  readonly amount: bigint;
}

export interface Limits {
  once: bigint;
  daily: bigint;
  monthly: bigint;
}

export interface RateLimits {
  systemAmount: bigint;
  systemOperations: number;
  userAmount: bigint;
  userOperations: number;
}

export interface RateWindow {
  beganAt: number;
  operations: number;
  amount: bigint;
}

export interface Allowance {
  amount: bigint;
  liveUntil: number;
}

export interface Reserve {
  total: bigint;
  count: number;
  commitment: Buffer;
  custodians: string[];
  threshold: number;
  feeCap: bigint;
  minRatioBps: bigint;
  timeout: number;
  proofMaxAge: number;
  readonly exposure: Exposure;
  caps: Caps;
  depositRules: DepositRules;
  proof: { at: number; height: number } | undefined;
}

export interface Caps {
  leastDeposit: bigint;
  mostDeposit: bigint;
  mostIssued: bigint;
  mostWithdrawal: bigint;
}

export interface Dollars {
  supply: bigint;
  readonly cap: bigint;
  readonly quotas: Map<string, bigint>;
}

export interface ModelCoin extends Coin {
  readonly amount: bigint;
  state: 'unspent' | 'committed' | 'spent' | 'lost' | 'expected' | 'promised';
  /** The payments of which one brings it, when it is change. */
  readonly source?: Batch;
}

export interface Withdrawal extends Owed {
  readonly user: string;
  readonly maxFee: bigint;
  /** In running time, as is the moment before which nothing may be authorized for it. */
  deadline: number;
  readonly notBefore: number;
  state: 'pending' | 'authorized' | 'completed' | 'refunded';
  /** By an officer: nothing is authorized for it. */
  held: boolean;
  /** What the router's record says. */
  record: 'pending' | 'completed' | 'failed' | 'rolledBack';
}

/** Withdrawals that are paid together, or none for a sweep. */
export interface Batch {
  readonly withdrawals: readonly Withdrawal[];
  readonly payments: Payment[];
  /** Or given up, because it never can be. */
  completed: boolean;
  /** A conflict was found; and then, that a version of it confirmed after all. */
  end?: 'undone' | 'settled';
}

export interface Payment {
  readonly txid: Buffer;
  readonly inputs: readonly ModelCoin[];
  readonly change: readonly ModelCoin[];
  readonly fee: bigint;
}

/** What the router keeps of a batch of calls. */
export interface BatchRecord {
  readonly by: string;
  readonly label: string;
  readonly withdrawals: readonly Withdrawal[];
  readonly timeout: number;
  rolledBack: boolean;
}

export interface Governance {
  readonly admins: readonly string[];
  threshold: number;
  delay: number;
  expiry: number;
  readonly proposals: Proposal[];
  /** Seconds: until then one person alone stops nothing. */
  restUntil: number;
  stopRequest: { by: string; at: number } | undefined;
}

export interface Proposal {
  readonly id: number;
  readonly proposer: string;
  readonly decision: Decision;
  readonly expiresAt: number;
  approvals: string[];
  objections: string[];
  executableAt: number;
  status: 'open' | 'executed' | 'cancelled';
}

export const HOUR = 3_600;
export const DAY = 86_400;
export const BITCOIN = 100_000_000n;
const PER_OPERATION = [0n, BITCOIN / 10n, BITCOIN, 10n * BITCOIN, 1_000n * BITCOIN];
export const UNLIMITED = 2n ** 64n - 1n;
const RATES: RateLimits = {
  systemAmount: UNLIMITED,
  systemOperations: 10_000,
  userAmount: UNLIMITED,
  userOperations: 200,
};

export function newModel(now: number, ledger: number, admins: readonly string[]): Model {
  return {
    now,
    ledger,
    paused: false,
    stoppedSeconds: 0,
    stoppedAt: 0,
    mode: 0,
    supply: 0n,
    owed: 0n,
    reserve: {
      total: 0n,
      count: 0,
      commitment: Buffer.alloc(0),
      custodians: ['custodian1', 'custodian2', 'custodian3'],
      threshold: 2,
      feeCap: 1_000_000n,
      minRatioBps: 10_000n,
      timeout: 3 * DAY,
      proofMaxAge: 0,
      exposure: new Map(),
      caps: { leastDeposit: 1_000n, mostDeposit: UNLIMITED, mostIssued: UNLIMITED, mostWithdrawal: UNLIMITED },
      depositRules: { guardianFrom: UNLIMITED, proofFrom: UNLIMITED, hasProver: false, silentBlocks: 0 },
      proof: undefined,
    },
    dollars: { supply: 0n, cap: 10n ** 15n, quotas: new Map() },
    holders: new Map(),
    allowances: new Map(),
    coins: [],
    known: new Set(),
    withdrawals: [],
    payments: [],
    limits: new Map(),
    rates: new Map(),
    systemRates: new Map(),
    blockedCountries: new Set(),
    feed: { reports: new Map(), history: [] },
    exchange: newExchange(),
    governance: {
      admins,
      threshold: 1,
      delay: 0,
      expiry: DAY,
      proposals: [],
      restUntil: 0,
      stopRequest: undefined,
    },
    batches: new Map(),
    batchCalls: new Set(),
    booked: [],
  };
}

export const newHolder = (): Holder => ({
  balance: 0n,
  dollars: 0n,
  locked: 0n,
  identity: undefined,
  replacedBy: undefined,
  recovery: undefined,
});

export function holderOf(model: Model, name: string): Holder {
  const holder = model.holders.get(name);
  if (!holder) throw new Error(`${name} is not in this history`);
  return holder;
}

/** What a tier may move with a kind of operation: at once, in any 24 hours and in any 30 days. */
export function limitsOf({ limits }: Model, tier: number, operation: number): Limits {
  const once = PER_OPERATION[tier] ?? 0n;
  return limits.get(`${tier} ${operation}`) ?? { once, daily: once * 5n, monthly: once * 50n };
}

/** What a holder has that is not frozen. */
export function movable(model: Model, name: string): bigint {
  const { balance, locked } = holderOf(model, name);
  return balance > locked ? balance - locked : 0n;
}

/** Whether somebody is known, in good standing and not replaced. Limits and reviews apart. */
export function isInStanding(model: Model, name: string, operation: number): boolean {
  const { identity, replacedBy } = holderOf(model, name);
  if (!identity || (replacedBy !== undefined && operation !== 0)) return false;
  if (identity.blacklisted || identity.frozen || !identity.active) return false;
  return model.now < identity.expiresAt && !model.blockedCountries.has(identity.country);
}

/** Whether limits, or a review, would stop somebody in good standing: buckets that touch the window count in full. */
export function isStopped(model: Model, name: string, operation: number, amount: bigint, limited = true): boolean {
  const { identity } = holderOf(model, name);
  if (!identity || identity.underReview) return true;
  if (!limited) return false;
  const { once, daily, monthly } = limitsOf(model, identity.tier, operation);
  if (once === 0n || amount > once) return true;
  // Nothing is over no limit.
  if (amount === 0n) return false;
  return (
    amount + movedInBuckets(model, identity, operation, HOUR, 24) > daily ||
    amount + movedInBuckets(model, identity, operation, DAY, 30) > monthly
  );
}

/** Whether the registry lets somebody take part. */
export function isAdmitted(model: Model, name: string, operation: number, amount: bigint, limited = true): boolean {
  if (!isInStanding(model, name, operation)) return false;
  return !isStopped(model, name, operation, amount, limited) || hasOverride(model, name, operation, amount);
}

function hasOverride(model: Model, name: string, operation: number, amount: bigint): boolean {
  const override = holderOf(model, name).identity?.overrides.get(operation);
  return override !== undefined && amount <= override.amount && model.now < override.expiresAt;
}

/** Uses up the override without which somebody would have been stopped. */
export function admit(model: Model, name: string, operation: number, amount: bigint, limited = true): void {
  if (!isStopped(model, name, operation, amount, limited)) return;
  const identity = holderOf(model, name).identity as Identity;
  identity.lifted = true;
  identity.overrides.delete(operation);
}

/** What is left of the limits for 24 hours and 30 days. */
export function roomOf(model: Model, name: string, operation: number): bigint {
  const { identity } = holderOf(model, name);
  if (!identity) return 0n;
  const { daily, monthly } = limitsOf(model, identity.tier, operation);
  const today = daily - movedInBuckets(model, identity, operation, HOUR, 24);
  const month = monthly - movedInBuckets(model, identity, operation, DAY, 30);
  const room = today < month ? today : month;
  return room > 0n ? room : 0n;
}

function movedInBuckets(model: Model, { moved }: Identity, operation: number, bucket: number, count: number): bigint {
  const first = (Math.floor(model.now / bucket) - count) * bucket;
  return sumSince(moved, operation, first);
}

/** What really moved in the window of exactly so many seconds that ends now. */
export const movedWithin = (model: Model, { moved }: Identity, operation: number, seconds: number): bigint =>
  sumSince(moved, operation, model.now - seconds + 1);

function sumSince(moved: readonly Moved[], operation: number, first: number): bigint {
  let total = 0n;
  for (let index = moved.length - 1; index >= 0; index--) {
    const each = moved[index] as Moved;
    if (each.at < first) break;
    if (each.operation === operation) total += each.amount;
  }
  return total;
}

export function book(model: Model, name: string, operation: number, amount: bigint): void {
  const { identity } = holderOf(model, name);
  if (!identity) throw new Error(`${name} has no identity and moved tokens`);
  const oldest = model.now - 32 * DAY;
  while (identity.moved[0] && identity.moved[0].at < oldest) identity.moved.shift();
  identity.moved.push({ at: model.now, operation, amount });
  model.booked.push({ identity, operation });
}

/** Whether the router's rate limits have room for one more. */
export function hasRate(model: Model, name: string, operation: number, amount: bigint): boolean {
  const limits = ratesOf(model, operation);
  const system = usedRate(model, model.systemRates.get(operation), amount);
  const own = usedRate(model, holderOf(model, name).identity?.rates.get(operation), amount);
  return (
    system.operations <= limits.systemOperations &&
    system.amount <= limits.systemAmount &&
    (system.operations <= Math.floor(limits.systemOperations / 2) ||
      own.operations <= Math.max(1, Math.floor(limits.systemOperations / 20))) &&
    own.operations <= limits.userOperations &&
    own.amount <= limits.userAmount
  );
}

export function countRate(model: Model, name: string, operation: number, amount: bigint): void {
  const { identity } = holderOf(model, name);
  if (!identity) throw new Error(`${name} has no identity and used a rate`);
  const { rates } = identity;
  model.systemRates.set(operation, usedRate(model, model.systemRates.get(operation), amount));
  rates.set(operation, usedRate(model, rates.get(operation), amount));
}

export const ratesOf = (model: Model, operation: number): RateLimits => model.rates.get(operation) ?? RATES;

function usedRate({ now }: Model, window: RateWindow | undefined, amount: bigint): RateWindow {
  if (!window || now >= window.beganAt + HOUR) return { beganAt: now, operations: 1, amount };
  const total = window.amount + amount;
  return {
    beganAt: window.beganAt,
    operations: window.operations + 1,
    amount: total < UNLIMITED ? total : UNLIMITED,
  };
}

/** Whether a new operation may begin, or one that has begun may go on. */
export const isNormal = ({ paused, mode }: Model): boolean => !paused && mode === 0;
/** Whether the contracts stand still. */
export const isStill = ({ paused, mode }: Pick<Model, 'paused' | 'mode'>): boolean => paused || mode === 2;

/** Ledger time less all time in which the contracts stood still: deadlines wait while nobody can pay. */
export const runningTime = (model: Model): number =>
  (isStill(model) ? model.stoppedAt : model.now) - model.stoppedSeconds;

/** A pause and a mode each keep the contracts still, and both have to end. */
export function changeStops(model: Model, change: Partial<Pick<Model, 'paused' | 'mode'>>): void {
  const wasStill = isStill(model);
  Object.assign(model, change);
  if (isStill(model) === wasStill) return;
  if (wasStill) model.stoppedSeconds += model.now - model.stoppedAt;
  else model.stoppedAt = model.now;
}

/** Governance let the system run again: for a week nobody stops it alone. */
export function beginRest({ governance, now }: Model): void {
  governance.restUntil = now + 7 * DAY;
  governance.stopRequest = undefined;
}

export const isContinuing = ({ paused, mode }: Model): boolean => !paused && mode !== 2;

export const outpointOf = ({ txid, vout }: Coin): string => `${Buffer.from(txid).toString('hex')}:${vout}`;

/**
 * A copy that can be changed without the original, for operations that happen together or not at all. Coins and
 * withdrawals themselves are shared: nothing that a batch does changes an old one.
 */
export function copyOf(model: Model): Model {
  const identities = new Map<Identity, Identity>();
  const identityOf = (identity: Identity | undefined): Identity | undefined => {
    if (!identity) return undefined;
    const known = identities.get(identity) ?? {
      ...identity,
      moved: [...identity.moved],
      rates: new Map(identity.rates),
      overrides: new Map(identity.overrides),
    };
    identities.set(identity, known);
    return known;
  };
  const holders = [...model.holders].map(([name, holder]): [string, Holder] => [
    name,
    { ...holder, identity: identityOf(holder.identity) },
  ]);
  return {
    ...model,
    holders: new Map(holders),
    reserve: { ...model.reserve, exposure: new Map(model.reserve.exposure) },
    allowances: new Map([...model.allowances].map(([pair, allowance]) => [pair, { ...allowance }])),
    coins: [...model.coins],
    known: new Set(model.known),
    withdrawals: [...model.withdrawals],
    systemRates: new Map(model.systemRates),
    booked: [],
  };
}
