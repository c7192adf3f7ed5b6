import { type Address, type bool, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { Role } from '../shared/roles.ts';
import { IntegrationError } from './errors.ts';
import { loadRoles, storeRoles } from './storage.ts';

// A Super Admin has a seat, from 1 to 64, for as long as the role. Votes are bits by seat: they take the same room however
// many there are. The number lies above an account's role bits.
const SEAT: u32 = 8;
const SEATS: u32 = 64;
const ROLES: u32 = (1 << SEAT) - 1;
const SUPER_ADMIN: u32 = 1 << (Role.SuperAdmin as u32);

/** 0 of who is no Super Admin. */
export function seatOf(account: Address): u32 {
  return loadRoles().getOr(account, 0) >> SEAT;
}

/** The vote of a seat, as a bit. */
export function voteOf(account: Address): u64 {
  const first: u64 = 1;
  const seat = seatOf(account);
  return seat === 0 ? 0 : first << ((seat - 1) as u64);
}

/** Who voted, in address order. */
export function votersOf(votes: u64): Vec<Address> {
  let voters = Vec.empty<Address>();
  for (const [account, _] of loadRoles()) {
    if ((voteOf(account) & votes) !== 0) voters = voters.push(account);
  }
  return voters;
}

export function countVotes(votes: u64): u32 {
  let count: u32 = 0;
  for (let left = votes; left !== 0; left = left & (left - 1)) count++;
  return count;
}

/** `held` with a seat that nobody has. An account may have at most one. */
export function seated(roles: Map<Address, u32>, held: u32): u32 {
  let seat: u32 = 1;
  while (isTaken(roles, seat)) seat++;
  require(seat <= SEATS, IntegrationError.InvalidOperationState);
  return held | (seat << SEAT);
}

export function unseated(held: u32): u32 {
  return held & ROLES;
}

/** Gives a seat to those who became Super Admins before there were seats. */
export function seatEverybody(): void {
  let roles = loadRoles();
  for (const [account, held] of roles) {
    if ((held & SUPER_ADMIN) !== 0 && held >> SEAT === 0) roles = roles.set(account, seated(roles, held));
  }
  storeRoles(roles);
}

function isTaken(roles: Map<Address, u32>, seat: u32): bool {
  for (const [_, held] of roles) if (held >> SEAT === seat) return true;
  return false;
}
