import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  instance,
  persistent,
  type Sym,
  type u32,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import type { OperationType } from '../shared/operations.ts';
import type { Role } from '../shared/roles.ts';
import { touch } from '../shared/ttl.ts';
import { IntegrationError } from './errors.ts';
import type { GovernanceConfig, Mode, OperationContext, RateLimits, Traffic } from './types.ts';

/** The instances that operations use. */
@contracttype
export class Ecosystem {
  istsi_token!: Address;
  kyc_registry!: Address;
  reserve_manager!: Address;
}

@contracttype
export class DataKey {
  /** Map<u32, Vec<Address>>: the contracts of each ContractKind, the one that operations use first; instance. */
  static Contracts(): DataKey {
    return variant();
  }
  /** GovernanceConfig, instance. */
  static Governance(): DataKey {
    return variant();
  }
  /** Bytes, persistent: the places of `docket.ts`, of a fixed size. */
  static Docket(): DataKey {
    return variant();
  }
  /** Motion, persistent, by its hash. Never removed. */
  static Motion(hash: BytesN<32>): DataKey {
    return variant();
  }
  /** FormerBook, persistent, of layout 2. Gone with the migration. */
  static ProposalBook(): DataKey {
    return variant();
  }
  /** FormerBook, persistent, of layout 1. Gone with the migration. */
  static Proposals(): DataKey {
    return variant();
  }
  /** Mode as u32, instance. */
  static Mode(): DataKey {
    return variant();
  }
  /** Map<u32, RateLimits>: per OperationType, only what governance changed; instance. */
  static RateLimits(): DataKey {
    return variant();
  }
  /** Map<u32, RateWindow>, instance, of layout 1. */
  static SystemRates(): DataKey {
    return variant();
  }
  /** RateWindow, temporary: it ends with its window. */
  static UserRate(operation: OperationType, user: Address): DataKey {
    return variant();
  }
  /** Map<Address, u32>: every holder's roles as bits, and a Super Admin's seat above them; instance. Bounded by MAX_ROLE_HOLDERS and MAX_SEATS. */
  static Roles(): DataKey {
    return variant();
  }
  /** SystemMetrics, instance, of layout 1. */
  static Metrics(): DataKey {
    return variant();
  }
  /**
   * Traffic, persistent. Every operation writes it, and so not the instance: who only asks for a role or an address does not
   * wait for operations, nor they for him.
   */
  static Traffic(): DataKey {
    return variant();
  }
  /** BatchRecord, persistent. Never removed: a caller uses an identifier once. */
  static Batch(caller: Address, operation_id: BytesN<32>): DataKey {
    return variant();
  }
  /** true, persistent: batches may call this function. */
  static BatchCall(target: Address, function_name: Sym): DataKey {
    return variant();
  }
  /** Succession, temporary. */
  static Succession(to: Address, role: Role): DataKey {
    return variant();
  }
  /** u64, temporary: until then the role is not handed over again, which it just was. */
  static SettledAt(account: Address, role: Role): DataKey {
    return variant();
  }
  /** Instance, of layout 2: what is in the docket since. Gone with the migration. */
  static Contests(): DataKey {
    return variant();
  }
  /** StopRequest, instance. */
  static StopRequest(): DataKey {
    return variant();
  }
  /** u64, instance: until then nobody stops the system alone. */
  static RestUntil(): DataKey {
    return variant();
  }
  /** ExchangeSetup, persistent: how tokens are exchanged, once governance has said so. */
  static Exchange(): DataKey {
    return variant();
  }
  /** OperationContext, persistent. */
  static Operation(operation_id: BytesN<32>): DataKey {
    return variant();
  }
}

export function loadContracts(): Map<u32, Vec<Address>> {
  return instance.get<DataKey, Map<u32, Vec<Address>>>(DataKey.Contracts());
}

export function storeContracts(contracts: Map<u32, Vec<Address>>): void {
  instance.set<DataKey, Map<u32, Vec<Address>>>(DataKey.Contracts(), contracts);
}

export function loadEcosystem(): Ecosystem {
  const contracts = loadContracts();
  return {
    istsi_token: contracts.get(ContractKind.IstsiToken).first(),
    kyc_registry: contracts.get(ContractKind.KycRegistry).first(),
    reserve_manager: contracts.get(ContractKind.ReserveManager).first(),
  };
}

export function loadMode(): u32 {
  return instance.get<DataKey, u32>(DataKey.Mode());
}

export function storeMode(mode: Mode): void {
  instance.set<DataKey, u32>(DataKey.Mode(), mode as u32);
}

export function loadGovernance(): GovernanceConfig {
  return instance.get<DataKey, GovernanceConfig>(DataKey.Governance());
}

export function storeGovernance(config: GovernanceConfig): void {
  instance.set<DataKey, GovernanceConfig>(DataKey.Governance(), config);
}

export function loadRateLimits(): Map<u32, RateLimits> {
  return instance.getOr<DataKey, Map<u32, RateLimits>>(DataKey.RateLimits(), Map.empty<u32, RateLimits>());
}

export function storeRateLimits(limits: Map<u32, RateLimits>): void {
  instance.set<DataKey, Map<u32, RateLimits>>(DataKey.RateLimits(), limits);
}

export function loadRoles(): Map<Address, u32> {
  return instance.get<DataKey, Map<Address, u32>>(DataKey.Roles());
}

export function storeRoles(roles: Map<Address, u32>): void {
  instance.set<DataKey, Map<Address, u32>>(DataKey.Roles(), roles);
}

export function loadTraffic(): Traffic {
  return persistent.get<DataKey, Traffic>(DataKey.Traffic());
}

export function storeTraffic(traffic: Traffic): void {
  const key = DataKey.Traffic();
  persistent.set<DataKey, Traffic>(key, traffic);
  touch<DataKey>(key);
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
