import { IdentityStatus, NEVER_EXPIRES } from '../../contracts/test/actions.ts';
import type { Person } from '../../contracts/test/people.ts';
import { type Holder, holderOf, type Identity } from './model.ts';
import { bigBetween, type Draw, holders, type Operation } from './operation.ts';

export function register(draw: Draw): Operation {
  const { random } = draw;
  return registered(draw, random.pick(holders), random.next() < 0.2 ? 5 : random.between(1, 3));
}

export function registered({ world }: Draw, user: Person, tier = 2): Operation {
  return {
    name: 'register',
    contract: 'kyc-registry',
    method: 'register_identity',
    args: {
      caller: world.address('officer'),
      user: world.address(user),
      tier,
      country: 'CH',
      expires_at: NEVER_EXPIRES,
    },
    by: 'officer',
    accepted: (model) => !model.paused && tier <= 4 && !holderOf(model, user).identity,
    apply: (model) => {
      holderOf(model, user).identity = { tier, frozen: false, underReview: false, active: true, moved: [] };
    },
  };
}

interface Decision {
  method: string;
  more?: (draw: Draw) => { args: Record<string, unknown>; value: number };
  isPossibleWhilePaused?: boolean;
  change(identity: Identity, value: number): void;
}

const decisions: Decision[] = [
  { method: 'freeze', isPossibleWhilePaused: true, change: (identity) => (identity.frozen = true) },
  { method: 'start_review', isPossibleWhilePaused: true, change: (identity) => (identity.underReview = true) },
  { method: 'unfreeze', change: (identity) => (identity.frozen = false) },
  { method: 'end_review', change: (identity) => (identity.underReview = false) },
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
];

// By their place above. Freezing and reviewing are rare, or soon nobody could do anything.
const weighted = [0, 1, 2, 3, 4, 4, 4, 5];

export function decide(draw: Draw): Operation {
  const { random, model } = draw;
  const stopped = holders.filter((person) => undoing(holderOf(model, person).identity) !== undefined);
  if (stopped.length > 0 && random.next() < 0.7) {
    const user = random.pick(stopped);
    return decision(draw, user, undoing(holderOf(model, user).identity) as string);
  }
  return decision(draw, random.pick(holders), (decisions[random.pick(weighted)] as Decision).method);
}

/** Somebody is stopped while they try something. */
export const freeze = (draw: Draw, user: Person): Operation => decision(draw, user, 'freeze');

/** What would let somebody take part again. */
function undoing(identity: Identity | undefined): string | undefined {
  if (!identity) return undefined;
  if (identity.frozen) return 'unfreeze';
  if (identity.underReview) return 'end_review';
  if (!identity.active) return 'set_status';
  return identity.tier === 0 ? 'set_tier' : undefined;
}

function decision(draw: Draw, user: Person, name: string): Operation {
  const { world } = draw;
  const { method, more, isPossibleWhilePaused, change } = decisions.find((each) => each.method === name) as Decision;
  const { args, value } = more?.(draw) ?? { args: {}, value: 0 };
  return {
    name: method,
    contract: 'kyc-registry',
    method,
    args: { caller: world.address('officer'), user: world.address(user), reason: 'simulated', ...args },
    by: 'officer',
    accepted: (model) =>
      (isPossibleWhilePaused === true || !model.paused) && holderOf(model, user).identity !== undefined,
    apply: (model) => change(holderOf(model, user).identity as Identity, value),
  };
}

/** Freezes part of a balance, or releases it. */
export function lock({ world, random, model }: Draw): Operation {
  const user: Person = random.pick(holders);
  const isLock = random.next() < 0.4;
  const { balance, locked } = holderOf(model, user);
  const amount = bigBetween(random, 0n, isLock ? balance : locked);
  const isPossible = (holder: Holder): boolean =>
    isLock ? holder.locked + amount <= holder.balance : amount <= holder.locked;
  return {
    name: isLock ? 'freeze_partial' : 'unfreeze_partial',
    contract: 'istsi-token',
    method: isLock ? 'freeze_partial_tokens' : 'unfreeze_partial_tokens',
    args: { user_address: world.address(user), amount, operator: world.address('officer') },
    by: 'officer',
    accepted: (now) => (isLock || !now.paused) && amount > 0n && isPossible(holderOf(now, user)),
    apply: (now) => {
      holderOf(now, user).locked += isLock ? amount : -amount;
    },
  };
}
