import type { SignedTransaction } from '@istsi/soroban-client';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { recordStep, type Seen, type StepRecord } from './operation-store.ts';
import { storeSubmission } from './submission-store.ts';

/** How soon to ask again for the fate of a transaction while the RPC does not answer. */
export const PENDING_PAUSE_MS = 2_000;
/** After this, an operation whose worker was killed between sending and recording is looked after by another. */
export const SETTLE_PAUSE_MS = 5_000;

/**
 * Stores each signed transaction of an operation before it is sent, with what that means for its row. `seen` is the row
 * as it stands afterwards, for the next step.
 */
export function storeBeforeSending(
  db: Kysely<Schema>,
  seen: Seen,
  purpose: string,
  record: (signed: SignedTransaction) => Omit<StepRecord, 'failures' | 'wakeAt'>,
  options: { now: () => Date; alongside?: (trx: Transaction<Schema>) => Promise<void> },
): { beforeSend: (signed: SignedTransaction) => Promise<void>; seen: () => Seen } {
  let current = seen;
  return {
    seen: () => current,
    async beforeSend(signed) {
      const wakeAt = new Date(options.now().getTime() + SETTLE_PAUSE_MS);
      const { failures } = current;
      const step = record(signed);
      await recordStep(db, current, { ...step, failures, wakeAt }, async (trx) => {
        await storeSubmission(trx, current.key, purpose, signed);
        await options.alongside?.(trx);
      });
      current = { ...current, state: step.state, wakeAt };
    },
  };
}
