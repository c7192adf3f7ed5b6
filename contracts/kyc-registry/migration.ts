import { type Address, instance, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import { finishMigration, storedLayout } from '../shared/lifecycle.ts';
import { firstCountries, tableOf } from './countries.ts';
import { KycError } from './errors.ts';
import { firstLimits, MAX_TIER, setLimits } from './limits.ts';
import {
  DataKey,
  loadRecoveryDelay,
  loadRiskThreshold,
  storeCaller,
  storeCounters,
  storeCountryTable,
  storeLimitTable,
  storeRecoveryDelay,
  storeRiskThreshold,
} from './storage.ts';
import type { CountryPolicy, OperationLimits } from './types.ts';

/** Of what this code stores. Counted up whenever that changes, with a step in `migrate` from each layout to the next. */
export const LAYOUT: u32 = 2;

/** Brings what code before this one stored to the layout of this code, once (SEP-49). */
export function migrate(): void {
  const from = storedLayout();
  require(from < LAYOUT, KycError.NothingToMigrate);
  if (from < 2) settleSettings();
  finishMigration(from, LAYOUT);
}

/**
 * Settings of layout 1 came and went in the instance, which therefore had another size after each decision. What is kept of
 * identities follows one by one, when they are touched: layout-1.ts.
 */
function settleSettings(): void {
  settleLimits();
  settleCountries();
  for (const caller of instance.get<DataKey, Vec<Address>>(DataKey.Callers())) storeCaller(caller, true);
  instance.remove<DataKey>(DataKey.Callers());
  const next_identity = instance.getOr<DataKey, u64>(DataKey.NextIdentity(), 1);
  const next_address = instance.getOr<DataKey, u32>(DataKey.NextAddress(), 0);
  storeCounters({ next_address, next_identity });
  if (instance.has<DataKey>(DataKey.NextIdentity())) instance.remove<DataKey>(DataKey.NextIdentity());
  if (instance.has<DataKey>(DataKey.NextAddress())) instance.remove<DataKey>(DataKey.NextAddress());
  storeRiskThreshold(loadRiskThreshold());
  storeRecoveryDelay(loadRecoveryDelay());
}

function settleLimits(): void {
  const table = firstLimits();
  for (let tier: u32 = 0; tier <= MAX_TIER; tier++) {
    for (let operation: u32 = 0; operation < 4; operation++) {
      const key = DataKey.Limits(tier, operation);
      if (!instance.has<DataKey>(key)) continue;
      setLimits(table, tier, operation, instance.get<DataKey, OperationLimits>(key));
      instance.remove<DataKey>(key);
    }
  }
  storeLimitTable(table.toBytes());
}

function settleCountries(): void {
  const key = DataKey.Countries();
  if (!instance.has<DataKey>(key)) {
    storeCountryTable(firstCountries().toBytes());
    return;
  }
  storeCountryTable(tableOf(instance.get<DataKey, CountryPolicy>(key)).toBytes());
  instance.remove<DataKey>(key);
}
