import {
  type Address,
  type BytesN,
  ledger,
  Option,
  publish,
  require,
  type Str,
  str,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { IstsiTokenClient } from '../shared/clients/istsi-token.ts';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { ReserveManagerClient, WithdrawalState } from '../shared/clients/reserve-manager.ts';
import { type ComplianceResult, OperationType } from '../shared/operations.ts';
import { IntegrationError } from './errors.ts';
import type { OperationSettled, ReserveUpdate, TokenWithdrawal } from './events.ts';
import { hexOf } from './ids.ts';
import { countPending, reopenFailed, settlePending } from './metrics.ts';
import { takeRate } from './rate-limits.ts';
import { failCompliance } from './refusals.ts';
import { hasOperation, loadEcosystem, loadOperation, loadTraffic, storeOperation, storeTraffic } from './storage.ts';
import { type OperationContext, OperationStatus } from './types.ts';

/** Compliance, burn and record: from here on the reserve owes the user Bitcoin, until it pays or the router refunds. */
export function executeTokenWithdrawal(user: Address, token_amount: u64, btc_address: Str, max_fee: u64): BytesN<32> {
  const ecosystem = loadEcosystem();
  const registry = new KycRegistryClient(ecosystem.kyc_registry);
  const token = new IstsiTokenClient(ecosystem.istsi_token);
  const reserve = new ReserveManagerClient(ecosystem.reserve_manager);

  const proof = authorizeWithdrawal(registry, ecosystem.istsi_token, user, token_amount);
  const withdrawal_id = token.integrated_burn(user, token_amount, btc_address, proof);
  require(!hasOperation(withdrawal_id), IntegrationError.DuplicateOperation);
  const status = reserve.record_withdrawal(withdrawal_id, token_amount, btc_address, max_fee);
  const metadata = Map.empty<Str, Str>()
    .set(str('btc_address'), btc_address)
    .set(str('operation_id'), hexOf(withdrawal_id));
  const identity = registry.register_integration_event(user, OperationType.TokenWithdrawal, token_amount, metadata);

  storeOperation(pendingWithdrawal(withdrawal_id, user, token_amount));
  const timestamp = ledger.timestamp();
  const traffic = loadTraffic();
  takeRate(traffic, identity, OperationType.TokenWithdrawal, token_amount);
  countPending(traffic, status.reserve_ratio);
  storeTraffic(traffic);
  publish<TokenWithdrawal>({
    user,
    operation_id: withdrawal_id,
    btc_address,
    btc_amount: token_amount,
    istsi_burned: token_amount,
    max_fee,
    timestamp,
    withdrawal_id,
  });
  publish<ReserveUpdate>({
    reserve_ratio: status.reserve_ratio,
    timestamp,
    total_btc: status.total_btc,
    total_istsi: status.total_istsi,
  });
  return withdrawal_id;
}

/** Brings the record of a withdrawal up to date with what the reserve knows: its payment is complete. */
export function settleWithdrawal(operation_id: BytesN<32>): void {
  const context = loadOpenWithdrawal(operation_id);
  const ecosystem = loadEcosystem();
  const state = new ReserveManagerClient(ecosystem.reserve_manager).get_withdrawal(operation_id).state;
  require(state === WithdrawalState.Completed, IntegrationError.InvalidOperationState);
  new IstsiTokenClient(ecosystem.istsi_token).integrated_settle(operation_id);
  context.status = OperationStatus.Completed;
  storeOperation(context);
  settlePending(true, ledger.timestamp() - context.timestamp);
  publish<OperationSettled>({ operation_id, status: context.status, timestamp: ledger.timestamp() });
}

/**
 * The record of a withdrawal that is neither paid nor refunded, as far as the router knows. What an officer gave up is
 * neither, and ends like any other: a mark on the record keeps nobody from their money.
 */
export function loadOpenWithdrawal(operation_id: BytesN<32>): OperationContext {
  const context = loadOperation(operation_id);
  require(context.operation_type === OperationType.TokenWithdrawal, IntegrationError.InvalidOperationState);
  const isGivenUp = context.status === OperationStatus.Failed;
  require(isGivenUp || context.status === OperationStatus.Pending, IntegrationError.InvalidOperationState);
  // How it ends is counted in place of the mark.
  if (isGivenUp) reopenFailed();
  return context;
}

function authorizeWithdrawal(registry: KycRegistryClient, token: Address, user: Address, amount: u64): BytesN<32> {
  const answer = registry.try_authorize_operation(
    token,
    user,
    OperationType.TokenWithdrawal,
    amount,
    Option.none<Address>(),
  );
  if (answer.isErr) failCompliance(answer.isContractError, answer.code);
  return answer.unwrap();
}

function pendingWithdrawal(operation_id: BytesN<32>, user: Address, amount: u64): OperationContext {
  const check: ComplianceResult = { compliant: true, operation: OperationType.TokenWithdrawal, reason: 0, user };
  return {
    amount,
    compliance_checks: Vec.of<ComplianceResult>(check),
    operation_id,
    operation_type: OperationType.TokenWithdrawal,
    status: OperationStatus.Pending,
    timestamp: ledger.timestamp(),
    user,
  };
}
