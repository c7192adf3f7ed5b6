import { instance, require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { IntegrationError } from './errors.ts';
import { dropFormerProposals } from './former-proposals.ts';
import { settleInstance } from './instance.ts';
import { takeOverTraffic } from './metrics.ts';
import { loadDocket, storeDocket } from './proposal-book.ts';
import { moveRoles } from './role-book.ts';
import { DataKey } from './storage.ts';
import type { RateWindow, SystemMetrics } from './types.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 3;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, IntegrationError.InvalidOperationState);
  if (from < 2) moveTraffic();
  moveRoles();
  settleInstance();
  // What was proposed and voted on stays: the code finds it in the old book until here.
  storeDocket(loadDocket());
  dropFormerProposals();
  finishMigration(from, LAYOUT);
}

/** What every operation counts is no part of the instance any more. */
function moveTraffic(): void {
  const metrics = instance.get<DataKey, SystemMetrics>(DataKey.Metrics());
  const none = Map.empty<u32, RateWindow>();
  takeOverTraffic(metrics, instance.getOr<DataKey, Map<u32, RateWindow>>(DataKey.SystemRates(), none));
}
