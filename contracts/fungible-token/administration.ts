import { type Address, type Option, publish, require } from '@istsi/soroban-sdk';
import { touchInstance } from '../shared/ttl.ts';
import { FungibleError } from './errors.ts';
import type { AdminChanged, RegistryChanged } from './events.ts';
import { hasOfferedAdmin, loadConfig, loadOfferedAdmin, removeOfferedAdmin, storeConfig } from './storage.ts';

/** Second half of a hand-over: only an address that can authorize calls becomes the administrator. */
export function acceptAdmin(admin: Address): void {
  admin.requireAuth();
  touchInstance();
  require(hasOfferedAdmin() && loadOfferedAdmin() === admin, FungibleError.NoOffer);
  removeOfferedAdmin();
  const config = loadConfig();
  const former = config.admin;
  config.admin = admin;
  storeConfig(config);
  publish<AdminChanged>({ admin, former });
}

export function setRegistry(kyc_registry: Option<Address>): void {
  const config = loadConfig();
  config.kyc_registry = kyc_registry;
  storeConfig(config);
  publish<RegistryChanged>({ kyc_registry });
}
