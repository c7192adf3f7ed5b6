import { type Address, currentContract, Option, type Str, str, type u32 } from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { isPaused } from '../shared/lifecycle.ts';
import { contractsOf } from './contracts.ts';
import { firstSuperAdmin, holdersOf, MAY_PAUSE, OPERATOR } from './permissions.ts';
import { loadEcosystem, loadMode } from './storage.ts';
import type { IntegrationState, RouterConfig } from './types.ts';

export function routerConfig(): RouterConfig {
  const ecosystem = loadEcosystem();
  const fungible = contractsOf(ContractKind.FungibleToken);
  return {
    admin: firstSuperAdmin(),
    fungible_token: fungible.isEmpty ? Option.none<Address>() : Option.some<Address>(fungible.first()),
    istsi_token: ecosystem.istsi_token,
    kyc_registry: ecosystem.kyc_registry,
    paused: isPaused(),
    reserve_manager: ecosystem.reserve_manager,
  };
}

export function integrationState(): IntegrationState {
  return {
    admin: firstSuperAdmin(),
    contracts: preferredContracts(),
    emergency_contacts: holdersOf(MAY_PAUSE),
    mode: loadMode(),
    operators: holdersOf(OPERATOR),
    paused: isPaused(),
    router_address: currentContract(),
  };
}

function preferredContracts(): Map<Str, Address> {
  let preferred = Map.empty<Str, Address>();
  for (let kind: u32 = 0; kind < 5; kind++) {
    const instances = contractsOf(kind);
    if (!instances.isEmpty) preferred = preferred.set(nameOf(kind), instances.first());
  }
  return preferred;
}

function nameOf(kind: ContractKind): Str {
  if (kind === ContractKind.KycRegistry) return str('kyc_registry');
  if (kind === ContractKind.IstsiToken) return str('istsi_token');
  if (kind === ContractKind.ReserveManager) return str('reserve_manager');
  return kind === ContractKind.FungibleToken ? str('fungible_token') : str('price_oracle');
}
