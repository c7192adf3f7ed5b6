import { type Address, contracttype, Packed, type u32, type u64 } from '@istsi/soroban-sdk';
import { ACCOUNT_BYTES, accountAt, setAccount } from './accounts.ts';

// When one person alone may not stop the system, and who asked for a stop: of a fixed size, for whoever pauses writes the
// instance that this is part of, and what they signed goes through.

/** One person who may stop the system wants it stopped, and needs another one. */
@contracttype
export class StopRequest {
  /** Ledger time, seconds. 0: nobody asked. */
  at!: u64;
  by!: Address;
}

const REST_UNTIL: u32 = 0;
const REQUESTED_AT: u32 = 8;
const REQUESTED_BY: u32 = 16;
const STOPS_BYTES: u32 = REQUESTED_BY + ACCOUNT_BYTES;

export function emptyStops(): Packed {
  return Packed.empty(STOPS_BYTES);
}

/** Seconds of ledger time: until then nobody stops the system alone. */
export function restUntil(stops: Packed): u64 {
  return stops.u64At(REST_UNTIL);
}

export function setRest(stops: Packed, until: u64): void {
  stops.setU64(REST_UNTIL, until);
}

export function requestedAt(stops: Packed): u64 {
  return stops.u64At(REQUESTED_AT);
}

/** Of a request that there is. */
export function requestedBy(stops: Packed): Address {
  return accountAt(stops, REQUESTED_BY);
}

export function setRequest(stops: Packed, request: StopRequest): void {
  stops.setU64(REQUESTED_AT, request.at);
  setAccount(stops, REQUESTED_BY, request.by);
}

export function clearRequest(stops: Packed): void {
  stops.clear(REQUESTED_AT, STOPS_BYTES);
}
