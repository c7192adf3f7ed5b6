import { type Address, type Bytes, Packed, persistent, type u32 } from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import { formerRoles } from './former-instance.ts';
import { END, heldBy, setHeld } from './role-places.ts';
import { DataKey } from './storage.ts';

// Who holds which roles stands twice: of everybody in one entry of a fixed size, for those who change roles or count them, and of
// each account in a small one of its own, for those who only ask whether somebody may do something. Nothing else is written
// when a role is given or taken: what an officer signed about anybody goes through whoever came and went since.

/** `role-places.ts`. */
export function loadRoles(): Packed {
  const key = DataKey.RolePlaces();
  return persistent.has<DataKey>(key) ? Packed.from(persistent.get<DataKey, Bytes>(key)) : formerRoles();
}

function storeRoles(roles: Packed): void {
  const key = DataKey.RolePlaces();
  persistent.set<DataKey, Bytes>(key, roles.toBytes());
  touch<DataKey>(key);
}

/** Nobody has a role yet. */
export function beginRoles(): void {
  storeRoles(Packed.empty(END));
}

/** Of an account: its roles as bits, and a Super Admin's seat above them. */
export function heldOf(account: Address): u32 {
  const key = DataKey.Held(account);
  // Those whose roles did not change since layout 2 have no entry of their own.
  if (!persistent.has<DataKey>(key)) return heldBy(loadRoles(), account);
  touch<DataKey>(key);
  return persistent.get<DataKey, u32>(key);
}

/** Never removed: whoever holds nothing any more has a zero. */
export function storeHeld(roles: Packed, account: Address, held: u32): void {
  setHeld(roles, account, held);
  storeRoles(roles);
  const key = DataKey.Held(account);
  persistent.set<DataKey, u32>(key, held);
  touch<DataKey>(key);
}

/** Takes the roles out of the instance. */
export function moveRoles(): void {
  storeRoles(loadRoles());
}
