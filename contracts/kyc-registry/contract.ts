import {
  type Address,
  type BytesN,
  type bool,
  contract,
  deployer,
  fail,
  type Option,
  type Str,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { touchInstance } from '../shared/ttl.ts';
import { registerIntegrationEvent } from './audit.ts';
import { refusalOf } from './compliance.ts';
import { setBlacklisted, setFrozen, setUnderReview } from './flags.ts';
import { requireNotPaused, requireOfficer, requireRouter } from './guards.ts';
import { addAddress, changeExpiry, changeRiskScore, changeStatus, changeTier, registerIdentity } from './identities.ts';
import { changeLimits, limitsOf } from './limits.ts';
import { authorizeOperation, consumeProof } from './proofs.ts';
import { isPaused, loadAccount, loadIdentityOf, storePaused, storeRouter } from './storage.ts';
import type { Identity, IdentityStatus, OperationLimits } from './types.ts';

/**
 * The one authority on who may take part, and in what amounts.
 * While it is paused only decisions that narrow rights are possible: freezing, blacklisting, starting a review.
 */
@contract
export class KycRegistry {
  __constructor(router: Address): void {
    storeRouter(router);
    storePaused(false);
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

  /** Writes a completed operation into the audit trail. The router only. */
  register_integration_event(user: Address, operation: OperationType, amount: u64, metadata: Map<Str, Str>): void {
    requireRouter();
    requireNotPaused();
    registerIntegrationEvent(user, operation, amount, metadata);
  }

  /** Sets what one tier may do with one kind of operation, in satoshis. The router only. */
  set_limits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
    requireRouter();
    requireNotPaused();
    changeLimits(tier, operation, { daily, monthly, per_operation });
  }

  get_limits(tier: u32, operation: OperationType): OperationLimits {
    return limitsOf(tier, operation);
  }

  get_identity(user: Address): Identity {
    return loadIdentityOf(user);
  }

  /** The permanent number of a registered address; custody derives its Bitcoin address from it. */
  address_index(user: Address): u32 {
    return loadAccount(user).address_index;
  }

  set_paused(paused: bool): void {
    requireRouter();
    storePaused(paused);
  }

  paused(): bool {
    return isPaused();
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    requireRouter();
    deployer.updateCurrentWasm(new_wasm_hash);
  }

  /** The version of the storage layout. */
  version(): u32 {
    return 1;
  }
}
