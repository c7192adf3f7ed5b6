import {
  type Address,
  Bytes,
  type BytesN,
  type bool,
  crypto,
  ledger,
  Packed,
  publish,
  require,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import { IntegrationError } from './errors.ts';
import type { ProposalCancelled, ProposalExecuted } from './events.ts';
import { countVotes } from './seats.ts';

// All of a proposal that changes, and what is asked of many at once. Every vote and every decision writes this entry, so it
// has a fixed size: what was signed goes through whoever proposed, voted or decided since. What a proposal says stands in an
// entry of its own.

export enum ProposalStatus {
  /** Can be approved, and executed when it is time, until it expires. */
  Open = 0,
  Executed = 1,
  Cancelled = 2,
}

/** Of the next proposal. */
const NEXT_ID: u32 = 0;
const FIRST: u32 = 8;
const PLACES: u32 = 40;
// Within a place. An id of 0 is a place that no proposal ever had.
const ID: u32 = 0;
export const STATUS: u32 = 4;
/** The proposer's seat: they leave no proposal open when they lose it. */
const PROPOSER: u32 = 8;
export const CREATED: u32 = 16;
export const EXPIRES: u32 = 24;
export const EXECUTABLE: u32 = 32;
export const APPROVALS: u32 = 40;
export const OBJECTIONS: u32 = 48;
/** Whom a revocation names, or 0. */
const NAMED: u32 = 56;
/** The hash of what is proposed. */
const MOTION: u32 = 64;
const PLACE: u32 = 96;
const END: u32 = FIRST + PLACES * PLACE;

// One Super Admin cannot fill the docket, and so keep the others from proposing.
const MAX_OPEN_PER_PROPOSER: u32 = 5;

export function emptyDocket(next_id: u32): Packed {
  const docket = Packed.empty(END);
  setNextId(docket, next_id);
  return docket;
}

/** Where a proposal is. */
export function placeOf(docket: Packed, id: u32): u32 {
  for (let at = FIRST; at < END; at += PLACE) {
    if (id !== 0 && idAt(docket, at) === id) return at;
  }
  throw IntegrationError.InvalidOperationState;
}

/** The same, of one that can still be decided. */
export function placeOfOpen(docket: Packed, id: u32): u32 {
  const at = placeOf(docket, id);
  require(statusAt(docket, at) === ProposalStatus.Open, IntegrationError.InvalidOperationState);
  require(isOpen(docket, at, ledger.timestamp()), IntegrationError.OperationTimeout);
  return at;
}

/** The place of the oldest open proposal that is younger than the one with this number, or 0. */
export function nextOpen(docket: Packed, id: u32): u32 {
  const now = ledger.timestamp();
  let next: u32 = 0;
  for (let at = FIRST; at < END; at += PLACE) {
    const isLater = isOpen(docket, at, now) && idAt(docket, at) > id;
    if (isLater && (next === 0 || idAt(docket, at) < idAt(docket, next))) next = at;
  }
  return next;
}

/** Opens a proposal under the next number. The oldest that is closed makes room for it. */
export function enter(docket: Packed, seat: u32, motion: BytesN<32>, named: u64, expires_at: u64): u32 {
  const now = ledger.timestamp();
  let place: u32 = 0;
  let own: u32 = 0;
  for (let at = FIRST; at < END; at += PLACE) {
    if (isOpen(docket, at, now)) {
      if (docket.u32At(at + PROPOSER) === seat) own++;
    } else if (place === 0 || idAt(docket, at) < idAt(docket, place)) place = at;
  }
  require(place !== 0 && own < MAX_OPEN_PER_PROPOSER, IntegrationError.InvalidOperationState);
  docket.clear(place, place + PLACE);
  const id = docket.u32At(NEXT_ID);
  docket.setU32(place + ID, id);
  setNextId(docket, id + 1);
  docket.setU32(place + PROPOSER, seat);
  docket.setU64(place + CREATED, now);
  docket.setU64(place + EXPIRES, expires_at);
  docket.setU64(place + NAMED, named);
  docket.setBytes(place + MOTION, motion);
  return place;
}

/** Nothing happens to it any more. */
export function close(docket: Packed, at: u32, status: ProposalStatus, caller: Address): void {
  docket.setU32(at + STATUS, status as u32);
  const id = idAt(docket, at);
  if (status === ProposalStatus.Executed) publish<ProposalExecuted>({ id, caller });
  else publish<ProposalCancelled>({ id, caller });
}

/** Takes votes back. Approvals that are found again later start the delay again. */
export function strike(docket: Packed, at: u32, votes: u64, threshold: u32): void {
  const approvals = docket.u64At(at + APPROVALS);
  const objections = docket.u64At(at + OBJECTIONS);
  docket.setU64(at + APPROVALS, approvals ^ (approvals & votes));
  docket.setU64(at + OBJECTIONS, objections ^ (objections & votes));
  if (countVotes(docket.u64At(at + APPROVALS)) < threshold) docket.setU64(at + EXECUTABLE, 0);
}

/**
 * Whoever is no Super Admin any more has no vote, not even after becoming one again, and what they proposed goes with
 * them: a seat that moves leaves no proposals behind.
 */
export function strikeSeat(docket: Packed, account: Address, seat: u32, vote: u64, threshold: u32): void {
  const now = ledger.timestamp();
  for (let at = FIRST; at < END; at += PLACE) {
    const voted = (docket.u64At(at + APPROVALS) | docket.u64At(at + OBJECTIONS)) & vote;
    if (voted !== 0) strike(docket, at, vote, threshold);
    if (isOpen(docket, at, now) && docket.u32At(at + PROPOSER) === seat) {
      close(docket, at, ProposalStatus.Cancelled, account);
    }
  }
}

/** Whether an open revocation names the account. */
export function names(docket: Packed, account: Address): bool {
  const named = nameOf(account);
  const now = ledger.timestamp();
  for (let at = FIRST; at < END; at += PLACE) {
    if (docket.u64At(at + NAMED) === named && isOpen(docket, at, now)) return true;
  }
  return false;
}

/** An account in eight bytes. Never 0. */
export function nameOf(account: Address): u64 {
  const hash = Packed.empty(32);
  hash.setBytes(0, crypto.sha256(Bytes.serialize<Address>(account)));
  return hash.u64At(0) | 1;
}

export function motionAt(docket: Packed, at: u32): BytesN<32> {
  return docket.slice(at + MOTION, at + PLACE).toBytesN<32>();
}

export function setNextId(docket: Packed, id: u32): void {
  docket.setU32(NEXT_ID, id);
}

export function idAt(docket: Packed, at: u32): u32 {
  return docket.u32At(at + ID);
}

export function statusAt(docket: Packed, at: u32): u32 {
  return docket.u32At(at + STATUS);
}

function isOpen(docket: Packed, at: u32, now: u64): bool {
  return statusAt(docket, at) === ProposalStatus.Open && now < docket.u64At(at + EXPIRES);
}
