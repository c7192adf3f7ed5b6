import {
  type Address,
  Bytes,
  type BytesN,
  type bool,
  contracttype,
  persistent,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import { DataKey, roomFor } from './storage.ts';
import type { PayoutWatch } from './types.ts';

const WATCH_FIELDS: u32 = 3;
/** Of as many objections as may be needed for a veto. */
const OBJECTIONS_BYTES: u32 = 12 + 16 * 44;

/** A PayoutWatch that takes as many bytes with whatever objections: guardians object at the same time. */
@contracttype
export class StoredWatch {
  held!: bool;
  not_before!: u64;
  objections!: Vec<Address>;
  room!: Bytes;
}

export function hasWatch(id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Watch(id));
}

export function loadWatch(id: BytesN<32>): PayoutWatch {
  const key = DataKey.Watch(id);
  if (persistent.get<DataKey, Map<Sym, Val>>(key).size === WATCH_FIELDS)
    return persistent.get<DataKey, PayoutWatch>(key);
  const { held, not_before, objections } = persistent.get<DataKey, StoredWatch>(key);
  return { held, not_before, objections };
}

export function storeWatch(id: BytesN<32>, watch: PayoutWatch): void {
  const key = DataKey.Watch(id);
  const { held, not_before, objections } = watch;
  const room = roomFor(OBJECTIONS_BYTES, Bytes.serialize<Vec<Address>>(objections));
  persistent.set<DataKey, StoredWatch>(key, { held, not_before, objections, room });
  touch<DataKey>(key);
}
