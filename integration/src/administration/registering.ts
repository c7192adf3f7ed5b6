import { scValToNative, type Transaction } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import { CustomerError } from '../customers/errors.ts';
import { MOST_TIER } from '../customers/review-customer.ts';
import type { Schema } from '../database/schema.ts';
import { findAwaited } from '../registrations/registration-store.ts';

/** Whom a signature would register, and with which tier. */
export interface Registered {
  user: string;
  tier: number;
}

/**
 * High tiers are opened by two officers: from here nothing is prepared or sent on that opens one which no two of them have
 * accepted. The contract asks for one officer, who can go to it directly.
 */
export async function requireAgreed(db: Kysely<Schema>, { user, tier }: Registered): Promise<void> {
  if (tier <= MOST_TIER) return;
  const awaited = await findAwaited(db, user);
  if (awaited?.tier !== tier) throw new CustomerError('customers/two-officers', { tier });
}

/** Undefined for what registers nobody. */
export function registeredBy({ operations: [operation] }: Transaction): Registered | undefined {
  if (operation?.type !== 'invokeHostFunction') return undefined;
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return undefined;
  const { functionName, args } = func.invokeContract;
  if (functionName.toString() !== 'register_identity') return undefined;
  const [, user, tier] = args.map((value) => scValToNative(value) as unknown);
  return { user: String(user), tier: Number(tier) };
}
