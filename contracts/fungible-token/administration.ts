import { type Address, type Option, publish, require } from '@istsi/soroban-sdk';
import { touchInstance } from '../shared/ttl.ts';
import { FungibleError } from './errors.ts';
import type { AdminChanged, AdminOffered, RegistryChanged } from './events.ts';
import {
  hasOfferedAdmin,
  loadConfig,
  loadOfferedAdmin,
  removeOfferedAdmin,
  storeConfig,
  storeOfferedAdmin,
} from './storage.ts';

/** First half of a hand-over. A later offer takes its place. */
export function offerAdmin(to: Address): void {
  storeOfferedAdmin(to);
  publish<AdminOffered>({ to, admin: loadConfig().admin });
}

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
