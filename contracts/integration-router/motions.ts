import { type Address, Bytes, type BytesN, contracttype, crypto, persistent, type u64 } from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import type { Action } from './action.ts';
import { nameOf } from './docket.ts';
import { DataKey } from './storage.ts';

/** What is proposed, and by whom. Stored under its own hash, so that no key depends on a number that is counted up. */
@contracttype
export class Motion {
  action!: Action;
  proposer!: Address;
}

/** Returns its hash. */
export function storeMotion(motion: Motion): BytesN<32> {
  const hash = crypto.sha256(Bytes.serialize<Motion>(motion));
  const key = DataKey.Motion(hash);
  persistent.set<DataKey, Motion>(key, motion);
  touch<DataKey>(key);
  return hash;
}

export function loadMotion(hash: BytesN<32>): Motion {
  return persistent.get<DataKey, Motion>(DataKey.Motion(hash));
}

/** Whom a revocation names, or 0. */
export function namedBy(action: Action): u64 {
  return action.is('RevokeRole') ? nameOf(action.payload<Address>(0)) : 0;
}
