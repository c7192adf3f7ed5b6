import { require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { IntegrationError } from './errors.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 1;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, IntegrationError.InvalidOperationState);
  finishMigration(from, LAYOUT);
}
