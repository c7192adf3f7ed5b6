import { type Address, currentContract, Option, type Str, str } from '@istsi/soroban-sdk';
import { firstSuperAdmin, holdersOf, MAY_PAUSE, OPERATOR } from './permissions.ts';
import { isPaused, loadEcosystem } from './storage.ts';
import type { IntegrationState, RouterConfig } from './types.ts';

export function routerConfig(): RouterConfig {
  const ecosystem = loadEcosystem();
  return {
    admin: firstSuperAdmin(),
    fungible_token: Option.none<Address>(),
    istsi_token: ecosystem.istsi_token,
    kyc_registry: ecosystem.kyc_registry,
    paused: isPaused(),
    reserve_manager: ecosystem.reserve_manager,
  };
}

export function integrationState(): IntegrationState {
  const ecosystem = loadEcosystem();
  return {
    admin: firstSuperAdmin(),
    contracts: Map.empty<Str, Address>()
      .set(str('istsi_token'), ecosystem.istsi_token)
      .set(str('kyc_registry'), ecosystem.kyc_registry)
      .set(str('reserve_manager'), ecosystem.reserve_manager),
    emergency_contacts: holdersOf(MAY_PAUSE),
    operators: holdersOf(OPERATOR),
    paused: isPaused(),
    router_address: currentContract(),
  };
}
