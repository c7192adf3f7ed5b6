import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  instance,
  persistent,
  type u32,
  Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { Role } from '../shared/roles.ts';
import { touch } from '../shared/ttl.ts';
import { IntegrationError } from './errors.ts';
import type { OperationContext, SystemMetrics } from './types.ts';

/** The contracts that make up the ecosystem, each at the address it was deployed to. */
@contracttype
export class Ecosystem {
  istsi_token!: Address;
  kyc_registry!: Address;
  reserve_manager!: Address;
}

/** `from` wants to give its role to whoever the key names. */
@contracttype
export class RoleOffer {
  from!: Address;
  live_until_ledger!: u32;
}

@contracttype
export class DataKey {
  /** Ecosystem, instance. */
  static Ecosystem(): DataKey {
    return variant();
  }
  /** bool, instance. */
  static Paused(): DataKey {
    return variant();
  }
  /** Map<Address, u32>: every holder's roles as bits, instance. Bounded by MAX_ROLE_HOLDERS. */
  static Roles(): DataKey {
    return variant();
  }
  /** SystemMetrics, instance. */
  static Metrics(): DataKey {
    return variant();
  }
  /** RoleOffer, temporary. */
  static Offer(to: Address, role: Role): DataKey {
    return variant();
  }
  /** OperationContext, persistent. */
  static Operation(operation_id: BytesN<32>): DataKey {
    return variant();
  }
}

export function loadEcosystem(): Ecosystem {
  return instance.get<DataKey, Ecosystem>(DataKey.Ecosystem());
}

export function storeEcosystem(ecosystem: Ecosystem): void {
  instance.set<DataKey, Ecosystem>(DataKey.Ecosystem(), ecosystem);
}

/** Every registered contract, in the order in which a pause reaches them: where value can move first. */
export function registeredContracts(): Vec<Address> {
  const ecosystem = loadEcosystem();
  return Vec.of<Address>(ecosystem.istsi_token, ecosystem.reserve_manager, ecosystem.kyc_registry);
}

export function isPaused(): bool {
  return instance.get<DataKey, bool>(DataKey.Paused());
}

export function storePaused(paused: bool): void {
  instance.set<DataKey, bool>(DataKey.Paused(), paused);
}

export function loadRoles(): Map<Address, u32> {
  return instance.get<DataKey, Map<Address, u32>>(DataKey.Roles());
}

export function storeRoles(roles: Map<Address, u32>): void {
  instance.set<DataKey, Map<Address, u32>>(DataKey.Roles(), roles);
}

export function loadMetrics(): SystemMetrics {
  return instance.get<DataKey, SystemMetrics>(DataKey.Metrics());
}

export function storeMetrics(metrics: SystemMetrics): void {
  instance.set<DataKey, SystemMetrics>(DataKey.Metrics(), metrics);
}

export function hasOperation(operation_id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Operation(operation_id));
}

export function loadOperation(operation_id: BytesN<32>): OperationContext {
  const key = DataKey.Operation(operation_id);
  if (!persistent.has<DataKey>(key)) throw IntegrationError.InvalidOperationState;
  return persistent.get<DataKey, OperationContext>(key);
}

export function storeOperation(context: OperationContext): void {
  const key = DataKey.Operation(context.operation_id);
  persistent.set<DataKey, OperationContext>(key, context);
  touch<DataKey>(key);
}
