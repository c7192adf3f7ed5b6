import {
  type Address,
  Args,
  type BytesN,
  type bool,
  contract,
  type Str,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { ContractKind } from '../shared/kinds.ts';
import { storedLayout } from '../shared/lifecycle.ts';
import type { OperationType } from '../shared/operations.ts';
import type { Role } from '../shared/roles.ts';
import { touchInstance } from '../shared/ttl.ts';
import type { Action } from './action.ts';
import { executeBatch, rollbackBatch } from './batch.ts';
import { contractsOf } from './contracts.ts';
import { executeBitcoinDeposit, requireAttestations, requireDepositor } from './deposit.ts';
import { executeExchange } from './exchange.ts';
import { loadExchange } from './exchange-config.ts';
import { quote } from './exchange-rate.ts';
import { acceptRole, offerRole } from './hand-over.ts';
import { initialize } from './initialize.ts';
import { requireContinuing, requireNormal, tightenMode } from './modes.ts';
import { emergencyPause, pauseContract, pauseRouter } from './pause.ts';
import {
  grantRole,
  holdsRole,
  listRoles,
  MAY_GOVERN,
  MAY_OVERRIDE,
  MAY_PAUSE,
  requireRole,
  revokeRole,
} from './permissions.ts';
import { loadProposal, openProposals, type Proposal } from './proposal-book.ts';
import { approve, cancel, execute, propose } from './proposals.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { resolveOperation } from './resolution.ts';
import { rollbackWithdrawal } from './rollback.ts';
import { mayThrottle, requestStop } from './stops.ts';
import { loadGovernance, loadOperation, loadTraffic } from './storage.ts';
import type {
  BatchOperation,
  ExchangeConfig,
  ExchangeQuote,
  GovernanceConfig,
  IntegrationState,
  Mode,
  OperationContext,
  RateLimits,
  Resolution,
  RouterConfig,
  SystemMetrics,
} from './types.ts';
import { integrationState, routerConfig } from './views.ts';
import { executeTokenWithdrawal, settleWithdrawal } from './withdrawal.ts';

/** The one way into the ecosystem: it knows who may do what, and runs each operation across the other contracts. */
@contract
export class IntegrationRouter {
  __constructor(
    super_admins: Vec<Address>,
    kyc_registry: Address,
    istsi_token: Address,
    reserve_manager: Address,
    operators: Vec<Address>,
    compliance_officers: Vec<Address>,
    governance: GovernanceConfig,
  ): void {
    initialize(super_admins, kyc_registry, istsi_token, reserve_manager, operators, compliance_officers, governance);
  }

  /**
   * Mints what one confirmed Bitcoin output holds, once. `btc_tx_hash` is the txid, and `block_hash` the block that holds
   * it, as explorers print them; amounts are satoshis. An operator; anyone, where the reserve's prover is the only attestor.
   */
  execute_bitcoin_deposit(
    caller: Address,
    attestors: Vec<Address>,
    user: Address,
    btc_amount: u64,
    btc_tx_hash: BytesN<32>,
    btc_vout: u32,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): BytesN<32> {
    requireDepositor(caller, attestors);
    const args = Args.of().add<Address>(caller).add<Vec<Address>>(attestors).add<Address>(user).add<u64>(btc_amount);
    const outpoint = args.add<BytesN<32>>(btc_tx_hash).add<u32>(btc_vout).add<u32>(confirmations);
    requireAttestations(caller, attestors, outpoint.add<u32>(block_height).add<BytesN<32>>(block_hash));
    requireNormal();
    const block: BitcoinBlock = { hash: block_hash, height: block_height };
    return executeBitcoinDeposit(attestors, user, btc_amount, btc_tx_hash, btc_vout, confirmations, block);
  }

  /** Burns tokens and owes Bitcoin for them, of which the fee takes at most `max_fee` satoshis. Returns the withdrawal's id. */
  execute_token_withdrawal(user: Address, token_amount: u64, btc_address: Str, max_fee: u64): BytesN<32> {
    user.requireAuth();
    touchInstance();
    requireNormal();
    return executeTokenWithdrawal(user, token_amount, btc_address, max_fee);
  }

  /** Records that a withdrawal was paid. Anyone, when the reserve knows it. */
  settle_operation(operation_id: BytesN<32>): void {
    touchInstance();
    requireContinuing();
    settleWithdrawal(operation_id);
  }

  /** Gives the tokens of a withdrawal back. Anyone, after its deadline, if no Bitcoin transaction was authorized for it. */
  rollback_operation(operation_id: BytesN<32>): void {
    touchInstance();
    requireContinuing();
    rollbackWithdrawal(operation_id);
  }

  /** Exchanges one token for another at the oracle's rate, for at least `min_out`, until `deadline`. Returns what the user got. */
  execute_cross_token_exchange(
    user: Address,
    from_token: Address,
    to_token: Address,
    amount: u64,
    min_out: u64,
    deadline: u64,
  ): u64 {
    user.requireAuth();
    touchInstance();
    requireNormal();
    return executeExchange(user, from_token, to_token, amount, min_out, deadline);
  }

  /** What `execute_cross_token_exchange` would give now. */
  quote_exchange(from_token: Address, to_token: Address, amount: u64): ExchangeQuote {
    return quote(from_token, to_token, amount);
  }

  get_exchange_config(): ExchangeConfig {
    return loadExchange().config;
  }

  /** Stops router, registry, token and reserve at once. */
  emergency_pause(caller: Address, reason: Str): void {
    requireRole(caller, MAY_PAUSE);
    emergencyPause(caller, reason);
  }

  /** Stops the router alone, when `emergency_pause` does not return. */
  pause_router(caller: Address, reason: Str): void {
    requireRole(caller, MAY_PAUSE);
    pauseRouter(caller, reason);
  }

  /** Stops one registered contract while the system is stopped. Anyone. */
  pause_contract(contract: Address): void {
    touchInstance();
    pauseContract(contract);
  }

  /** For a day: asks for a stop where one person is not enough. */
  request_stop(caller: Address, reason: Str): void {
    requireRole(caller, MAY_PAUSE);
    requestStop(caller, reason);
  }

  /** Runs operations, and calls that governance allows, all or nothing. */
  execute_batch(caller: Address, batch: BatchOperation): Vec<Val> {
    caller.requireAuth();
    touchInstance();
    requireNormal();
    return executeBatch(caller, batch);
  }

  /** Undoes a batch whose withdrawals were not paid, after its timeout. */
  rollback_batch(caller: Address, operation_id: BytesN<32>): void {
    caller.requireAuth();
    touchInstance();
    requireContinuing();
    rollbackBatch(caller, operation_id);
  }

  /** Intervenes in an operation that is stuck. Compliance Officer or Super Admin. */
  resolve_operation(caller: Address, operation_id: BytesN<32>, action: Resolution, reason: Str): void {
    requireRole(caller, MAY_OVERRIDE);
    requireContinuing();
    resolveOperation(caller, operation_id, action, reason);
  }

  /** To a stricter mode; the way back is a decision of governance. */
  set_mode(caller: Address, mode: Mode): void {
    requireRole(caller, MAY_PAUSE);
    tightenMode(caller, mode);
  }

  /** Asks the Super Admins for a decision, without a vote. Returns its number. */
  propose(proposer: Address, action: Action): u32 {
    requireRole(proposer, MAY_GOVERN);
    return propose(proposer, action);
  }

  approve(approver: Address, id: u32): void {
    requireRole(approver, MAY_GOVERN);
    approve(approver, id);
  }

  /** Does what was approved, after the delay, before the expiry, once. */
  execute(caller: Address, id: u32): void {
    requireRole(caller, MAY_GOVERN);
    execute(caller, id);
  }

  /** The proposer withdraws; others object, and enough of them cancel. */
  cancel(caller: Address, id: u32): void {
    requireRole(caller, MAY_GOVERN);
    cancel(caller, id);
  }

  get_proposal(id: u32): Proposal {
    return loadProposal(id);
  }

  /** What is open, oldest first. */
  get_pending(): Vec<Proposal> {
    return openProposals();
  }

  get_governance(): GovernanceConfig {
    return loadGovernance();
  }

  get_rate_limits(operation: OperationType): RateLimits {
    return rateLimitsOf(operation);
  }

  /** The registered contracts of a kind; operations use the first. */
  get_contracts(kind: ContractKind): Vec<Address> {
    return contractsOf(kind);
  }

  /** Appoints an operator. Other roles are given by governance. */
  grant_role(caller: Address, account: Address, role: Role): void {
    grantRole(caller, account, role);
  }

  /** Takes any role but that of Super Admin, which governance takes. */
  revoke_role(caller: Address, account: Address, role: Role): void {
    revokeRole(caller, account, role);
  }

  /** Offers the caller's role to a successor for seven days. Governance offers a Super Admin's. */
  offer_role(caller: Address, to: Address, role: Role): void {
    offerRole(caller, to, role);
  }

  /** Takes over an offered role; its former holder loses it. */
  accept_role(account: Address, role: Role): void {
    acceptRole(account, role);
  }

  has_role(address: Address, role: Role): bool {
    return holdsRole(address, role);
  }

  /** Whether somebody may tighten caps. */
  may_throttle(account: Address): bool {
    return mayThrottle(account);
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
    return loadTraffic().metrics;
  }

  kind(): ContractKind {
    return ContractKind.IntegrationRouter;
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    return storedLayout();
  }
}
