import { ledger, require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { ReserveError } from './errors.ts';
import { beginLimits } from './limits.ts';
import { storePauses } from './storage.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 2;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, ReserveError.NothingToMigrate);
  if (from < 2) beginLimits();
  if (from < 2) beginPauses();
  finishMigration(from, LAYOUT);
}

/** Deadlines are in running time from here on, which is ledger time until then. Batches are read as they are found. */
function beginPauses(): void {
  storePauses({ since: ledger.timestamp(), total: 0 });
}
