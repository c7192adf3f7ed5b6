import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  type i128,
  type Option,
  type Str,
  type Sym,
  sym,
  type TryResult,
  tryCall,
  type Val,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../kinds.ts';
import type { ComplianceResult, OperationType } from '../operations.ts';
import type { Asset } from '../price-feed.ts';
import type { Role } from '../roles.ts';

/** What an exchange would give now. */
@contracttype
export class ExchangeQuote {
  amount_in!: u64;
  /** After the fee. */
  amount_out!: u64;
  /** Ledger time, seconds: the prices are too old then. */
  expires_at!: u64;
  /** In the token that the user gets. */
  fee!: u64;
  /** As the oracle counts; the least favourable of the last. */
  price_from!: i128;
  price_to!: i128;
  /** Satoshis, as limits count it. */
  value!: u64;
}

@contracttype
export class ExchangeConfig {
  /** Basis points of what the user would get. */
  fee_bps!: u32;
  /** Seconds after which a price is too old. */
  max_age!: u64;
  /** Basis points between the last price and its average. */
  max_deviation_bps!: u32;
  /** Any SEP-40 oracle. */
  oracle!: Address;
  tokens!: Vec<ExchangeToken>;
  /** How many of the last prices count, 20 at most. */
  twap_records!: u32;
}

@contracttype
export class ExchangeToken {
  asset!: Asset;
  token!: Address;
}

/** Calls that happen together or not at all. */
@contracttype
export class BatchOperation {
  calls!: Vec<ContractCall>;
  /** Chosen by the caller, who can use it once. */
  operation_id!: BytesN<32>;
  /** What undoes the other calls when a withdrawal of the batch is not paid. */
  rollback_calls!: Vec<ContractCall>;
  /** Ledger time, seconds: the end of execution, and the beginning of rollback. */
  timeout!: u64;
}

/** One call of a batch. */
@contracttype
export class ContractCall {
  /** What it must return, as the XDR names it: `void`, `u64`… */
  expected_return_type!: Str;
  function_name!: Sym;
  parameters!: Vec<Val>;
  target_contract!: Address;
}

export enum Resolution {
  /** A failed operation is pending again. */
  Retry = 0,
  /** The tokens of a withdrawal are given back, if it can no longer be paid. */
  Refund = 1,
  /** A pending operation is given up for now. */
  MarkFailed = 2,
}

/** What the router lets happen, ever less. */
export enum Mode {
  Normal = 0,
  /** No new operations; what has begun can be completed. */
  Maintenance = 1,
  /** Nothing: the contracts stand still as in a pause. */
  Emergency = 2,
}

/** What governance alone can decide. */
@contracttype
export class Action {
  /** Registers, deregisters or prefers instances of contracts, in order. */
  static UpdateContractAddresses(value0: Vec<AddressUpdate>): Action {
    return variant();
  }
  /** What a tier may do with a kind of operation, in satoshis: at once, in 24 hours, in 30 days. */
  static SetLimits(value0: u32, value1: OperationType, value2: u64, value3: u64, value4: u64): Action {
    return variant();
  }
  static SetRateLimits(value0: OperationType, value1: RateLimits): Action {
    return variant();
  }
  static SetCustodians(value0: Vec<Address>, value1: u32): Action {
    return variant();
  }
  /** Replaces the code of the router or a registered contract by what `canary` runs and shows. */
  static UpgradeContract(value0: Address, value1: BytesN<32>, value2: Address): Action {
    return variant();
  }
  /** To the layout of its new code. */
  static Migrate(value0: Address): Action {
    return variant();
  }
  static GrantRole(value0: Address, value1: Role): Action {
    return variant();
  }
  static RevokeRole(value0: Address, value1: Role): Action {
    return variant();
  }
  /** Offers a Super Admin's seat to its successor, who has a week to accept it. */
  static HandOver(value0: Address, value1: Address): Action {
    return variant();
  }
  /** Ends an emergency pause, in every contract or in none. */
  static Resume(): Action {
    return variant();
  }
  /** Back to a less strict mode. */
  static RelaxMode(value0: Mode): Action {
    return variant();
  }
  static SetGovernance(value0: GovernanceConfig): Action {
    return variant();
  }
  /** Whether batches may call a function of a contract. */
  static SetBatchCall(value0: Address, value1: Sym, value2: bool): Action {
    return variant();
  }
  /** Takes exchange inventory, fees included, out. */
  static WithdrawInventory(value0: Address, value1: Address, value2: u64): Action {
    return variant();
  }
  static SetExchangeConfig(value0: ExchangeConfig): Action {
    return variant();
  }
  /** Changes a setting of a registered contract. */
  static Administer(value0: Address, value1: Sym, value2: Vec<Val>): Action {
    return variant();
  }
}

/** One change of the registry of contracts. */
@contracttype
export class AddressUpdate {
  change!: AddressChange;
  contract!: Address;
  kind!: ContractKind;
}

export enum AddressChange {
  /** Adds an instance, which must obey this router. */
  Register = 0,
  /** Removes an instance. */
  Deregister = 1,
  /** Makes a registered instance the one that operations use. */
  Prefer = 2,
}

/** How much there may be in one window of ledger time. */
@contracttype
export class RateLimits {
  /** Satoshis, or units of the token that is exchanged, of everybody together. */
  system_amount!: u64;
  system_operations!: u32;
  user_amount!: u64;
  user_operations!: u32;
  /** Seconds. */
  window!: u64;
}

/** How decisions are made. */
@contracttype
export class GovernanceConfig {
  /** Seconds between the last necessary approval and the earliest execution. */
  delay!: u64;
  /** Seconds from the proposal until it can no longer be executed. */
  expiry!: u64;
  /** How many Super Admins must approve. */
  threshold!: u32;
}

/** A decision that Super Admins are taking. All times are ledger time, seconds. */
@contracttype
export class Proposal {
  action!: Action;
  /** Those who approve and still are Super Admins. */
  approvals!: Vec<Address>;
  created_at!: u64;
  /** 0 while approvals are missing. */
  executable_at!: u64;
  /** From then on it can no longer be executed. */
  expires_at!: u64;
  id!: u32;
  /** Those who object and still are Super Admins. */
  objections!: Vec<Address>;
  proposer!: Address;
  status!: ProposalStatus;
}

export enum ProposalStatus {
  /** Can be approved, and executed when it is time, until it expires. */
  Open = 0,
  Executed = 1,
  Cancelled = 2,
}

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
  /** By name, such as `kyc_registry`: what operations use. */
  contracts!: Map<Str, Address>;
  /** Everybody who may pause. */
  emergency_contacts!: Vec<Address>;
  mode!: Mode;
  operators!: Vec<Address>;
  paused!: bool;
  router_address!: Address;
}

/** Counters over all operations. */
@contracttype
export class SystemMetrics {
  /** Seconds from request to completion. */
  average_processing_time!: u64;
  /** Basis points, as of `last_updated`. */
  current_reserve_ratio!: u64;
  /** Given up after they were accepted. */
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
  /** The user, or everybody together, did enough of this for now. */
  RateLimitExceeded = 43,
  /** The system is paused. */
  SystemPaused = 50,
  /** The system is in emergency mode. */
  EmergencyMode = 51,
  /** The system is in maintenance mode. */
  MaintenanceMode = 52,
  /** Nobody stops the system alone now: it was let run again a short while ago, or the caller's removal is proposed. */
  SecondPersonNeeded = 53,
  /** A revocation that names the holder is open, and its role stays where it is until that is decided. */
  RevocationOpen = 54,
  /** The contract says that it is something else than it is to be registered as. */
  WrongKind = 55,
  /** The canary does not show that its code can take the place of what the contract runs. */
  UnfitCode = 56,
  /** A rehearsal came to its end, and everything in it was undone. */
  Rehearsed = 57,
}

export class IntegrationRouterClient {
  constructor(readonly address: Address) {}

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
    const args = Args.of()
      .add<Address>(caller)
      .add<Vec<Address>>(attestors)
      .add<Address>(user)
      .add<u64>(btc_amount)
      .add<BytesN<32>>(btc_tx_hash)
      .add<u32>(btc_vout)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
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
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<BytesN<32>> {
    const args = Args.of()
      .add<Address>(caller)
      .add<Vec<Address>>(attestors)
      .add<Address>(user)
      .add<u64>(btc_amount)
      .add<BytesN<32>>(btc_tx_hash)
      .add<u32>(btc_vout)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<BytesN<32>>(this.address, sym('execute_bitcoin_deposit'), args);
  }

  /**
   * Burns tokens and owes Bitcoin for them, of which the fee takes at most `max_fee` satoshis. Returns the withdrawal's id.
   */
  execute_token_withdrawal(user: Address, token_amount: u64, btc_address: Str, max_fee: u64): BytesN<32> {
    const args = Args.of().add<Address>(user).add<u64>(token_amount).add<Str>(btc_address).add<u64>(max_fee);
    return call<BytesN<32>>(this.address, sym('execute_token_withdrawal'), args);
  }

  try_execute_token_withdrawal(
    user: Address,
    token_amount: u64,
    btc_address: Str,
    max_fee: u64,
  ): TryResult<BytesN<32>> {
    const args = Args.of().add<Address>(user).add<u64>(token_amount).add<Str>(btc_address).add<u64>(max_fee);
    return tryCall<BytesN<32>>(this.address, sym('execute_token_withdrawal'), args);
  }

  /** Records that a withdrawal was paid. Anyone, when the reserve knows it. */
  settle_operation(operation_id: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(operation_id);
    call<void>(this.address, sym('settle_operation'), args);
  }

  try_settle_operation(operation_id: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(operation_id);
    return tryCall<void>(this.address, sym('settle_operation'), args);
  }

  /**
   * Gives the tokens of a withdrawal back. Anyone, after its deadline, if no Bitcoin transaction was authorized for it.
   */
  rollback_operation(operation_id: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(operation_id);
    call<void>(this.address, sym('rollback_operation'), args);
  }

  try_rollback_operation(operation_id: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(operation_id);
    return tryCall<void>(this.address, sym('rollback_operation'), args);
  }

  /**
   * Exchanges one token for another at the oracle's rate, for at least `min_out`, until `deadline`. Returns what the user got.
   */
  execute_cross_token_exchange(
    user: Address,
    from_token: Address,
    to_token: Address,
    amount: u64,
    min_out: u64,
    deadline: u64,
  ): u64 {
    const args = Args.of()
      .add<Address>(user)
      .add<Address>(from_token)
      .add<Address>(to_token)
      .add<u64>(amount)
      .add<u64>(min_out)
      .add<u64>(deadline);
    return call<u64>(this.address, sym('execute_cross_token_exchange'), args);
  }

  try_execute_cross_token_exchange(
    user: Address,
    from_token: Address,
    to_token: Address,
    amount: u64,
    min_out: u64,
    deadline: u64,
  ): TryResult<u64> {
    const args = Args.of()
      .add<Address>(user)
      .add<Address>(from_token)
      .add<Address>(to_token)
      .add<u64>(amount)
      .add<u64>(min_out)
      .add<u64>(deadline);
    return tryCall<u64>(this.address, sym('execute_cross_token_exchange'), args);
  }

  /** What `execute_cross_token_exchange` would give now. */
  quote_exchange(from_token: Address, to_token: Address, amount: u64): ExchangeQuote {
    const args = Args.of().add<Address>(from_token).add<Address>(to_token).add<u64>(amount);
    return call<ExchangeQuote>(this.address, sym('quote_exchange'), args);
  }

  try_quote_exchange(from_token: Address, to_token: Address, amount: u64): TryResult<ExchangeQuote> {
    const args = Args.of().add<Address>(from_token).add<Address>(to_token).add<u64>(amount);
    return tryCall<ExchangeQuote>(this.address, sym('quote_exchange'), args);
  }

  get_exchange_config(): ExchangeConfig {
    const args = Args.of();
    return call<ExchangeConfig>(this.address, sym('get_exchange_config'), args);
  }

  try_get_exchange_config(): TryResult<ExchangeConfig> {
    const args = Args.of();
    return tryCall<ExchangeConfig>(this.address, sym('get_exchange_config'), args);
  }

  /** Stops router, registry, token and reserve at once. */
  emergency_pause(caller: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    call<void>(this.address, sym('emergency_pause'), args);
  }

  try_emergency_pause(caller: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    return tryCall<void>(this.address, sym('emergency_pause'), args);
  }

  /** Stops the router alone, when `emergency_pause` does not return. */
  pause_router(caller: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    call<void>(this.address, sym('pause_router'), args);
  }

  try_pause_router(caller: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    return tryCall<void>(this.address, sym('pause_router'), args);
  }

  /** Stops one registered contract while the system is stopped. Anyone. */
  pause_contract(contract: Address): void {
    const args = Args.of().add<Address>(contract);
    call<void>(this.address, sym('pause_contract'), args);
  }

  try_pause_contract(contract: Address): TryResult<void> {
    const args = Args.of().add<Address>(contract);
    return tryCall<void>(this.address, sym('pause_contract'), args);
  }

  /** For a day: asks for a stop where one person is not enough. */
  request_stop(caller: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    call<void>(this.address, sym('request_stop'), args);
  }

  try_request_stop(caller: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Str>(reason);
    return tryCall<void>(this.address, sym('request_stop'), args);
  }

  /** Runs operations, and calls that governance allows, all or nothing. */
  execute_batch(caller: Address, batch: BatchOperation): Vec<Val> {
    const args = Args.of().add<Address>(caller).add<BatchOperation>(batch);
    return call<Vec<Val>>(this.address, sym('execute_batch'), args);
  }

  try_execute_batch(caller: Address, batch: BatchOperation): TryResult<Vec<Val>> {
    const args = Args.of().add<Address>(caller).add<BatchOperation>(batch);
    return tryCall<Vec<Val>>(this.address, sym('execute_batch'), args);
  }

  /** Undoes a batch whose withdrawals were not paid, after its timeout. */
  rollback_batch(caller: Address, operation_id: BytesN<32>): void {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(operation_id);
    call<void>(this.address, sym('rollback_batch'), args);
  }

  try_rollback_batch(caller: Address, operation_id: BytesN<32>): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(operation_id);
    return tryCall<void>(this.address, sym('rollback_batch'), args);
  }

  /** Intervenes in an operation that is stuck. Compliance Officer or Super Admin. */
  resolve_operation(caller: Address, operation_id: BytesN<32>, action: Resolution, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(operation_id).add<Resolution>(action).add<Str>(reason);
    call<void>(this.address, sym('resolve_operation'), args);
  }

  try_resolve_operation(caller: Address, operation_id: BytesN<32>, action: Resolution, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(operation_id).add<Resolution>(action).add<Str>(reason);
    return tryCall<void>(this.address, sym('resolve_operation'), args);
  }

  /** To a stricter mode; the way back is a decision of governance. */
  set_mode(caller: Address, mode: Mode): void {
    const args = Args.of().add<Address>(caller).add<Mode>(mode);
    call<void>(this.address, sym('set_mode'), args);
  }

  try_set_mode(caller: Address, mode: Mode): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Mode>(mode);
    return tryCall<void>(this.address, sym('set_mode'), args);
  }

  /** Asks the Super Admins for a decision, without a vote. Returns its number. */
  propose(proposer: Address, action: Action): u32 {
    const args = Args.of().add<Address>(proposer).add<Action>(action);
    return call<u32>(this.address, sym('propose'), args);
  }

  try_propose(proposer: Address, action: Action): TryResult<u32> {
    const args = Args.of().add<Address>(proposer).add<Action>(action);
    return tryCall<u32>(this.address, sym('propose'), args);
  }

  approve(approver: Address, id: u32): void {
    const args = Args.of().add<Address>(approver).add<u32>(id);
    call<void>(this.address, sym('approve'), args);
  }

  try_approve(approver: Address, id: u32): TryResult<void> {
    const args = Args.of().add<Address>(approver).add<u32>(id);
    return tryCall<void>(this.address, sym('approve'), args);
  }

  /** Does what was approved, after the delay, before the expiry, once. */
  execute(caller: Address, id: u32): void {
    const args = Args.of().add<Address>(caller).add<u32>(id);
    call<void>(this.address, sym('execute'), args);
  }

  try_execute(caller: Address, id: u32): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<u32>(id);
    return tryCall<void>(this.address, sym('execute'), args);
  }

  /** The proposer withdraws; others object, and enough of them cancel. */
  cancel(caller: Address, id: u32): void {
    const args = Args.of().add<Address>(caller).add<u32>(id);
    call<void>(this.address, sym('cancel'), args);
  }

  try_cancel(caller: Address, id: u32): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<u32>(id);
    return tryCall<void>(this.address, sym('cancel'), args);
  }

  get_proposal(id: u32): Proposal {
    const args = Args.of().add<u32>(id);
    return call<Proposal>(this.address, sym('get_proposal'), args);
  }

  try_get_proposal(id: u32): TryResult<Proposal> {
    const args = Args.of().add<u32>(id);
    return tryCall<Proposal>(this.address, sym('get_proposal'), args);
  }

  /** What is open, oldest first. */
  get_pending(): Vec<Proposal> {
    const args = Args.of();
    return call<Vec<Proposal>>(this.address, sym('get_pending'), args);
  }

  try_get_pending(): TryResult<Vec<Proposal>> {
    const args = Args.of();
    return tryCall<Vec<Proposal>>(this.address, sym('get_pending'), args);
  }

  get_governance(): GovernanceConfig {
    const args = Args.of();
    return call<GovernanceConfig>(this.address, sym('get_governance'), args);
  }

  try_get_governance(): TryResult<GovernanceConfig> {
    const args = Args.of();
    return tryCall<GovernanceConfig>(this.address, sym('get_governance'), args);
  }

  get_rate_limits(operation: OperationType): RateLimits {
    const args = Args.of().add<OperationType>(operation);
    return call<RateLimits>(this.address, sym('get_rate_limits'), args);
  }

  try_get_rate_limits(operation: OperationType): TryResult<RateLimits> {
    const args = Args.of().add<OperationType>(operation);
    return tryCall<RateLimits>(this.address, sym('get_rate_limits'), args);
  }

  /** The registered contracts of a kind; operations use the first. */
  get_contracts(kind: ContractKind): Vec<Address> {
    const args = Args.of().add<ContractKind>(kind);
    return call<Vec<Address>>(this.address, sym('get_contracts'), args);
  }

  try_get_contracts(kind: ContractKind): TryResult<Vec<Address>> {
    const args = Args.of().add<ContractKind>(kind);
    return tryCall<Vec<Address>>(this.address, sym('get_contracts'), args);
  }

  /** Appoints an operator. Other roles are given by governance. */
  grant_role(caller: Address, account: Address, role: Role): void {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    call<void>(this.address, sym('grant_role'), args);
  }

  try_grant_role(caller: Address, account: Address, role: Role): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    return tryCall<void>(this.address, sym('grant_role'), args);
  }

  /** Takes any role but that of Super Admin, which governance takes. */
  revoke_role(caller: Address, account: Address, role: Role): void {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    call<void>(this.address, sym('revoke_role'), args);
  }

  try_revoke_role(caller: Address, account: Address, role: Role): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(account).add<Role>(role);
    return tryCall<void>(this.address, sym('revoke_role'), args);
  }

  /** Offers the caller's role to a successor for seven days. Governance offers a Super Admin's. */
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

  has_role(address: Address, role: Role): bool {
    const args = Args.of().add<Address>(address).add<Role>(role);
    return call<bool>(this.address, sym('has_role'), args);
  }

  try_has_role(address: Address, role: Role): TryResult<bool> {
    const args = Args.of().add<Address>(address).add<Role>(role);
    return tryCall<bool>(this.address, sym('has_role'), args);
  }

  /** Whether somebody may tighten caps. */
  may_throttle(account: Address): bool {
    const args = Args.of().add<Address>(account);
    return call<bool>(this.address, sym('may_throttle'), args);
  }

  try_may_throttle(account: Address): TryResult<bool> {
    const args = Args.of().add<Address>(account);
    return tryCall<bool>(this.address, sym('may_throttle'), args);
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

  kind(): ContractKind {
    const args = Args.of();
    return call<ContractKind>(this.address, sym('kind'), args);
  }

  try_kind(): TryResult<ContractKind> {
    const args = Args.of();
    return tryCall<ContractKind>(this.address, sym('kind'), args);
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
