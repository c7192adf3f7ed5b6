import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import type { Role } from '../shared/roles.ts';
import type { AddressUpdate, ExchangeConfig, GovernanceConfig, Mode, RateLimits } from './types.ts';

/** What governance alone can decide. */
@contracttype
export class Action {
  /** Registers, deregisters or prefers instances of contracts, in order. */
  static UpdateContractAddresses(updates: Vec<AddressUpdate>): Action {
    return variant();
  }
  /** What a tier may do with a kind of operation, in satoshis: at once, in 24 hours, in 30 days. */
  static SetLimits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): Action {
    return variant();
  }
  static SetRateLimits(operation: OperationType, limits: RateLimits): Action {
    return variant();
  }
  static SetCustodians(custodians: Vec<Address>, threshold: u32): Action {
    return variant();
  }
  /** Replaces the code of the router or a registered contract by what `canary` runs and shows. */
  static UpgradeContract(target: Address, new_wasm_hash: BytesN<32>, canary: Address): Action {
    return variant();
  }
  /** To the layout of its new code. */
  static Migrate(target: Address): Action {
    return variant();
  }
  static GrantRole(account: Address, role: Role): Action {
    return variant();
  }
  static RevokeRole(account: Address, role: Role): Action {
    return variant();
  }
  /** Offers a Super Admin's seat to its successor, who has a week to accept it. */
  static HandOver(from: Address, to: Address): Action {
    return variant();
  }
  /** Ends an emergency pause, in every contract or in none. */
  static Resume(): Action {
    return variant();
  }
  /** Back to a less strict mode. */
  static RelaxMode(mode: Mode): Action {
    return variant();
  }
  static SetGovernance(config: GovernanceConfig): Action {
    return variant();
  }
  /** Whether batches may call a function of a contract. */
  static SetBatchCall(target: Address, function_name: Sym, allowed: bool): Action {
    return variant();
  }
  /** Takes exchange inventory, fees included, out. */
  static WithdrawInventory(token: Address, to: Address, amount: u64): Action {
    return variant();
  }
  static SetExchangeConfig(config: ExchangeConfig): Action {
    return variant();
  }
  /** Changes a setting of a registered contract. */
  static Administer(target: Address, function_name: Sym, parameters: Vec<Val>): Action {
    return variant();
  }
}
