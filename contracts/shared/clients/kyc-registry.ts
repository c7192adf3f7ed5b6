import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  type Option,
  type Str,
  type Sym,
  sym,
  type TryResult,
  tryCall,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../kinds.ts';
import type { ComplianceResult, OperationType } from '../operations.ts';

export enum IdentityStatus {
  Pending = 0,
  Active = 1,
  Suspended = 2,
  Revoked = 3,
}

/** A request to give a lost address up for another one of the same identity. */
@contracttype
export class Recovery {
  /** Ledger time, seconds, from which it can be finished. */
  ready_at!: u64;
  replacement!: Address;
  /** The officer who asked, and cannot be the one who finishes. */
  requested_by!: Address;
}

/** One question of a batch. */
@contracttype
export class ComplianceCheck {
  /** Satoshis. */
  amount!: u64;
  counterparty!: Option<Address>;
  operation!: OperationType;
  user!: Address;
}

/** Which countries' identities may take part. */
@contracttype
export class CountryPolicy {
  /** True: only the countries listed. False: all but the countries listed. */
  allow_only!: bool;
  /** ISO 3166-1 alpha-2. */
  countries!: Vec<Str>;
}

/** The risk score and what it is made of. The formula is in contracts/kyc-registry/README.md. */
@contracttype
export class RiskScore {
  assessment!: u32;
  counterparties!: u32;
  growth!: u32;
  near_limit!: u32;
  /** The sum of the others, at most 100. */
  total!: u32;
  turnover!: u32;
  velocity!: u32;
}

/** What an identity has done lately, as far as the risk score looks at it. Amounts are satoshis. */
@contracttype
export class RiskSignals {
  /** What an officer thinks of the identity, 0 to 100. */
  assessment!: u32;
  /** Moved on an average day of the last 30 on which anything moved, today excluded; 0 when there were fewer than 3. */
  average_volume!: u64;
  /** Received in the last 24 hours. */
  inflow!: u64;
  /** Operations of the last 7 days within the uppermost tenth of the limit for one operation. */
  near_limit!: u32;
  /** Receivers of the last 24 hours that got nothing from the identity before. */
  new_counterparties!: u32;
  /** Operations in this clock hour and the one before it. */
  operations!: u32;
  /** Sent away in the last 24 hours. */
  outflow!: u64;
  /** Moved today (UTC). */
  volume_today!: u64;
}

/** Satoshis that a tier may move with one kind of operation. All zero: not at all. */
@contracttype
export class OperationLimits {
  /** In any 24 hours. */
  daily!: u64;
  /** In any 30 days. */
  monthly!: u64;
  /** At once. */
  per_operation!: u64;
}

/** A verified person or company. Who they are is known off chain only; limits count per identity, not per address. */
@contracttype
export class Identity {
  /** How many addresses it has that were not given up. `AddressRegistered` and `AddressRecovered` say which. */
  addresses!: u32;
  blacklisted!: bool;
  /** ISO 3166-1 alpha-2. */
  country!: Str;
  /** Ledger time, seconds, from which the verification no longer counts. */
  expires_at!: u64;
  /** The address that the identity was registered with: its key in storage, for ever. */
  first_address!: Address;
  frozen!: bool;
  id!: u64;
  /** 0 to 100: what an officer thinks of the identity. What its operations say is added to it (RiskScore). */
  risk_score!: u32;
  status!: IdentityStatus;
  /** 0 to 4. */
  tier!: u32;
  under_review!: bool;
}

/** Why the KYC registry refused. */
export enum KycError {
  /** The caller is neither a Compliance Officer nor a Super Admin. */
  NotAnOfficer = 101,
  /** The contract is paused. */
  Paused = 102,
  /** The tier is not between 0 and 4. */
  InvalidTier = 103,
  /** The country is not two letters (ISO 3166-1 alpha-2). */
  InvalidCountry = 104,
  /** The expiry is not in the future. */
  InvalidExpiry = 105,
  /** The risk score is above 100. */
  InvalidRiskScore = 106,
  /** The limits must not fall from one operation to a day to a month. */
  InvalidLimits = 107,
  /** The address already belongs to an identity. */
  AddressAlreadyRegistered = 108,
  /** An identity holds at most 16 addresses. */
  TooManyAddresses = 109,
  /** No identity is registered for the address. */
  IdentityNotFound = 110,
  /** The identity is pending, suspended or revoked. */
  NotActive = 111,
  /** The verification of the identity has expired. */
  Expired = 112,
  /** The identity is frozen. */
  Frozen = 113,
  /** The identity is blacklisted. */
  Blacklisted = 114,
  /** The identity is under review. */
  UnderReview = 115,
  /** The country policy does not admit the identity's country. */
  CountryNotAllowed = 116,
  /** The address was given up for another one of the same identity. */
  AddressReplaced = 117,
  /** The replacement belongs to another identity, or was itself given up. */
  InvalidReplacement = 118,
  /** A system account has no identity, and an address with an identity is no system account. */
  SystemAccount = 119,
  /** The tier does not allow this kind of operation at all. */
  TierTooLow = 120,
  /** The amount exceeds what the tier allows at once. */
  OverOperationLimit = 121,
  /** The amount exceeds what is left of the limit for any 24 hours. */
  OverDailyLimit = 122,
  /** The amount exceeds what is left of the limit for any 30 days. */
  OverMonthlyLimit = 123,
  /** The amount is beyond what an override may allow, or its end is past or further than a week away. */
  InvalidOverride = 124,
  /** Governance has not registered this contract to book transfers. */
  NotARegisteredCaller = 125,
  /** More items than fit. */
  TooMany = 126,
  /** A recovery of this address was requested and neither finished nor stopped. */
  RecoveryPending = 127,
  /** No recovery of this address was requested, or who requested it is no officer any more, or it is over. */
  RecoveryNotFound = 128,
  /** The time in which the recovery can be stopped is not over. */
  RecoveryNotReady = 129,
  /** The proof is unknown, used, expired or for something else. */
  InvalidProof = 130,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 131,
  /** Who requested a recovery cannot finish it. */
  SecondPersonNeeded = 132,
  /** A recovery waits between an hour and 30 days. */
  InvalidDelay = 133,
}

export class KycRegistryClient {
  constructor(readonly address: Address) {}

  /**
   * Opens an active identity with one address, and returns its id. `country` is ISO 3166-1 alpha-2, `expires_at` seconds.
   */
  register_identity(caller: Address, user: Address, tier: u32, country: Str, expires_at: u64): u64 {
    const args = Args.of()
      .add<Address>(caller)
      .add<Address>(user)
      .add<u32>(tier)
      .add<Str>(country)
      .add<u64>(expires_at);
    return call<u64>(this.address, sym('register_identity'), args);
  }

  try_register_identity(caller: Address, user: Address, tier: u32, country: Str, expires_at: u64): TryResult<u64> {
    const args = Args.of()
      .add<Address>(caller)
      .add<Address>(user)
      .add<u32>(tier)
      .add<Str>(country)
      .add<u64>(expires_at);
    return tryCall<u64>(this.address, sym('register_identity'), args);
  }

  /** Gives the identity of `user` one more address. */
  add_address(caller: Address, user: Address, address: Address): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Address>(address);
    call<void>(this.address, sym('add_address'), args);
  }

  try_add_address(caller: Address, user: Address, address: Address): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Address>(address);
    return tryCall<void>(this.address, sym('add_address'), args);
  }

  set_tier(caller: Address, user: Address, tier: u32, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<u32>(tier).add<Str>(reason);
    call<void>(this.address, sym('set_tier'), args);
  }

  try_set_tier(caller: Address, user: Address, tier: u32, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<u32>(tier).add<Str>(reason);
    return tryCall<void>(this.address, sym('set_tier'), args);
  }

  set_status(caller: Address, user: Address, status: IdentityStatus, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<IdentityStatus>(status).add<Str>(reason);
    call<void>(this.address, sym('set_status'), args);
  }

  try_set_status(caller: Address, user: Address, status: IdentityStatus, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<IdentityStatus>(status).add<Str>(reason);
    return tryCall<void>(this.address, sym('set_status'), args);
  }

  set_expiry(caller: Address, user: Address, expires_at: u64, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<u64>(expires_at).add<Str>(reason);
    call<void>(this.address, sym('set_expiry'), args);
  }

  try_set_expiry(caller: Address, user: Address, expires_at: u64, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<u64>(expires_at).add<Str>(reason);
    return tryCall<void>(this.address, sym('set_expiry'), args);
  }

  set_risk_score(caller: Address, user: Address, score: u32, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<u32>(score).add<Str>(reason);
    call<void>(this.address, sym('set_risk_score'), args);
  }

  try_set_risk_score(caller: Address, user: Address, score: u32, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<u32>(score).add<Str>(reason);
    return tryCall<void>(this.address, sym('set_risk_score'), args);
  }

  freeze(caller: Address, user: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    call<void>(this.address, sym('freeze'), args);
  }

  try_freeze(caller: Address, user: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    return tryCall<void>(this.address, sym('freeze'), args);
  }

  unfreeze(caller: Address, user: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    call<void>(this.address, sym('unfreeze'), args);
  }

  try_unfreeze(caller: Address, user: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    return tryCall<void>(this.address, sym('unfreeze'), args);
  }

  blacklist(caller: Address, user: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    call<void>(this.address, sym('blacklist'), args);
  }

  try_blacklist(caller: Address, user: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    return tryCall<void>(this.address, sym('blacklist'), args);
  }

  remove_from_blacklist(caller: Address, user: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    call<void>(this.address, sym('remove_from_blacklist'), args);
  }

  try_remove_from_blacklist(caller: Address, user: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    return tryCall<void>(this.address, sym('remove_from_blacklist'), args);
  }

  /** Stops every operation of the identity until the review ends. */
  start_review(caller: Address, user: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    call<void>(this.address, sym('start_review'), args);
  }

  try_start_review(caller: Address, user: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    return tryCall<void>(this.address, sym('start_review'), args);
  }

  end_review(caller: Address, user: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    call<void>(this.address, sym('end_review'), args);
  }

  try_end_review(caller: Address, user: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(user).add<Str>(reason);
    return tryCall<void>(this.address, sym('end_review'), args);
  }

  /**
   * Lets the identity's next operation of a kind, up to `amount`, pass its limits or a review, once. At most a week ahead.
   */
  override_compliance(
    caller: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    expires_at: u64,
    reason: Str,
  ): void {
    const args = Args.of()
      .add<Address>(caller)
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<u64>(expires_at)
      .add<Str>(reason);
    call<void>(this.address, sym('override_compliance'), args);
  }

  try_override_compliance(
    caller: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    expires_at: u64,
    reason: Str,
  ): TryResult<void> {
    const args = Args.of()
      .add<Address>(caller)
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<u64>(expires_at)
      .add<Str>(reason);
    return tryCall<void>(this.address, sym('override_compliance'), args);
  }

  /**
   * Asks that a lost address is given up for another one of the same identity, which may be new. After the delay that
   * governance set, another officer finishes it; until then and after it can be stopped.
   */
  request_recovery(caller: Address, lost: Address, replacement: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(lost).add<Address>(replacement).add<Str>(reason);
    call<void>(this.address, sym('request_recovery'), args);
  }

  try_request_recovery(caller: Address, lost: Address, replacement: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(lost).add<Address>(replacement).add<Str>(reason);
    return tryCall<void>(this.address, sym('request_recovery'), args);
  }

  /** Stops a recovery: the address that is said to be lost, any officer, or the router for governance. Always. */
  stop_recovery(caller: Address, lost: Address, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<Address>(lost).add<Str>(reason);
    call<void>(this.address, sym('stop_recovery'), args);
  }

  try_stop_recovery(caller: Address, lost: Address, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(lost).add<Str>(reason);
    return tryCall<void>(this.address, sym('stop_recovery'), args);
  }

  /** Gives the lost address up. An officer who did not ask for it. */
  finish_recovery(caller: Address, lost: Address): void {
    const args = Args.of().add<Address>(caller).add<Address>(lost);
    call<void>(this.address, sym('finish_recovery'), args);
  }

  try_finish_recovery(caller: Address, lost: Address): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<Address>(lost);
    return tryCall<void>(this.address, sym('finish_recovery'), args);
  }

  /** The recovery of an address that is under way. */
  get_recovery(lost: Address): Option<Recovery> {
    const args = Args.of().add<Address>(lost);
    return call<Option<Recovery>>(this.address, sym('get_recovery'), args);
  }

  try_get_recovery(lost: Address): TryResult<Option<Recovery>> {
    const args = Args.of().add<Address>(lost);
    return tryCall<Option<Recovery>>(this.address, sym('get_recovery'), args);
  }

  /** Sets how many seconds a recovery waits. The router only, for governance. */
  set_recovery_delay(seconds: u64): void {
    const args = Args.of().add<u64>(seconds);
    call<void>(this.address, sym('set_recovery_delay'), args);
  }

  try_set_recovery_delay(seconds: u64): TryResult<void> {
    const args = Args.of().add<u64>(seconds);
    return tryCall<void>(this.address, sym('set_recovery_delay'), args);
  }

  /** Seconds. */
  get_recovery_delay(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('get_recovery_delay'), args);
  }

  try_get_recovery_delay(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('get_recovery_delay'), args);
  }

  /** The address that a lost one was given up for (SEP-57). */
  recovery_target(old_account: Address): Option<Address> {
    const args = Args.of().add<Address>(old_account);
    return call<Option<Address>>(this.address, sym('recovery_target'), args);
  }

  try_recovery_target(old_account: Address): TryResult<Option<Address>> {
    const args = Args.of().add<Address>(old_account);
    return tryCall<Option<Address>>(this.address, sym('recovery_target'), args);
  }

  /** Answers each question by itself, with the error code as the reason. Changes nothing. */
  batch_compliance_check(operations: Vec<ComplianceCheck>): Vec<ComplianceResult> {
    const args = Args.of().add<Vec<ComplianceCheck>>(operations);
    return call<Vec<ComplianceResult>>(this.address, sym('batch_compliance_check'), args);
  }

  try_batch_compliance_check(operations: Vec<ComplianceCheck>): TryResult<Vec<ComplianceResult>> {
    const args = Args.of().add<Vec<ComplianceCheck>>(operations);
    return tryCall<Vec<ComplianceResult>>(this.address, sym('batch_compliance_check'), args);
  }

  /**
   * Checks a movement of tokens on both sides, and whoever decided it, and books it: against the limits of both sides, and
   * as an act of `actor`, the holder or its spender. Registered tokens only.
   */
  authorize_transfer(caller: Address, actor: Address, _from: Address, to: Option<Address>, amount: u64): void {
    const args = Args.of()
      .add<Address>(caller)
      .add<Address>(actor)
      .add<Address>(_from)
      .add<Option<Address>>(to)
      .add<u64>(amount);
    call<void>(this.address, sym('authorize_transfer'), args);
  }

  try_authorize_transfer(
    caller: Address,
    actor: Address,
    _from: Address,
    to: Option<Address>,
    amount: u64,
  ): TryResult<void> {
    const args = Args.of()
      .add<Address>(caller)
      .add<Address>(actor)
      .add<Address>(_from)
      .add<Option<Address>>(to)
      .add<u64>(amount);
    return tryCall<void>(this.address, sym('authorize_transfer'), args);
  }

  /** Makes an account one of the system itself, which no identity is asked of, or no longer. The router only. */
  set_exempt(account: Address, exempt: bool, reason: Str): void {
    const args = Args.of().add<Address>(account).add<bool>(exempt).add<Str>(reason);
    call<void>(this.address, sym('set_exempt'), args);
  }

  try_set_exempt(account: Address, exempt: bool, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(account).add<bool>(exempt).add<Str>(reason);
    return tryCall<void>(this.address, sym('set_exempt'), args);
  }

  is_exempt(account: Address): bool {
    const args = Args.of().add<Address>(account);
    return call<bool>(this.address, sym('is_exempt'), args);
  }

  try_is_exempt(account: Address): TryResult<bool> {
    const args = Args.of().add<Address>(account);
    return tryCall<bool>(this.address, sym('is_exempt'), args);
  }

  /** Lets a contract book transfers, or no longer. The router only. */
  set_caller(caller: Address, registered: bool): void {
    const args = Args.of().add<Address>(caller).add<bool>(registered);
    call<void>(this.address, sym('set_caller'), args);
  }

  try_set_caller(caller: Address, registered: bool): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<bool>(registered);
    return tryCall<void>(this.address, sym('set_caller'), args);
  }

  is_caller(account: Address): bool {
    const args = Args.of().add<Address>(account);
    return call<bool>(this.address, sym('is_caller'), args);
  }

  try_is_caller(account: Address): TryResult<bool> {
    const args = Args.of().add<Address>(account);
    return tryCall<bool>(this.address, sym('is_caller'), args);
  }

  /** Says which countries' identities may take part. The router only. */
  set_country_policy(policy: CountryPolicy): void {
    const args = Args.of().add<CountryPolicy>(policy);
    call<void>(this.address, sym('set_country_policy'), args);
  }

  try_set_country_policy(policy: CountryPolicy): TryResult<void> {
    const args = Args.of().add<CountryPolicy>(policy);
    return tryCall<void>(this.address, sym('set_country_policy'), args);
  }

  get_country_policy(): CountryPolicy {
    const args = Args.of();
    return call<CountryPolicy>(this.address, sym('get_country_policy'), args);
  }

  try_get_country_policy(): TryResult<CountryPolicy> {
    const args = Args.of();
    return tryCall<CountryPolicy>(this.address, sym('get_country_policy'), args);
  }

  /** Sets the risk score above which an operation brings its identity under review. The router only. */
  set_risk_threshold(threshold: u32): void {
    const args = Args.of().add<u32>(threshold);
    call<void>(this.address, sym('set_risk_threshold'), args);
  }

  try_set_risk_threshold(threshold: u32): TryResult<void> {
    const args = Args.of().add<u32>(threshold);
    return tryCall<void>(this.address, sym('set_risk_threshold'), args);
  }

  get_risk_threshold(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('get_risk_threshold'), args);
  }

  try_get_risk_threshold(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('get_risk_threshold'), args);
  }

  /** The risk score of an identity as of now. */
  get_risk(user: Address): RiskScore {
    const args = Args.of().add<Address>(user);
    return call<RiskScore>(this.address, sym('get_risk'), args);
  }

  try_get_risk(user: Address): TryResult<RiskScore> {
    const args = Args.of().add<Address>(user);
    return tryCall<RiskScore>(this.address, sym('get_risk'), args);
  }

  /** The risk score that signals give, whoever they are about. */
  score_risk(signals: RiskSignals): RiskScore {
    const args = Args.of().add<RiskSignals>(signals);
    return call<RiskScore>(this.address, sym('score_risk'), args);
  }

  try_score_risk(signals: RiskSignals): TryResult<RiskScore> {
    const args = Args.of().add<RiskSignals>(signals);
    return tryCall<RiskScore>(this.address, sym('score_risk'), args);
  }

  /** True, or the error that says which rule `user` or `counterparty` would break. Changes nothing. */
  verify_operation_compliance(
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): bool {
    const args = Args.of()
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<Option<Address>>(counterparty);
    return call<bool>(this.address, sym('verify_operation_compliance'), args);
  }

  try_verify_operation_compliance(
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): TryResult<bool> {
    const args = Args.of()
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<Option<Address>>(counterparty);
    return tryCall<bool>(this.address, sym('verify_operation_compliance'), args);
  }

  /**
   * Verifies, books the amount against the user's limits, and issues a proof that `consumer` can use once. The router only.
   */
  authorize_operation(
    consumer: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): BytesN<32> {
    const args = Args.of()
      .add<Address>(consumer)
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<Option<Address>>(counterparty);
    return call<BytesN<32>>(this.address, sym('authorize_operation'), args);
  }

  try_authorize_operation(
    consumer: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): TryResult<BytesN<32>> {
    const args = Args.of()
      .add<Address>(consumer)
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<Option<Address>>(counterparty);
    return tryCall<BytesN<32>>(this.address, sym('authorize_operation'), args);
  }

  /** Uses a proof up. Only the contract that it was issued to. */
  consume_compliance_proof(proof: BytesN<32>, user: Address, operation: OperationType, amount: u64): void {
    const args = Args.of().add<BytesN<32>>(proof).add<Address>(user).add<OperationType>(operation).add<u64>(amount);
    call<void>(this.address, sym('consume_compliance_proof'), args);
  }

  try_consume_compliance_proof(
    proof: BytesN<32>,
    user: Address,
    operation: OperationType,
    amount: u64,
  ): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(proof).add<Address>(user).add<OperationType>(operation).add<u64>(amount);
    return tryCall<void>(this.address, sym('consume_compliance_proof'), args);
  }

  /** Writes a completed operation into the audit trail, and returns the user's identity. The router only. */
  register_integration_event(user: Address, operation: OperationType, amount: u64, metadata: Map<Str, Str>): Address {
    const args = Args.of()
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<Map<Str, Str>>(metadata);
    return call<Address>(this.address, sym('register_integration_event'), args);
  }

  try_register_integration_event(
    user: Address,
    operation: OperationType,
    amount: u64,
    metadata: Map<Str, Str>,
  ): TryResult<Address> {
    const args = Args.of()
      .add<Address>(user)
      .add<OperationType>(operation)
      .add<u64>(amount)
      .add<Map<Str, Str>>(metadata);
    return tryCall<Address>(this.address, sym('register_integration_event'), args);
  }

  /** Sets what one tier may do with one kind of operation, in satoshis. The router only. */
  set_limits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
    const args = Args.of()
      .add<u32>(tier)
      .add<OperationType>(operation)
      .add<u64>(per_operation)
      .add<u64>(daily)
      .add<u64>(monthly);
    call<void>(this.address, sym('set_limits'), args);
  }

  try_set_limits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): TryResult<void> {
    const args = Args.of()
      .add<u32>(tier)
      .add<OperationType>(operation)
      .add<u64>(per_operation)
      .add<u64>(daily)
      .add<u64>(monthly);
    return tryCall<void>(this.address, sym('set_limits'), args);
  }

  get_limits(tier: u32, operation: OperationType): OperationLimits {
    const args = Args.of().add<u32>(tier).add<OperationType>(operation);
    return call<OperationLimits>(this.address, sym('get_limits'), args);
  }

  try_get_limits(tier: u32, operation: OperationType): TryResult<OperationLimits> {
    const args = Args.of().add<u32>(tier).add<OperationType>(operation);
    return tryCall<OperationLimits>(this.address, sym('get_limits'), args);
  }

  /** Under review is who an officer or a pattern of operations brought there. */
  get_identity(user: Address): Identity {
    const args = Args.of().add<Address>(user);
    return call<Identity>(this.address, sym('get_identity'), args);
  }

  try_get_identity(user: Address): TryResult<Identity> {
    const args = Args.of().add<Address>(user);
    return tryCall<Identity>(this.address, sym('get_identity'), args);
  }

  /** What everything of one identity is counted by: its first address. A system account counts by itself. */
  identity_of(account: Address): Address {
    const args = Args.of().add<Address>(account);
    return call<Address>(this.address, sym('identity_of'), args);
  }

  try_identity_of(account: Address): TryResult<Address> {
    const args = Args.of().add<Address>(account);
    return tryCall<Address>(this.address, sym('identity_of'), args);
  }

  /** The permanent number of a registered address; custody derives its Bitcoin address from it. */
  address_index(user: Address): u32 {
    const args = Args.of().add<Address>(user);
    return call<u32>(this.address, sym('address_index'), args);
  }

  try_address_index(user: Address): TryResult<u32> {
    const args = Args.of().add<Address>(user);
    return tryCall<u32>(this.address, sym('address_index'), args);
  }

  /** How many addresses have a number: one from here on is nobody's. */
  address_count(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('address_count'), args);
  }

  try_address_count(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('address_count'), args);
  }

  /** Calls a function and undoes it. Fails always, with 57 at the end. Anyone. */
  rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): void {
    const args = Args.of().add<Address>(target).add<Sym>(function_name).add<Vec<Val>>(parameters);
    call<void>(this.address, sym('rehearse'), args);
  }

  try_rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): TryResult<void> {
    const args = Args.of().add<Address>(target).add<Sym>(function_name).add<Vec<Val>>(parameters);
    return tryCall<void>(this.address, sym('rehearse'), args);
  }

  set_paused(paused: bool): void {
    const args = Args.of().add<bool>(paused);
    call<void>(this.address, sym('set_paused'), args);
  }

  try_set_paused(paused: bool): TryResult<void> {
    const args = Args.of().add<bool>(paused);
    return tryCall<void>(this.address, sym('set_paused'), args);
  }

  paused(): bool {
    const args = Args.of();
    return call<bool>(this.address, sym('paused'), args);
  }

  try_paused(): TryResult<bool> {
    const args = Args.of();
    return tryCall<bool>(this.address, sym('paused'), args);
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    call<void>(this.address, sym('upgrade'), args);
  }

  try_upgrade(new_wasm_hash: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    return tryCall<void>(this.address, sym('upgrade'), args);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    const args = Args.of();
    call<void>(this.address, sym('migrate'), args);
  }

  try_migrate(): TryResult<void> {
    const args = Args.of();
    return tryCall<void>(this.address, sym('migrate'), args);
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
