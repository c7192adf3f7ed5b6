import type { SystemContracts } from '@istsi/contracts';
import { scValToNative, type Transaction } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import { CustomerError } from '../customers/errors.ts';
import { MOST_TIER } from '../customers/review-customer.ts';
import type { Schema } from '../database/schema.ts';
import { findAwaited } from '../registrations/registration-store.ts';

/** Whom a signature would register with which tier, or give which one. */
export interface Registered {
  do: 'register' | 'set-tier';
  user: string;
  tier: number;
}

/**
 * High tiers are opened by two officers: from here nothing is prepared or sent on that opens one, or raises somebody to one,
 * which no two of them have accepted. The contract asks for one officer, who can go to it directly.
 */
export async function requireAgreed(
  { db, contracts }: { db: Kysely<Schema>; contracts: Pick<SystemContracts, 'kyc'> },
  { do: act, user, tier }: Registered,
): Promise<void> {
  if (tier <= MOST_TIER) return;
  // What lowers a tier takes no second look.
  if (act === 'set-tier' && tier <= (await contracts.kyc.read('get_identity', { user })).tier) return;
  const awaited = await findAwaited(db, user);
  if (awaited?.tier !== tier) throw new CustomerError('customers/two-officers', { tier });
}

const acts: Partial<Record<string, Registered['do']>> = { register_identity: 'register', set_tier: 'set-tier' };

/** Undefined for what gives nobody a tier. */
export function registeredBy({ operations: [operation] }: Transaction): Registered | undefined {
  if (operation?.type !== 'invokeHostFunction') return undefined;
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return undefined;
  const { functionName, args } = func.invokeContract;
  const act = acts[functionName.toString()];
  if (!act) return undefined;
  const [, user, tier] = args.map((value) => scValToNative(value) as unknown);
  return { do: act, user: String(user), tier: Number(tier) };
}
