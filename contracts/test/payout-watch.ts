import { administer } from './governance.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

export interface PayoutRules {
  ages: { amount: bigint; age: bigint }[];
  objection_delay: bigint;
  veto_objections: number;
}

/** As many ages as there can be, none of which concerns what tests usually pay. */
export const LONGEST_RULES: PayoutRules = {
  ages: Array.from({ length: 8 }, (_, i) => ({ amount: BigInt(i + 1) * 10n ** 9n, age: BigInt(i + 1) * 3_600n })),
  objection_delay: 86_400n,
  veto_objections: 3,
};

export interface PayoutWatch {
  held: boolean;
  not_before: bigint;
  objections: string[];
}

export const payoutRules = (world: World): Promise<PayoutRules> => world.read('reserve-manager', 'get_payout_rules');

/** A decision of governance. */
export async function setPayoutRules(world: World, change: Partial<PayoutRules>): Promise<void> {
  const rules = { ...(await payoutRules(world)), ...change };
  await administer(world, 'reserve-manager', 'set_payout_rules', { rules });
}

export const watchOf = (world: World, id: Uint8Array): Promise<PayoutWatch> =>
  world.read('reserve-manager', 'get_watch', { withdrawal_id: Buffer.from(id) });

const about = (world: World, by: Person, id: Uint8Array) => ({
  withdrawal_id: Buffer.from(id),
  reason: 'looks stolen',
  by: world.address(by),
});

export async function hold(world: World, id: Uint8Array, by: Person = 'officer', entry = 'hold_withdrawal') {
  const { by: caller, ...rest } = about(world, by, id);
  await world.invoke('reserve-manager', entry, { caller, ...rest }, { by, alone: true });
}

export const release = (world: World, id: Uint8Array, by: Person = 'officer'): Promise<void> =>
  hold(world, id, by, 'release_withdrawal');

export async function object(world: World, id: Uint8Array, by: Person): Promise<void> {
  const { by: guardian, ...rest } = about(world, by, id);
  await world.invoke('reserve-manager', 'object_to_withdrawal', { guardian, ...rest }, { by, alone: true });
}
