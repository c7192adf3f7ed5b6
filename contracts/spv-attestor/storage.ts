import { contracttype, instance, variant } from '@istsi/soroban-sdk';
import type { Settings } from './types.ts';

@contracttype
export class DataKey {
  /** Settings, instance. */
  static Settings(): DataKey {
    return variant();
  }
}

export function loadSettings(): Settings {
  return instance.get<DataKey, Settings>(DataKey.Settings());
}

export function storeSettings(settings: Settings): void {
  instance.set<DataKey, Settings>(DataKey.Settings(), settings);
}
