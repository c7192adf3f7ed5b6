import { type Address, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { heldOf, loadRoles } from './role-book.ts';
import { END, heldAt, holderAt, PLACE, seatIn } from './role-places.ts';

// Votes of Super Admins are bits by seat: they take the same room however many there are.

/** 0 of who is no Super Admin. */
export function seatOf(account: Address): u32 {
  return seatIn(heldOf(account));
}

/** The vote of an account's seat, as a bit. */
export function voteOf(account: Address): u64 {
  return voteOfSeat(seatOf(account));
}

/** Who voted. */
export function votersOf(votes: u64): Vec<Address> {
  const roles = loadRoles();
  let voters = Vec.empty<Address>();
  for (let at: u32 = 0; at < END; at += PLACE) {
    if ((voteOfSeat(seatIn(heldAt(roles, at))) & votes) !== 0) voters = voters.push(holderAt(roles, at));
  }
  return voters;
}

export function countVotes(votes: u64): u32 {
  let count: u32 = 0;
  for (let left = votes; left !== 0; left = left & (left - 1)) count++;
  return count;
}

function voteOfSeat(seat: u32): u64 {
  const first: u64 = 1;
  return seat === 0 ? 0 : first << ((seat - 1) as u64);
}
