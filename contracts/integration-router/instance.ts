import { type Bytes, instance, Packed } from '@istsi/soroban-sdk';
import { dropFormerInstance, formerRateTable, formerStops } from './former-instance.ts';
import { emptyRateTable } from './rate-table.ts';
import { emptyStops } from './stop-times.ts';
import { DataKey, loadContracts, storeContracts } from './storage.ts';

// Every pause and every decision writes the instance. All of it has a fixed size: what was signed goes through, whatever
// others decided since.

/** `rate-table.ts`. */
export function loadRateTable(): Packed {
  const key = DataKey.RateTable();
  return instance.has<DataKey>(key) ? Packed.from(instance.get<DataKey, Bytes>(key)) : formerRateTable();
}

export function storeRateTable(table: Packed): void {
  instance.set<DataKey, Bytes>(DataKey.RateTable(), table.toBytes());
}

/** `stop-times.ts`. */
export function loadStops(): Packed {
  const key = DataKey.Stops();
  return instance.has<DataKey>(key) ? Packed.from(instance.get<DataKey, Bytes>(key)) : formerStops();
}

export function storeStops(stops: Packed): void {
  instance.set<DataKey, Bytes>(DataKey.Stops(), stops.toBytes());
}

/** No rate is set, and nobody wants anything. */
export function beginInstance(): void {
  storeRateTable(emptyRateTable());
  storeStops(emptyStops());
}

/** Stores as this code does what the code before it stored. */
export function settleInstance(): void {
  storeRateTable(loadRateTable());
  storeStops(loadStops());
  storeContracts(loadContracts());
  dropFormerInstance();
}
