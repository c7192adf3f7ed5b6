import {
  type Address,
  Args,
  Bytes,
  type BytesN,
  bytes,
  call,
  crypto,
  currentContract,
  i128,
  ledger,
  Option,
  publish,
  require,
  type Str,
  str,
  sym,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { type ComplianceResult, OperationType } from '../shared/operations.ts';
import { IntegrationError } from './errors.ts';
import type { CrossTokenExchange } from './events.ts';
import { quote } from './exchange-rate.ts';
import { hexOf } from './ids.ts';
import { countSuccess } from './metrics.ts';
import { takeRate } from './rate-limits.ts';
import { failCompliance } from './refusals.ts';
import { hasOperation, loadEcosystem, loadTraffic, storeOperation, storeTraffic } from './storage.ts';
import { type OperationContext, OperationStatus } from './types.ts';

/**
 * Swaps against what the router itself holds, at the oracle's rate, or not at all: never below `min_out`, never after
 * `deadline` (ledger time, seconds), and never by minting. Compliance is asked about the operation as a whole, and by
 * each token about its own movement.
 */
export function executeExchange(
  user: Address,
  from_token: Address,
  to_token: Address,
  amount: u64,
  min_out: u64,
  deadline: u64,
): u64 {
  const timestamp = ledger.timestamp();
  require(timestamp <= deadline, IntegrationError.OperationTimeout);
  const operation_id = exchangeId(user, from_token, to_token, amount, min_out, deadline);
  require(!hasOperation(operation_id), IntegrationError.DuplicateOperation);
  const offer = quote(from_token, to_token, amount);
  const amount_out = offer.amount_out;
  const value = offer.value;
  require(amount_out >= min_out, IntegrationError.InvalidOperationState);
  requireInventory(to_token, amount_out);
  const identity = authorizeExchange(user, value, operation_id);

  storeOperation(completedExchange(operation_id, user, value));
  const traffic = loadTraffic();
  takeRate(traffic, identity, OperationType.CrossTokenExchange, value);
  countSuccess(traffic, traffic.metrics.current_reserve_ratio);
  storeTraffic(traffic);
  transfer(from_token, user, currentContract(), amount);
  transfer(to_token, currentContract(), user, amount_out);
  publish<CrossTokenExchange>({
    user,
    operation_id,
    amount_in: amount,
    amount_out,
    fee: offer.fee,
    from_token,
    timestamp,
    to_token,
  });
  return amount_out;
}

/** The same order is executed once; to exchange as much again, choose another deadline. */
function exchangeId(
  user: Address,
  from_token: Address,
  to_token: Address,
  amount: u64,
  min_out: u64,
  deadline: u64,
): BytesN<32> {
  const order = bytes('cross_token_exchange')
    .append(Bytes.serialize<Address>(user))
    .append(Bytes.serialize<Address>(from_token))
    .append(Bytes.serialize<Address>(to_token))
    .pushU64(amount)
    .pushU64(min_out)
    .pushU64(deadline);
  return crypto.sha256(order);
}

function requireInventory(token: Address, amount: u64): void {
  const held = call<i128>(token, sym('balance'), Args.of().add<Address>(currentContract()));
  require(held >= i128.from(amount), IntegrationError.InsufficientReserves);
}

/** Books the value against the user's limits, and returns the user's identity. The proof is for the router, which uses it up at once. */
function authorizeExchange(user: Address, value: u64, operation_id: BytesN<32>): Address {
  const registry = new KycRegistryClient(loadEcosystem().kyc_registry);
  const answer = registry.try_authorize_operation(
    currentContract(),
    user,
    OperationType.CrossTokenExchange,
    value,
    Option.none<Address>(),
  );
  if (answer.isErr) failCompliance(answer.isContractError, answer.code);
  registry.consume_compliance_proof(answer.unwrap(), user, OperationType.CrossTokenExchange, value);
  const metadata = Map.empty<Str, Str>().set(str('operation_id'), hexOf(operation_id));
  return registry.register_integration_event(user, OperationType.CrossTokenExchange, value, metadata);
}

function transfer(token: Address, from: Address, to: Address, amount: u64): void {
  const args = Args.of().add<Address>(from).add<Address>(to).add<i128>(i128.from(amount));
  call<void>(token, sym('transfer'), args);
}

function completedExchange(operation_id: BytesN<32>, user: Address, value: u64): OperationContext {
  const operation = OperationType.CrossTokenExchange;
  const check: ComplianceResult = { compliant: true, operation, reason: 0, user };
  return {
    amount: value,
    compliance_checks: Vec.of<ComplianceResult>(check),
    operation_id,
    operation_type: operation,
    status: OperationStatus.Completed,
    timestamp: ledger.timestamp(),
    user,
  };
}
