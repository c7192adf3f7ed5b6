import {
  type Bytes,
  contracttype,
  instance,
  Packed,
  persistent,
  type u32,
  type u256,
  variant,
} from '@istsi/soroban-sdk';
import { touch, touchInstance } from '../shared/ttl.ts';
import { Chain } from './chain.ts';
import type { Rules } from './rules.ts';

/** The best chain, in one entry of fixed size: a header more or less changes nothing of what a transaction declares. */
@contracttype
export class ChainRecord {
  epoch_bits!: u32;
  epoch_time!: u32;
  first!: u32;
  height!: u32;
  /** The roots of the accumulator. */
  peaks!: Bytes;
  /** The last blocks: see chain.ts. */
  window!: Bytes;
  work!: u256;
}

@contracttype
export class DataKey {
  /** Rules, instance. */
  static Rules(): DataKey {
    return variant();
  }
  /** u32, instance: the height of the first block that is known. */
  static Base(): DataKey {
    return variant();
  }
  /** ChainRecord, persistent. */
  static Chain(): DataKey {
    return variant();
  }
}

export function storeIdentity(rules: Rules, base: u32): void {
  instance.set<DataKey, Rules>(DataKey.Rules(), rules);
  instance.set<DataKey, u32>(DataKey.Base(), base);
}

export function loadRules(): Rules {
  return instance.get<DataKey, Rules>(DataKey.Rules());
}

export function loadBase(): u32 {
  return instance.get<DataKey, u32>(DataKey.Base());
}

export function loadChain(): Chain {
  const record = persistent.get<DataKey, ChainRecord>(DataKey.Chain());
  return new Chain(
    Packed.from(record.window),
    Packed.from(record.peaks),
    loadBase(),
    record.first,
    record.height,
    record.epoch_bits,
    record.epoch_time,
    record.work,
  );
}

export function storeChain(chain: Chain): void {
  const key = DataKey.Chain();
  persistent.set<DataKey, ChainRecord>(key, {
    epoch_bits: chain.epoch_bits,
    epoch_time: chain.epoch_time,
    first: chain.first,
    height: chain.height,
    peaks: chain.peakBytes(),
    window: chain.windowBytes(),
    work: chain.work,
  });
  touch<DataKey>(key);
  touchInstance();
}
