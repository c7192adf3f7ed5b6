import {
  type Address,
  type BytesN,
  type bool,
  contract,
  type Str,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import type { Role } from '../shared/roles.ts';
import { executeBitcoinDeposit, requireAttestations } from './deposit.ts';
import { setCustodians, setLimits, upgradeContract } from './governance.ts';
import { initialize } from './initialize.ts';
import { emergencyPause, requireNotPaused, resumeSystem } from './pause.ts';
import {
  acceptRole,
  grantRole,
  holdsRole,
  listRoles,
  MAY_GOVERN,
  MAY_OPERATE,
  MAY_PAUSE,
  offerRole,
  requireRole,
  revokeRole,
} from './permissions.ts';
import { loadMetrics, loadOperation } from './storage.ts';
import type { IntegrationState, OperationContext, RouterConfig, SystemMetrics } from './types.ts';
import { integrationState, routerConfig } from './views.ts';

/** The one way into the ecosystem: it knows who may do what, and runs each operation across the other contracts. */
@contract
export class IntegrationRouter {
  __constructor(
    super_admin: Address,
    kyc_registry: Address,
    istsi_token: Address,
    reserve_manager: Address,
    operators: Vec<Address>,
    compliance_officers: Vec<Address>,
  ): void {
    initialize(super_admin, kyc_registry, istsi_token, reserve_manager, operators, compliance_officers);
  }

  /** Mints what one confirmed Bitcoin output holds, once. `btc_tx_hash` is the txid as explorers print it; amounts are satoshis. */
  execute_bitcoin_deposit(
    caller: Address,
    attestors: Vec<Address>,
    user: Address,
    btc_amount: u64,
    btc_tx_hash: BytesN<32>,
    btc_vout: u32,
    confirmations: u32,
  ): BytesN<32> {
    requireRole(caller, MAY_OPERATE);
    requireAttestations(caller, attestors);
    requireNotPaused();
    return executeBitcoinDeposit(attestors, user, btc_amount, btc_tx_hash, btc_vout, confirmations);
  }

  /** Stops the router and every registered contract in this transaction. */
  emergency_pause(caller: Address, reason: Str): void {
    requireRole(caller, MAY_PAUSE);
    emergencyPause(caller, reason);
  }

  /** Lets everything work again. */
  resume(caller: Address): void {
    requireRole(caller, MAY_GOVERN);
    resumeSystem(caller);
  }

  grant_role(caller: Address, account: Address, role: Role): void {
    grantRole(caller, account, role);
  }

  revoke_role(caller: Address, account: Address, role: Role): void {
    revokeRole(caller, account, role);
  }

  /** Offers the caller's own role to a successor, who has seven days to accept it. */
  offer_role(caller: Address, to: Address, role: Role): void {
    offerRole(caller, to, role);
  }

  /** Takes over an offered role; its former holder loses it. */
  accept_role(account: Address, role: Role): void {
    acceptRole(account, role);
  }

  /** Replaces the custodians of the reserve and how many of them must attest. */
  set_custodians(caller: Address, custodians: Vec<Address>, threshold: u32): void {
    requireRole(caller, MAY_GOVERN);
    requireNotPaused();
    setCustodians(custodians, threshold);
  }

  /** Sets what one tier may do with one kind of operation, in satoshis: at once, in 24 hours, in 30 days. */
  set_limits(caller: Address, tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
    requireRole(caller, MAY_GOVERN);
    requireNotPaused();
    setLimits(tier, operation, per_operation, daily, monthly);
  }

  /** Replaces the code of the router or of a registered contract by one that is already uploaded. Works while paused. */
  upgrade_contract(caller: Address, target: Address, new_wasm_hash: BytesN<32>): void {
    requireRole(caller, MAY_GOVERN);
    upgradeContract(target, new_wasm_hash);
  }

  has_role(address: Address, role: Role): bool {
    return holdsRole(address, role);
  }

  get_roles(address: Address): Vec<Role> {
    return listRoles(address);
  }

  get_operation(operation_id: BytesN<32>): OperationContext {
    return loadOperation(operation_id);
  }

  get_config(): RouterConfig {
    return routerConfig();
  }

  get_state(): IntegrationState {
    return integrationState();
  }

  get_metrics(): SystemMetrics {
    return loadMetrics();
  }

  /** The version of the storage layout. */
  version(): u32 {
    return 1;
  }
}
