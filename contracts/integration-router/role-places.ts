import { type Address, type bool, type Packed, require, type u32 } from '@istsi/soroban-sdk';
import { ACCOUNT_BYTES, accountAt, packAccount, setAccount } from './accounts.ts';
import { IntegrationError } from './errors.ts';

// Who holds which roles: places in a fixed number of bytes, of which each holder has one.

const HELD: u32 = 0;
const WHO: u32 = 4;
export const PLACE: u32 = WHO + ACCOUNT_BYTES;
/** 64 holders of whatever roles, and 16 Super Admins more. */
const PLACES: u32 = 80;
export const END: u32 = PLACES * PLACE;

// A Super Admin has a seat, from 1 to 64, for as long as the role (`seats.ts`). The number lies above an account's role bits.
const SEAT: u32 = 8;
const SEATS: u32 = 64;
const ROLES: u32 = (1 << SEAT) - 1;

/** Of an account: its roles as bits, and a Super Admin's seat above them. */
export function heldBy(roles: Packed, account: Address): u32 {
  const at = placeOf(roles, account);
  return at === END ? 0 : heldAt(roles, at);
}

/** The same of the holder at a place; 0 where nobody is. */
export function heldAt(roles: Packed, at: u32): u32 {
  return roles.u32At(at + HELD);
}

export function holderAt(roles: Packed, at: u32): Address {
  return accountAt(roles, at + WHO);
}

/** Who holds nothing any more has no place. */
export function setHeld(roles: Packed, account: Address, held: u32): void {
  let at = placeOf(roles, account);
  if (held === 0) {
    if (at !== END) roles.clear(at, at + PLACE);
    return;
  }
  if (at === END) {
    at = freePlace(roles);
    setAccount(roles, at + WHO, account);
  }
  roles.setU32(at + HELD, held);
}

/** The seat of who holds this; 0 of who is no Super Admin. */
export function seatIn(held: u32): u32 {
  return held >> SEAT;
}

/** `held` with a seat that nobody has. An account may have at most one, and there are no more than votes have bits. */
export function seated(roles: Packed, held: u32): u32 {
  let seat: u32 = 1;
  while (isTaken(roles, seat)) seat++;
  require(seat <= SEATS, IntegrationError.InvalidOperationState);
  return held | (seat << SEAT);
}

export function unseated(held: u32): u32 {
  return held & ROLES;
}

/** How many hold one of the roles in `wanted`. */
export function countHolders(roles: Packed, wanted: u32): u32 {
  let count: u32 = 0;
  for (let at: u32 = 0; at < END; at += PLACE) if ((heldAt(roles, at) & wanted) !== 0) count++;
  return count;
}

function isTaken(roles: Packed, seat: u32): bool {
  for (let at: u32 = 0; at < END; at += PLACE) if (seatIn(heldAt(roles, at)) === seat) return true;
  return false;
}

/** Where an account is, or the end. */
function placeOf(roles: Packed, account: Address): u32 {
  const who = packAccount(account);
  for (let at: u32 = 0; at < END; at += PLACE) {
    if (roles.isSame(at + WHO, who, 0, who.length)) return at;
  }
  return END;
}

function freePlace(roles: Packed): u32 {
  let at: u32 = 0;
  while (at < END && heldAt(roles, at) !== 0) at += PLACE;
  require(at < END, IntegrationError.InvalidOperationState);
  return at;
}
