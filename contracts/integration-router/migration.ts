import { require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { IntegrationError } from './errors.ts';
import { takeFormerProposals } from './former-proposals.ts';
import { addFormerProposals } from './proposal-book.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 2;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, IntegrationError.InvalidOperationState);
  if (from < 2) addFormerProposals(takeFormerProposals());
  finishMigration(from, LAYOUT);
}
