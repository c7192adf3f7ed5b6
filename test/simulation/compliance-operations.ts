import { IdentityStatus, NEVER_EXPIRES } from '../../contracts/test/actions.ts';
import { DAY, HOUR, type Holder, holderOf, type Identity, isStill, type Model, newHolder } from './model.ts';
import { addressOf, bigBetween, type Draw, drawHolder, type Operation } from './operation.ts';

const COUNTRIES = ['CH', 'CH', 'CH', 'DE', 'DE', 'KP'] as const;

export function register(draw: Draw): Operation {
  const { random, model } = draw;
  const tier = random.next() < 0.2 ? 5 : random.between(1, 3);
  const present = [...model.holders.values()].filter(({ replacedBy }) => replacedBy === undefined).length;
  const name = nextName(draw);
  if (present < 12 && random.next() < 0.3 && draw.stage.actors.has(name)) {
    model.holders.set(name, newHolder());
    return registered(draw, name, tier, random.pick(COUNTRIES));
  }
  const expiresIn = random.next() < 0.8 ? undefined : random.pick([-1, 0, DAY, 40 * DAY]);
  return registered(draw, drawHolder(draw), tier, random.pick(COUNTRIES), expiresIn);
}

export function registered(draw: Draw, user: string, tier: number, country = 'CH', expiresIn?: number): Operation {
  const expiresAt = expiresIn === undefined ? Number(NEVER_EXPIRES) : draw.model.now + expiresIn;
  return {
    name: 'register',
    contract: 'kyc-registry',
    method: 'register_identity',
    args: {
      caller: addressOf(draw, 'officer'),
      user: addressOf(draw, user),
      tier,
      country,
      expires_at: BigInt(expiresAt),
    },
    by: 'officer',
    accepted: (model) =>
      !isStill(model) &&
      tier <= 4 &&
      !model.blockedCountries.has(country) &&
      expiresAt > model.now &&
      !holderOf(model, user).identity,
    apply: (model) => {
      holderOf(model, user).identity = newIdentity(tier, country, expiresAt);
    },
  };
}

const newIdentity = (tier: number, country: string, expiresAt: number): Identity => ({
  tier,
  country,
  expiresAt,
  frozen: false,
  blacklisted: false,
  underReview: false,
  active: true,
  addresses: 1,
  rates: new Map(),
  moved: [],
  lifted: false,
  overrides: new Map(),
});

interface Measure {
  method: string;
  more?: (draw: Draw) => { args: Record<string, unknown>; value: number };
  isPossibleWhilePaused?: boolean;
  isPossible?: (model: Model, value: number) => boolean;
  change(identity: Identity, value: number): void;
}

const measures: Measure[] = [
  { method: 'freeze', isPossibleWhilePaused: true, change: (identity) => (identity.frozen = true) },
  { method: 'start_review', isPossibleWhilePaused: true, change: (identity) => (identity.underReview = true) },
  { method: 'blacklist', isPossibleWhilePaused: true, change: (identity) => (identity.blacklisted = true) },
  { method: 'unfreeze', change: (identity) => (identity.frozen = false) },
  { method: 'end_review', change: (identity) => (identity.underReview = false) },
  { method: 'remove_from_blacklist', change: (identity) => (identity.blacklisted = false) },
  {
    method: 'set_tier',
    more: ({ random }) => {
      const tier = random.pick([0, 1, 1, 2, 2, 2, 3, 3]);
      return { args: { tier }, value: tier };
    },
    change: (identity, tier) => {
      identity.tier = tier;
    },
  },
  {
    method: 'set_status',
    more: ({ random }) => {
      const status = random.pick([IdentityStatus.Active, IdentityStatus.Active, IdentityStatus.Suspended]);
      return { args: { status }, value: status };
    },
    change: (identity, status) => (identity.active = status === IdentityStatus.Active),
  },
  {
    method: 'set_expiry',
    more: ({ random, model }) => {
      const value =
        random.next() < 0.5 ? Number(NEVER_EXPIRES) : model.now + random.pick([0, HOUR, 5 * DAY, 200 * DAY]);
      return { args: { expires_at: BigInt(value) }, value };
    },
    isPossible: ({ now }, expiresAt) => expiresAt > now,
    change: (identity, expiresAt) => {
      identity.expiresAt = expiresAt;
    },
  },
];

// Freezing and reviewing are rare, or soon nobody could do anything.
const USUAL = ['freeze', 'start_review', 'blacklist', 'unfreeze', 'set_tier', 'set_tier', 'set_status', 'set_expiry'];

export function decide(draw: Draw): Operation {
  const { random, model } = draw;
  const stopped = [...model.holders].filter(([, holder]) => undoing(model, holder) !== undefined);
  if (stopped.length > 0 && random.next() < 0.75) {
    const [user, holder] = random.pick(stopped);
    return measure(draw, user, undoing(model, holder) as string);
  }
  return measure(draw, drawHolder(draw), random.pick(USUAL));
}

/** Somebody is stopped while they try something. */
export const freeze = (draw: Draw, user: string): Operation => measure(draw, user, 'freeze');

/** What would let somebody take part again. */
function undoing({ now }: Model, { identity, replacedBy }: Holder): string | undefined {
  if (!identity || replacedBy !== undefined) return undefined;
  if (identity.frozen) return 'unfreeze';
  if (identity.underReview) return 'end_review';
  if (identity.blacklisted) return 'remove_from_blacklist';
  if (!identity.active) return 'set_status';
  if (identity.expiresAt <= now) return 'set_expiry';
  return identity.tier === 0 ? 'set_tier' : undefined;
}

function measure(draw: Draw, user: string, name: string): Operation {
  const { method, more, isPossibleWhilePaused, isPossible, change } = measures.find(
    (each) => each.method === name,
  ) as Measure;
  const { args, value } = more?.(draw) ?? { args: {}, value: 0 };
  // Nobody but an officer decides.
  const by = draw.random.next() < 0.98 ? 'officer' : 'mallory';
  return {
    name: method,
    contract: 'kyc-registry',
    method,
    args: { caller: addressOf(draw, by), user: addressOf(draw, user), reason: 'simulated', ...args },
    by,
    accepted: (model) =>
      by === 'officer' &&
      (isPossibleWhilePaused === true || !isStill(model)) &&
      isPossible?.(model, value) !== false &&
      holderOf(model, user).identity !== undefined,
    apply: (model) => change(holderOf(model, user).identity as Identity, value),
  };
}

/** Freezes part of a balance, or releases it. */
export function lock(draw: Draw): Operation {
  const { random, model } = draw;
  const user = drawHolder(draw);
  const isLock = random.next() < 0.4;
  const { balance, locked } = holderOf(model, user);
  const amount = bigBetween(random, 0n, isLock ? balance : locked);
  const isPossible = (holder: Holder): boolean =>
    isLock ? holder.locked + amount <= holder.balance : amount <= holder.locked;
  return {
    name: isLock ? 'freeze_partial' : 'unfreeze_partial',
    contract: 'istsi-token',
    method: isLock ? 'freeze_partial_tokens' : 'unfreeze_partial_tokens',
    args: { user_address: addressOf(draw, user), amount, operator: addressOf(draw, 'officer') },
    by: 'officer',
    accepted: (now) => (isLock || !isStill(now)) && amount > 0n && isPossible(holderOf(now, user)),
    apply: (now) => {
      holderOf(now, user).locked += isLock ? amount : -amount;
    },
  };
}

/** An officer lets one operation pass in spite of limits or a review. */
export function override(draw: Draw): Operation {
  const { random } = draw;
  const user = drawHolder(draw);
  const operation = random.between(0, 3);
  const amount = bigBetween(random, 0n, 3_000_000_000n);
  const expiresAt = draw.model.now + random.pick([0, HOUR, DAY, 7 * DAY, 7 * DAY + 1]);
  return {
    name: 'override',
    contract: 'kyc-registry',
    method: 'override_compliance',
    args: {
      caller: addressOf(draw, 'officer'),
      user: addressOf(draw, user),
      operation,
      amount,
      expires_at: BigInt(expiresAt),
      reason: 'simulated',
    },
    by: 'officer',
    accepted: (now) =>
      !isStill(now) &&
      amount > 0n &&
      expiresAt > now.now &&
      expiresAt <= now.now + 7 * DAY &&
      holderOf(now, user).identity !== undefined,
    apply: (now) => {
      holderOf(now, user).identity?.overrides.set(operation, { amount, expiresAt });
    },
  };
}

/** The name of the next account that joins, which has to be on the stage first. */
export const nextName = ({ model }: Draw): string => `holder-${model.holders.size + 1}`;

/** Somebody gets one more address: mostly an account that nobody has used. */
export function readdress(draw: Draw): Operation {
  const { random, stage } = draw;
  if (random.next() < 0.7) return recovery(draw);
  const fresh = stage.actors.has(nextName(draw)) ? nextName(draw) : drawHolder(draw);
  const user = drawHolder(draw);
  const other = random.next() < 0.8 ? fresh : drawHolder(draw);
  return {
    name: 'add_address',
    contract: 'kyc-registry',
    method: 'add_address',
    args: { caller: addressOf(draw, 'officer'), user: addressOf(draw, user), address: addressOf(draw, other) },
    by: 'officer',
    accepted: (now) => {
      const { identity } = holderOf(now, user);
      return !isStill(now) && !!identity && now.holders.get(other)?.identity === undefined && identity.addresses < 16;
    },
    apply: (now) => {
      const identity = holderOf(now, user).identity as Identity;
      const next = now.holders.get(other) ?? newHolder();
      now.holders.set(other, next);
      identity.addresses += 1;
      next.identity = identity;
    },
  };
}

/** An officer asks for a lost address to be given up, somebody stops that, or another officer finishes it. */
function recovery(draw: Draw): Operation {
  const { random, model } = draw;
  const open = [...model.holders].filter(([, holder]) => holder.recovery !== undefined).map(([name]) => name);
  if (open.length === 0 || random.next() < 0.35) return requestRecovery(draw);
  const lost = random.pick(open);
  return random.next() < 0.15 ? stopRecovery(draw, lost) : finishRecovery(draw, lost);
}

function requestRecovery(draw: Draw): Operation {
  const { random, stage } = draw;
  const fresh = stage.actors.has(nextName(draw)) ? nextName(draw) : drawHolder(draw);
  const [lost, by] = [drawHolder(draw), random.pick(['officer', 'superAdmin'])];
  const replacement = random.next() < 0.8 ? fresh : drawHolder(draw);
  return {
    name: 'request_recovery',
    contract: 'kyc-registry',
    method: 'request_recovery',
    args: {
      caller: addressOf(draw, by),
      lost: addressOf(draw, lost),
      replacement: addressOf(draw, replacement),
      reason: 'simulated',
    },
    by,
    accepted: (now) => {
      const pending = holderOf(now, lost).recovery;
      const isOpen = pending !== undefined && now.now <= pending.readyAt + 30 * DAY;
      return !isStill(now) && !isOpen && isReplaceable(now, lost, replacement);
    },
    apply: (now) => {
      holderOf(now, lost).recovery = { replacement, readyAt: now.now + 2 * DAY, requestedBy: by };
    },
  };
}

function stopRecovery(draw: Draw, lost: string): Operation {
  const by = draw.random.pick([lost, 'officer', 'superAdmin', 'mallory']);
  return {
    name: 'stop_recovery',
    contract: 'kyc-registry',
    method: 'stop_recovery',
    args: { caller: addressOf(draw, by), lost: addressOf(draw, lost), reason: 'simulated' },
    by,
    accepted: (now) => (by !== 'mallory' || by === lost) && holderOf(now, lost).recovery !== undefined,
    apply: (now) => {
      holderOf(now, lost).recovery = undefined;
    },
  };
}

function finishRecovery(draw: Draw, lost: string): Operation {
  const by = draw.random.pick(['officer', 'superAdmin']);
  return {
    name: 'finish_recovery',
    contract: 'kyc-registry',
    method: 'finish_recovery',
    args: { caller: addressOf(draw, by), lost: addressOf(draw, lost) },
    by,
    accepted: (now) => {
      const pending = holderOf(now, lost).recovery;
      if (isStill(now) || !pending || pending.requestedBy === by) return false;
      const inTime = now.now >= pending.readyAt && now.now <= pending.readyAt + 30 * DAY;
      return inTime && isReplaceable(now, lost, pending.replacement);
    },
    apply: (now) => {
      const holder = holderOf(now, lost);
      const identity = holder.identity as Identity;
      const replacement = holder.recovery?.replacement as string;
      const next = now.holders.get(replacement) ?? newHolder();
      now.holders.set(replacement, next);
      if (next.identity) identity.addresses -= 1;
      next.identity = identity;
      holder.replacedBy = replacement;
      holder.recovery = undefined;
    },
  };
}

function isReplaceable(now: Model, lost: string, replacement: string): boolean {
  const { identity, replacedBy } = holderOf(now, lost);
  if (!identity || replacedBy !== undefined || lost === replacement) return false;
  const present = now.holders.get(replacement);
  return !present?.identity || (present.identity === identity && present.replacedBy === undefined);
}

/** An officer moves what a lost address still holds, or got since, to the address in its place. */
export function recoverBalance(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const lost = [...model.holders].filter(([, { replacedBy }]) => replacedBy !== undefined).slice(-12);
  const full = lost.filter(([, { balance }]) => balance > 0n);
  const [from, holder] = random.pick(full.length > 0 && random.next() < 0.7 ? full : lost) ?? [];
  if (!from || !holder) return undefined;
  const target = random.next() < 0.9 ? (holder.replacedBy as string) : drawHolder(draw);
  return {
    name: 'recover_balance',
    contract: 'istsi-token',
    method: 'recover_balance',
    args: {
      old_account: addressOf(draw, from),
      new_account: addressOf(draw, target),
      operator: addressOf(draw, 'officer'),
    },
    by: 'officer',
    accepted: (now) => !isStill(now) && holderOf(now, from).replacedBy === target,
    apply: (now) => {
      const [before, after] = [holderOf(now, from), holderOf(now, target)];
      if (before.balance === 0n) return;
      after.balance += before.balance;
      after.locked += before.locked;
      before.balance = 0n;
      before.locked = 0n;
    },
  };
}
