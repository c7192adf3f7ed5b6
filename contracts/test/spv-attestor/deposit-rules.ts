import { administer } from '../governance.ts';
import { UNBOUNDED } from '../limits.ts';
import type { World } from '../world.ts';

/** What a deposit needs besides custodians, by its amount in satoshis. */
export interface DepositRules {
  guardian_from: bigint;
  proof_from: bigint;
  prover: string | null;
  silent_blocks: number;
}

export const NO_RULES: DepositRules = {
  guardian_from: UNBOUNDED,
  proof_from: UNBOUNDED,
  prover: null,
  silent_blocks: 0,
};

export const depositRules = (world: World): Promise<DepositRules> => world.read('reserve-manager', 'get_deposit_rules');

/** A decision of governance. What is not named is as it is without rules. */
export const setDepositRules = (world: World, rules: Partial<DepositRules>): Promise<void> =>
  administer(world, 'reserve-manager', 'set_deposit_rules', { rules: { ...NO_RULES, ...rules } });
