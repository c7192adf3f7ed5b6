import { type Bytes, instance, Packed } from '@istsi/soroban-sdk';
import { dropFormerInstance, formerRateTable, formerRoles, formerStops } from './former-instance.ts';
import { emptyRateTable } from './rate-table.ts';
import { END } from './role-places.ts';
import { emptyStops } from './stop-times.ts';
import { DataKey, loadContracts, storeContracts } from './storage.ts';

// Every pause, appointment and decision writes the instance. All of it has a fixed size: what was signed goes through, whatever
// others decided since.

/** Who holds which roles: `role-places.ts`. */
export function loadRoles(): Packed {
  const key = DataKey.RolePlaces();
  return instance.has<DataKey>(key) ? Packed.from(instance.get<DataKey, Bytes>(key)) : formerRoles();
}

export function storeRoles(roles: Packed): void {
  instance.set<DataKey, Bytes>(DataKey.RolePlaces(), roles.toBytes());
}

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

/** Nobody has a role, a rate or a wish yet. */
export function beginInstance(): void {
  storeRoles(Packed.empty(END));
  storeRateTable(emptyRateTable());
  storeStops(emptyStops());
}

/** Stores as this code does what the code before it stored, votes and seats included. */
export function settleInstance(): void {
  storeRoles(loadRoles());
  storeRateTable(loadRateTable());
  storeStops(loadStops());
  storeContracts(loadContracts());
  dropFormerInstance();
}
