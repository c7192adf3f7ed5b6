import { Bytes, contracttype, persistent, require, type u32, Vec } from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import { ReserveError } from './errors.ts';
import { DataKey, loadConfig, roomFor } from './storage.ts';
import type { Epoch } from './types.ts';

const EPOCHS: u32 = 8;
/** Of so many with as many custodians as there may be, and the longest script. */
const EPOCHS_BYTES: u32 = 12 + EPOCHS * 1_056;

/** The last epochs, the newest at the end: an entry for each would have a key that depends on the decisions before it. */
@contracttype
export class StoredEpochs {
  epochs!: Vec<Epoch>;
  room!: Bytes;
}

export function loadEpoch(number: u32): Epoch {
  const epochs = loadEpochs();
  const latest = loadConfig().epoch;
  require(number <= latest, ReserveError.EpochNotFound);
  const since = latest - number;
  if (since < epochs.length) return epochs.at(epochs.length - 1 - since);
  const key = DataKey.Epoch(number);
  require(persistent.has<DataKey>(key), ReserveError.EpochNotFound);
  return persistent.get<DataKey, Epoch>(key);
}

function loadEpochs(): Vec<Epoch> {
  const key = DataKey.Epochs();
  if (!persistent.has<DataKey>(key)) return Vec.empty<Epoch>();
  return persistent.get<DataKey, StoredEpochs>(key).epochs;
}

/** Adds the epoch that begins. Of those that had to make room the events still tell. */
export function storeEpoch(epoch: Epoch): void {
  let epochs = loadEpochs().push(epoch);
  if (epochs.length > EPOCHS) epochs = epochs.popFront();
  const key = DataKey.Epochs();
  const room = roomFor(EPOCHS_BYTES, Bytes.serialize<Vec<Epoch>>(epochs));
  persistent.set<DataKey, StoredEpochs>(key, { epochs, room });
  touch<DataKey>(key);
}
