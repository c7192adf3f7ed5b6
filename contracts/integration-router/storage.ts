import {
  type Address,
  Bytes,
  type BytesN,
  type bool,
  contracttype,
  instance,
  Packed,
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
import type { GovernanceConfig, Mode, OperationContext, Traffic } from './types.ts';

/** The registry of contracts lives in the instance, and a pause calls some of them. */
export const MAX_CONTRACTS: u32 = 24;
/** Of `Contracts` at its largest: a list for each of five kinds, and 24 addresses. */
const CONTRACTS_BYTES: u32 = 12 + 5 * 20 + MAX_CONTRACTS * 44;

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
  /** Bytes, instance: zeros that make up for what `Contracts` may still grow by. */
  static Room(): DataKey {
    return variant();
  }
  /** Bytes, instance: rates by kind of operation (rate-table.ts). */
  static RateTable(): DataKey {
    return variant();
  }
  /** Map<u32, RateLimits>, instance, of layouts 1 and 2. */
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
  /** Bytes, persistent: who holds which roles (role-places.ts). */
  static RolePlaces(): DataKey {
    return variant();
  }
  /** u32, persistent: the same of one account. Never removed. */
  static Held(account: Address): DataKey {
    return variant();
  }
  /** Map<Address, u32>: every holder's roles as bits, instance, of layouts 1 and 2. */
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
  /** Bytes, instance: when it takes two to stop the system, and who asked for it (stop-times.ts). */
  static Stops(): DataKey {
    return variant();
  }
  /** StopRequest, instance, of layouts 1 and 2. */
  static StopRequest(): DataKey {
    return variant();
  }
  /** u64, instance, of layouts 1 and 2. */
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

/** As many bytes as ever, with the room that is left: whoever pauses or appoints somebody writes them too. */
export function storeContracts(contracts: Map<u32, Vec<Address>>): void {
  instance.set<DataKey, Map<u32, Vec<Address>>>(DataKey.Contracts(), contracts);
  const bytes = Bytes.serialize<Map<u32, Vec<Address>>>(contracts).length;
  instance.set<DataKey, Bytes>(DataKey.Room(), Packed.empty(CONTRACTS_BYTES - bytes).toBytes());
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
