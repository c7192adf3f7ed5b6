import { type Address, type Bytes, contracttype, instance, Option, persistent, variant } from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import type { Settings } from './types.ts';

@contracttype
export class DataKey {
  /** Settings, instance. */
  static Settings(): DataKey {
    return variant();
  }
  /** Bytes, persistent: the script of a user's deposit address. */
  static Script(user: Address): DataKey {
    return variant();
  }
}

export function loadSettings(): Settings {
  return instance.get<DataKey, Settings>(DataKey.Settings());
}

export function storeSettings(settings: Settings): void {
  instance.set<DataKey, Settings>(DataKey.Settings(), settings);
}

/** What was derived once is so for good: neither the quorum nor a user's number ever changes. */
export function findScript(user: Address): Option<Bytes> {
  const key = DataKey.Script(user);
  if (!persistent.has<DataKey>(key)) return Option.none<Bytes>();
  touch<DataKey>(key);
  return Option.some<Bytes>(persistent.get<DataKey, Bytes>(key));
}

export function storeScript(user: Address, script: Bytes): void {
  const key = DataKey.Script(user);
  persistent.set<DataKey, Bytes>(key, script);
  touch<DataKey>(key);
}
