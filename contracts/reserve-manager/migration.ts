import { instance, require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { beginDepositRules } from './deposit-rules.ts';
import { ReserveError } from './errors.ts';
import { beginLimits } from './limits.ts';
import { DataKey, moveConfig, storeProof } from './storage.ts';
import type { ProofOfReserves } from './types.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 3;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, ReserveError.NothingToMigrate);
  if (from < 2) {
    // Deadlines are in running time from here on, which is ledger time until then. Batches are read as they are found.
    beginLimits();
    moveProof();
  }
  if (from < 3) moveConfig();
  if (from === 2) beginDepositRules();
  finishMigration(from, LAYOUT);
}

/** Every deposit and withdrawal writes the instance, and a proof is much longer than what they change. */
function moveProof(): void {
  const key = DataKey.Proof();
  if (!instance.has<DataKey>(key)) return;
  storeProof(instance.get<DataKey, ProofOfReserves>(key));
  instance.remove<DataKey>(key);
}
