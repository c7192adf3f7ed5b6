import { type i128, instance, require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { settleToken } from '../shared/sep41/migration.ts';
import { TokenError } from './errors.ts';
import { DataKey, loadConfig } from './storage.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 2;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, TokenError.NothingToMigrate);
  if (from < 2) leaveLayout1();
  finishMigration(from, LAYOUT);
}

function leaveLayout1(): void {
  const config = loadConfig();
  settleToken(0, config.name, config.symbol, instance.get<DataKey, i128>(DataKey.Supply()));
  instance.remove<DataKey>(DataKey.Supply());
}
