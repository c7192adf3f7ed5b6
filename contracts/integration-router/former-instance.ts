import { type Address, instance, Packed, type u32, type u64 } from '@istsi/soroban-sdk';
import { Role } from '../shared/roles.ts';
import { emptyRateTable, setRateLimits } from './rate-table.ts';
import { END, seated, setHeld } from './role-places.ts';
import { emptyStops, type StopRequest, setRequest, setRest } from './stop-times.ts';
import { DataKey } from './storage.ts';
import type { RateLimits } from './types.ts';

// What layouts 1 and 2 keep in the instance, which therefore had another size after each decision. It is read as it is now
// until the migration.

/** With a seat for each Super Admin: there were none. */
export function formerRoles(): Packed {
  const roles = Packed.empty(END);
  if (!instance.has<DataKey>(DataKey.Roles())) return roles;
  for (const [account, held] of instance.get<DataKey, Map<Address, u32>>(DataKey.Roles())) {
    const isSeated = (held & (1 << (Role.SuperAdmin as u32))) !== 0;
    setHeld(roles, account, isSeated ? seated(roles, held) : held);
  }
  return roles;
}

export function formerRateTable(): Packed {
  const table = emptyRateTable();
  const key = DataKey.RateLimits();
  if (!instance.has<DataKey>(key)) return table;
  for (const [operation, limits] of instance.get<DataKey, Map<u32, RateLimits>>(key)) {
    setRateLimits(table, operation, limits);
  }
  return table;
}

export function formerStops(): Packed {
  const stops = emptyStops();
  setRest(stops, instance.getOr<DataKey, u64>(DataKey.RestUntil(), 0));
  const key = DataKey.StopRequest();
  if (instance.has<DataKey>(key)) setRequest(stops, instance.get<DataKey, StopRequest>(key));
  return stops;
}

/** Forgets it, when all of it is stored as this code does. */
export function dropFormerInstance(): void {
  drop(DataKey.Roles());
  drop(DataKey.RateLimits());
  drop(DataKey.StopRequest());
  drop(DataKey.RestUntil());
  drop(DataKey.Contests());
  drop(DataKey.Metrics());
  drop(DataKey.SystemRates());
}

function drop(key: DataKey): void {
  if (instance.has<DataKey>(key)) instance.remove<DataKey>(key);
}
