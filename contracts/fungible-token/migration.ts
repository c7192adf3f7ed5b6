import { type i128, instance, require, type u32 } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { settleToken } from '../shared/sep41/migration.ts';
import { FungibleError } from './errors.ts';
import { DataKey, fillRoom, loadConfig } from './storage.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 3;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, FungibleError.NothingToMigrate);
  if (from < 2) leaveLayout1();
  // From here on the settings have a fixed size together.
  fillRoom();
  finishMigration(from, LAYOUT);
}

function leaveLayout1(): void {
  const config = loadConfig();
  settleToken(config.decimals, config.name, config.symbol, instance.get<DataKey, i128>(DataKey.Supply()));
  instance.remove<DataKey>(DataKey.Supply());
}
