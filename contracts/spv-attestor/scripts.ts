import type { Address, Bytes } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { scriptOf } from './quorum.ts';
import { findScript, storeScript } from './storage.ts';
import type { Settings } from './types.ts';

/** Keeps the script of a user's deposit address, where that is not done yet. */
export function keepScript(settings: Settings, user: Address): Bytes {
  const kept = findScript(user);
  if (kept.isSome) return kept.unwrap();
  const script = derive(settings, user);
  storeScript(user, script);
  return script;
}

/** The script of a user's deposit address: the one that is kept, or else derived for this once. */
export function scriptFor(settings: Settings, user: Address): Bytes {
  const kept = findScript(user);
  return kept.isSome ? kept.unwrap() : derive(settings, user);
}

function derive(settings: Settings, user: Address): Bytes {
  return scriptOf(settings.quorum, new KycRegistryClient(settings.registry).address_index(user));
}
