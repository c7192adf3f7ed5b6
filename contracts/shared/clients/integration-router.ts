import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  type Option,
  type Str,
  sym,
  type TryResult,
  tryCall,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ComplianceResult, OperationType } from '../operations.ts';
import type { Role } from '../roles.ts';

/** The router's record of one operation. */
@contracttype
export class OperationContext {
  amount!: u64;
  compliance_checks!: Vec<ComplianceResult>;
  operation_id!: BytesN<32>;
  operation_type!: OperationType;
  status!: OperationStatus;
  /** Ledger time, seconds. */
  timestamp!: u64;
  user!: Address;
}

/** How far an operation has come. */
export enum OperationStatus {
  Pending = 0,
  Completed = 1,
  Failed = 2,
  RolledBack = 3,
}

/** Where the router's partners are. */
@contracttype
export class RouterConfig {
  /** A Super Admin. */
  admin!: Address;
  /** None until a second token is registered. */
  fungible_token!: Option<Address>;
  istsi_token!: Address;
  kyc_registry!: Address;
  paused!: bool;
  reserve_manager!: Address;
}

/** The ecosystem as the router sees it. */
@contracttype
export class IntegrationState {
  admin!: Address;
  /** Registered contracts by kind: `kyc_registry`, `istsi_token`, `reserve_manager`. */
  contracts!: Map<Str, Address>;
  /** Everybody who may pause. */
  emergency_contacts!: Vec<Address>;
  operators!: Vec<Address>;
  paused!: bool;
  router_address!: Address;
}

/** Counters over all operations. */
@contracttype
export class SystemMetrics {
  /** Seconds of ledger time from request to completion; 0 for operations that are one transaction. */
  average_processing_time!: u64;
  /** Basis points, as of `last_updated`. */
  current_reserve_ratio!: u64;
  /** Operations given up after they were accepted. A refused one leaves no trace on chain. */
  failed_operations!: u64;
  /** Ledger time, seconds. */
  last_updated!: u64;
  successful_operations!: u64;
  total_operations!: u64;
}

/** Why the router refused. The numbers are part of the interface and never change. */
export enum IntegrationError {
  /** The caller holds no role. */
  Unauthorized = 1,
  /** The caller's roles do not allow this. */
  InsufficientPermissions = 2,
  /** No such contract is registered here. */
  ContractNotFound = 10,
  /** A contract of the ecosystem failed in a way the router does not know. */
  ContractCallFailed = 11,
  /** A contract of the ecosystem answered with something it must not answer. */
  InvalidContractResponse = 12,
  /** The KYC registry refused: unknown, inactive, expired or frozen identity, or a limit. */
  ComplianceCheckFailed = 20,
  /** The identity's tier does not allow this kind of operation at all. */
  InsufficientKYCTier = 21,
  /** The identity is blacklisted. */
  AddressBlacklisted = 22,
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves = 30,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow = 31,
  /** The Bitcoin side of the operation failed. */
  BitcoinTransactionFailed = 32,
  /** Too late. */
  OperationTimeout = 40,
  /** The arguments do not allow this, or there is nothing that they could refer to. */
  InvalidOperationState = 41,
  /** This Bitcoin output, or this operation, was already processed. */
  DuplicateOperation = 42,
  /** The system is paused. */
  SystemPaused = 50,
  /** The system is in emergency mode. */
  EmergencyMode = 51,
  /** The system is in maintenance mode. */
  MaintenanceMode = 52,
}

export class IntegrationRouterClient {
  constructor(readonly address: Address) {}

  /**
   * Mints what one confirmed Bitcoin output holds, once. `btc_tx_hash` is the txid as explorers print it; amounts are satoshis.
   */
  execute_bitcoin_deposit(
    caller: Address,
    attestors: Vec<Address>,
    user: Address,
    btc_amount: u64,
    btc_tx_hash: BytesN<32>,
    btc_vout: u32,
    confirmations: u32,
  ): BytesN<32> {
    const args = Args.of()
      .add<Address>(caller)
      .add<Vec<Address>>(attestors)
      .add<Address>(user)
      .add<u64>(btc_amount)
      .add<BytesN<32>>(btc_tx_hash)
      .add<u32>(btc_vout)
      .add<u32>(confirmations);
    return call<BytesN<32>>(this.address, sym('execute_bitcoin_deposit'), args);
  }

  try_execute_bitcoin_deposit(
    caller: Address,
    attestors: Vec<Address>,
    user: Address,
    btc_amount: u64,
    btc_tx_hash: BytesN<32>,
    btc_vout: u32,
    confirmations: u32,
  ): TryResult<BytesN<32>> {
    const args = Args.of()
      .add<Address>(caller)
      .add<Vec<Address>>(attestors)
      .add<Address>(user)
      .add<u64>(btc_amount)
      .add<BytesN<32>>(btc_tx_hash)
      .add<u32>(btc_vout)
      .add<u32>(confirmations);
    return tryCall<BytesN<32>>(this.address, sym('execute_bitcoin_deposit'), args);
  }

  /** Stops the router and every registered contract in this transaction. */
  emergency_pause(caller: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    call<void>(this.address, sym('emergency_pause'), args);
  }

  try_emergency_pause(caller: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    return tryCall<void>(this.address, sym('emergency_pause'), args);
  }

  /** Lets everything work again. */
  resume(caller: Address): void {
    const args = Args.of().add<Address>(caller);
    call<void>(this.address, sym('resume'), args);
  }

  try_resume(caller: Address): TryResult<void> {
    const args = Args.of().add<Address>(caller);
    return tryCall<void>(this.address, sym('resume'), args);
  }

  grant_role(caller: Address, account: Address, role: Role): void {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    call<void>(this.address, sym('grant_role'), args);
  }

  try_grant_role(caller: Address, account: Address, role: Role): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    return tryCall<void>(this.address, sym('grant_role'), args);
  }

  revoke_role(caller: Address, account: Address, role: Role): void {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    call<void>(this.address, sym('revoke_role'), args);
  }

  try_revoke_role(caller: Address, account: Address, role: Role): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    return tryCall<void>(this.address, sym('revoke_role'), args);
  }

  /** Offers the caller's own role to a successor, who has seven days to accept it. */
  offer_role(caller: Address, to: Address, role: Role): void {
    const args = Args.of().add<Address>(caller).add<Address>(to).add<Role>(role);
    call<void>(this.address, sym('offer_role'), args);
  }

  try_offer_role(caller: Address, to: Address, role: Role): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(to).add<Role>(role);
    return tryCall<void>(this.address, sym('offer_role'), args);
  }

  /** Takes over an offered role; its former holder loses it. */
  accept_role(account: Address, role: Role): void {
    const args = Args.of().add<Address>(account).add<Role>(role);
    call<void>(this.address, sym('accept_role'), args);
  }

  try_accept_role(account: Address, role: Role): TryResult<void> {
    const args = Args.of().add<Address>(account).add<Role>(role);
    return tryCall<void>(this.address, sym('accept_role'), args);
  }

  /** Replaces the custodians of the reserve and how many of them must attest. */
  set_custodians(caller: Address, custodians: Vec<Address>, threshold: u32): void {
    const args = Args.of().add<Address>(caller).add<Vec<Address>>(custodians).add<u32>(threshold);
    call<void>(this.address, sym('set_custodians'), args);
  }

  try_set_custodians(caller: Address, custodians: Vec<Address>, threshold: u32): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Vec<Address>>(custodians).add<u32>(threshold);
    return tryCall<void>(this.address, sym('set_custodians'), args);
  }

  /** Sets what one tier may do with one kind of operation, in satoshis: at once, in 24 hours, in 30 days. */
  set_limits(caller: Address, tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
    const args = Args.of()
      .add<Address>(caller)
      .add<u32>(tier)
      .add<OperationType>(operation)
      .add<u64>(per_operation)
      .add<u64>(daily)
      .add<u64>(monthly);
    call<void>(this.address, sym('set_limits'), args);
  }

  try_set_limits(
    caller: Address,
    tier: u32,
    operation: OperationType,
    per_operation: u64,
    daily: u64,
    monthly: u64,
  ): TryResult<void> {
    const args = Args.of()
      .add<Address>(caller)
      .add<u32>(tier)
      .add<OperationType>(operation)
      .add<u64>(per_operation)
      .add<u64>(daily)
      .add<u64>(monthly);
    return tryCall<void>(this.address, sym('set_limits'), args);
  }

  /**
   * Replaces the code of the router or of a registered contract by one that is already uploaded. Works while paused.
   */
  upgrade_contract(caller: Address, target: Address, new_wasm_hash: BytesN<32>): void {
    const args = Args.of().add<Address>(caller).add<Address>(target).add<BytesN<32>>(new_wasm_hash);
    call<void>(this.address, sym('upgrade_contract'), args);
  }

  try_upgrade_contract(caller: Address, target: Address, new_wasm_hash: BytesN<32>): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(target).add<BytesN<32>>(new_wasm_hash);
    return tryCall<void>(this.address, sym('upgrade_contract'), args);
  }

  has_role(address: Address, role: Role): bool {
    const args = Args.of().add<Address>(address).add<Role>(role);
    return call<bool>(this.address, sym('has_role'), args);
  }

  try_has_role(address: Address, role: Role): TryResult<bool> {
    const args = Args.of().add<Address>(address).add<Role>(role);
    return tryCall<bool>(this.address, sym('has_role'), args);
  }

  get_roles(address: Address): Vec<Role> {
    const args = Args.of().add<Address>(address);
    return call<Vec<Role>>(this.address, sym('get_roles'), args);
  }

  try_get_roles(address: Address): TryResult<Vec<Role>> {
    const args = Args.of().add<Address>(address);
    return tryCall<Vec<Role>>(this.address, sym('get_roles'), args);
  }

  get_operation(operation_id: BytesN<32>): OperationContext {
    const args = Args.of().add<BytesN<32>>(operation_id);
    return call<OperationContext>(this.address, sym('get_operation'), args);
  }

  try_get_operation(operation_id: BytesN<32>): TryResult<OperationContext> {
    const args = Args.of().add<BytesN<32>>(operation_id);
    return tryCall<OperationContext>(this.address, sym('get_operation'), args);
  }

  get_config(): RouterConfig {
    const args = Args.of();
    return call<RouterConfig>(this.address, sym('get_config'), args);
  }

  try_get_config(): TryResult<RouterConfig> {
    const args = Args.of();
    return tryCall<RouterConfig>(this.address, sym('get_config'), args);
  }

  get_state(): IntegrationState {
    const args = Args.of();
    return call<IntegrationState>(this.address, sym('get_state'), args);
  }

  try_get_state(): TryResult<IntegrationState> {
    const args = Args.of();
    return tryCall<IntegrationState>(this.address, sym('get_state'), args);
  }

  get_metrics(): SystemMetrics {
    const args = Args.of();
    return call<SystemMetrics>(this.address, sym('get_metrics'), args);
  }

  try_get_metrics(): TryResult<SystemMetrics> {
    const args = Args.of();
    return tryCall<SystemMetrics>(this.address, sym('get_metrics'), args);
  }

  /** The version of the storage layout. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
