import {
  type Address,
  type BytesN,
  type bool,
  contract,
  deployer,
  fail,
  Option,
  require,
  type Str,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { beginLife, changePaused, isPaused, storedLayout } from '../shared/lifecycle.ts';
import type { ComplianceResult, OperationType } from '../shared/operations.ts';
import { rehearse } from '../shared/rehearsal.ts';
import { touchInstance } from '../shared/ttl.ts';
import { isUnderReview } from './activity.ts';
import { registerIntegrationEvent } from './audit.ts';
import { riskOf } from './booking.ts';
import { answerEach, refusalOf } from './compliance.ts';
import { changeCountryPolicy, countryPolicy, firstCountries } from './countries.ts';
import { KycError } from './errors.ts';
import { setBlacklisted, setFrozen, setUnderReview } from './flags.ts';
import { requireNotPaused, requireOfficer, requireRouter } from './guards.ts';
import { addAddress, changeExpiry, changeRiskScore, changeStatus, changeTier, registerIdentity } from './identities.ts';
import { changeLimits, firstLimits, limitsOf } from './limits.ts';
import { LAYOUT, migrate } from './migration.ts';
import { allowOnce } from './overrides.ts';
import { authorizeOperation, consumeProof } from './proofs.ts';
import { loadActivity, loadIdentityOf } from './records.ts';
import { changeRecoveryDelay, finishRecovery, requestRecovery, stopRecovery } from './recovery.ts';
import { scoreRisk } from './risk.ts';
import {
  hasRecovery,
  isCaller,
  isExempt,
  loadAccount,
  loadCounters,
  loadRecovery,
  loadRecoveryDelay,
  loadRiskThreshold,
  storeCaller,
  storeCounters,
  storeCountryTable,
  storeLimitTable,
  storeRecoveryDelay,
  storeRiskThreshold,
  storeRouter,
} from './storage.ts';
import { changeCaller, changeExemption, changeRiskThreshold } from './system-accounts.ts';
import { authorizeTransfer, requireRegisteredCaller } from './transfers.ts';
import type {
  ComplianceCheck,
  CountryPolicy,
  Identity,
  IdentityStatus,
  OperationLimits,
  Recovery,
  RiskScore,
  RiskSignals,
} from './types.ts';

// What fits into one transaction's reads: three entries a check.
const MAX_CHECKS: u32 = 40;

/**
 * The one authority on who may take part, and in what amounts.
 * While it is paused only decisions that narrow rights are possible: freezing, blacklisting, starting a review.
 */
@contract
export class KycRegistry {
  /** `callers` are the contracts that book transfers: the iSTSi token. */
  __constructor(router: Address, callers: Vec<Address>): void {
    storeRouter(router);
    for (const caller of callers) storeCaller(caller, true);
    storeCounters({ next_address: 0, next_identity: 1 });
    storeLimitTable(firstLimits().toBytes());
    storeCountryTable(firstCountries().toBytes());
    storeRiskThreshold(loadRiskThreshold());
    storeRecoveryDelay(loadRecoveryDelay());
    beginLife(LAYOUT);
    touchInstance();
  }

  /** Opens an active identity with one address, and returns its id. `country` is ISO 3166-1 alpha-2, `expires_at` seconds. */
  register_identity(caller: Address, user: Address, tier: u32, country: Str, expires_at: u64): u64 {
    requireOfficer(caller);
    requireNotPaused();
    return registerIdentity(caller, user, tier, country, expires_at);
  }

  /** Gives the identity of `user` one more address. */
  add_address(caller: Address, user: Address, address: Address): void {
    requireOfficer(caller);
    requireNotPaused();
    addAddress(caller, user, address);
  }

  set_tier(caller: Address, user: Address, tier: u32, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    changeTier(caller, user, tier, reason);
  }

  set_status(caller: Address, user: Address, status: IdentityStatus, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    changeStatus(caller, user, status, reason);
  }

  set_expiry(caller: Address, user: Address, expires_at: u64, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    changeExpiry(caller, user, expires_at, reason);
  }

  set_risk_score(caller: Address, user: Address, score: u32, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    changeRiskScore(caller, user, score, reason);
  }

  freeze(caller: Address, user: Address, reason: Str): void {
    requireOfficer(caller);
    setFrozen(caller, user, true, reason);
  }

  unfreeze(caller: Address, user: Address, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    setFrozen(caller, user, false, reason);
  }

  blacklist(caller: Address, user: Address, reason: Str): void {
    requireOfficer(caller);
    setBlacklisted(caller, user, true, reason);
  }

  remove_from_blacklist(caller: Address, user: Address, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    setBlacklisted(caller, user, false, reason);
  }

  /** Stops every operation of the identity until the review ends. */
  start_review(caller: Address, user: Address, reason: Str): void {
    requireOfficer(caller);
    setUnderReview(caller, user, true, reason);
  }

  end_review(caller: Address, user: Address, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    setUnderReview(caller, user, false, reason);
  }

  /** Lets the identity's next operation of a kind, up to `amount`, pass its limits or a review, once. At most a week ahead. */
  override_compliance(
    caller: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    expires_at: u64,
    reason: Str,
  ): void {
    requireOfficer(caller);
    requireNotPaused();
    allowOnce(caller, user, operation, amount, expires_at, reason);
  }

  /**
   * Asks that a lost address is given up for another one of the same identity, which may be new. After the delay that
   * governance set, another officer finishes it; until then and after it can be stopped.
   */
  request_recovery(caller: Address, lost: Address, replacement: Address, reason: Str): void {
    requireOfficer(caller);
    requireNotPaused();
    requestRecovery(caller, lost, replacement, reason);
  }

  /** Stops a recovery: the address that is said to be lost, any officer, or the router for governance. Always. */
  stop_recovery(caller: Address, lost: Address, reason: Str): void {
    caller.requireAuth();
    stopRecovery(caller, lost, reason);
  }

  /** Gives the lost address up. An officer who did not ask for it. */
  finish_recovery(caller: Address, lost: Address): void {
    requireOfficer(caller);
    requireNotPaused();
    finishRecovery(caller, lost);
  }

  /** The recovery of an address that is under way. */
  get_recovery(lost: Address): Option<Recovery> {
    return hasRecovery(lost) ? Option.some<Recovery>(loadRecovery(lost)) : Option.none<Recovery>();
  }

  /** Sets how many seconds a recovery waits. The router only, for governance. */
  set_recovery_delay(seconds: u64): void {
    requireRouter();
    changeRecoveryDelay(seconds);
  }

  /** Seconds. */
  get_recovery_delay(): u64 {
    return loadRecoveryDelay();
  }

  /** The address that a lost one was given up for (SEP-57). */
  recovery_target(old_account: Address): Option<Address> {
    return loadAccount(old_account).replaced_by;
  }

  /** Answers each question by itself, with the error code as the reason. Changes nothing. */
  batch_compliance_check(operations: Vec<ComplianceCheck>): Vec<ComplianceResult> {
    requireNotPaused();
    require(operations.length <= MAX_CHECKS, KycError.TooMany);
    return answerEach(operations);
  }

  /**
   * Checks a movement of tokens on both sides, and whoever decided it, and books it: against the limits of both sides, and
   * as an act of `actor`, the holder or its spender. Registered tokens only.
   */
  authorize_transfer(caller: Address, actor: Address, from: Address, to: Option<Address>, amount: u64): void {
    requireRegisteredCaller(caller);
    requireNotPaused();
    authorizeTransfer(actor, from, to, amount);
  }

  /** Makes an account one of the system itself, which no identity is asked of, or no longer. The router only. */
  set_exempt(account: Address, exempt: bool, reason: Str): void {
    requireRouter();
    changeExemption(account, exempt, reason);
  }

  is_exempt(account: Address): bool {
    return isExempt(account);
  }

  /** Lets a contract book transfers, or no longer. The router only. */
  set_caller(caller: Address, registered: bool): void {
    requireRouter();
    changeCaller(caller, registered);
  }

  is_caller(account: Address): bool {
    return isCaller(account);
  }

  /** Says which countries' identities may take part. The router only. */
  set_country_policy(policy: CountryPolicy): void {
    requireRouter();
    changeCountryPolicy(policy);
  }

  get_country_policy(): CountryPolicy {
    return countryPolicy();
  }

  /** Sets the risk score above which an operation brings its identity under review. The router only. */
  set_risk_threshold(threshold: u32): void {
    requireRouter();
    changeRiskThreshold(threshold);
  }

  get_risk_threshold(): u32 {
    return loadRiskThreshold();
  }

  /** The risk score of an identity as of now. */
  get_risk(user: Address): RiskScore {
    return riskOf(user);
  }

  /** The risk score that signals give, whoever they are about. */
  score_risk(signals: RiskSignals): RiskScore {
    return scoreRisk(signals);
  }

  /** True, or the error that says which rule `user` or `counterparty` would break. Changes nothing. */
  verify_operation_compliance(
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): bool {
    requireNotPaused();
    const refusal = refusalOf(user, operation, amount, counterparty);
    if (refusal !== 0) fail(refusal);
    return true;
  }

  /** Verifies, books the amount against the user's limits, and issues a proof that `consumer` can use once. The router only. */
  authorize_operation(
    consumer: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): BytesN<32> {
    requireRouter();
    requireNotPaused();
    return authorizeOperation(consumer, user, operation, amount, counterparty);
  }

  /** Uses a proof up. Only the contract that it was issued to. */
  consume_compliance_proof(proof: BytesN<32>, user: Address, operation: OperationType, amount: u64): void {
    requireNotPaused();
    consumeProof(proof, user, operation, amount);
  }

  /** Writes a completed operation into the audit trail, and returns the user's identity. The router only. */
  register_integration_event(user: Address, operation: OperationType, amount: u64, metadata: Map<Str, Str>): Address {
    requireRouter();
    requireNotPaused();
    return registerIntegrationEvent(user, operation, amount, metadata);
  }

  /** Sets what one tier may do with one kind of operation, in satoshis. The router only. */
  set_limits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
    requireRouter();
    changeLimits(tier, operation, { daily, monthly, per_operation });
  }

  get_limits(tier: u32, operation: OperationType): OperationLimits {
    return limitsOf(tier, operation);
  }

  /** Under review is who an officer or a pattern of operations brought there. */
  get_identity(user: Address): Identity {
    const identity = loadIdentityOf(user);
    if (isUnderReview(loadActivity(identity.first_address))) identity.under_review = true;
    return identity;
  }

  /** What everything of one identity is counted by: its first address. A system account counts by itself. */
  identity_of(account: Address): Address {
    return isExempt(account) ? account : loadAccount(account).identity;
  }

  /** The permanent number of a registered address; custody derives its Bitcoin address from it. */
  address_index(user: Address): u32 {
    return loadAccount(user).address_index;
  }

  /** How many addresses have a number: one from here on is nobody's. */
  address_count(): u32 {
    return loadCounters().next_address;
  }

  /** Calls a function and undoes it. Fails always, with 57 at the end. Anyone. */
  rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): void {
    rehearse(target, function_name, parameters);
  }

  set_paused(paused: bool): void {
    requireRouter();
    changePaused(paused);
  }

  paused(): bool {
    return isPaused();
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    requireRouter();
    deployer.updateCurrentWasm(new_wasm_hash);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    requireRouter();
    migrate();
  }

  kind(): ContractKind {
    return ContractKind.KycRegistry;
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    return storedLayout();
  }
}
