import {
  type Address,
  Args,
  Bytes,
  type BytesN,
  type bool,
  call,
  currentContract,
  ledger,
  publish,
  require,
  type Str,
  type Sym,
  str,
  sym,
  type u32,
  type u64,
  Val,
  Vec,
} from '@istsi/soroban-sdk';
import { hashOf, requireAttestation } from '../shared/attestation.ts';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { requireAllowed } from './batch-gate.ts';
import { fits } from './batch-size.ts';
import { type BatchRecord, hasBatch, loadBatch, storeBatch } from './batch-store.ts';
import { executeBitcoinDeposit } from './deposit.ts';
import { IntegrationError } from './errors.ts';
import type { BatchExecuted, BatchRolledBack } from './events.ts';
import { executeExchange } from './exchange.ts';
import { requireNormal } from './modes.ts';
import { MAY_OPERATE, requireHeld } from './permissions.ts';
import { tryRollbackWithdrawal } from './rollback.ts';
import { loadOperation } from './storage.ts';
import { type BatchOperation, type ContractCall, OperationStatus } from './types.ts';
import { executeTokenWithdrawal } from './withdrawal.ts';

/** SCV_ADDRESS. */
const ADDRESS: u32 = 18;
/** Seconds. A signed batch does not lie around for longer. */
const MAX_TIMEOUT: u64 = 7 * 86_400;

/**
 * What one batch has done so far. An address authorizes a call once, so everyone whose operation is in a batch signs
 * the batch as a whole: nobody's operation can be put next to others that they did not see. Custodians sign the hash of it.
 */
class Progress {
  signed: Vec<Address>;
  withdrawals: Vec<BytesN<32>> = Vec.empty<BytesN<32>>();
  // Once somebody signs it.
  hash: Vec<BytesN<32>> = Vec.empty<BytesN<32>>();

  constructor(
    caller: Address,
    // Of the entry that runs the batch.
    public args: Args,
  ) {
    this.signed = Vec.of<Address>(caller);
  }
}

/**
 * Every call in order, or none: a failure anywhere fails the transaction. Rollback calls are for batches that owe
 * Bitcoin, because only that can fail after the transaction.
 */
export function executeBatch(caller: Address, batch: BatchOperation): Vec<Val> {
  const now = ledger.timestamp();
  require(now < batch.timeout, IntegrationError.OperationTimeout);
  require(batch.timeout - now <= MAX_TIMEOUT, IntegrationError.InvalidOperationState);
  require(!hasBatch(caller, batch.operation_id), IntegrationError.DuplicateOperation);
  require(!batch.calls.isEmpty && fits(batch.calls), IntegrationError.InvalidOperationState);
  require(fits(batch.rollback_calls), IntegrationError.InvalidOperationState);
  const progress = new Progress(caller, Args.of().add<Address>(caller).add<BatchOperation>(batch));
  const results = runAll(batch.calls, progress);
  const owesBitcoin = !progress.withdrawals.isEmpty;
  require(owesBitcoin || batch.rollback_calls.isEmpty, IntegrationError.InvalidOperationState);
  for (const rollback of batch.rollback_calls) requirePassing(rollback);
  const record: BatchRecord = {
    rollback_calls: batch.rollback_calls,
    rolled_back: false,
    timeout: batch.timeout,
    withdrawals: progress.withdrawals,
  };
  storeBatch(caller, batch.operation_id, record);
  publish<BatchExecuted>({ caller, operation_id: batch.operation_id, calls: batch.calls.length, timestamp: now });
  return results;
}

/**
 * After the timeout: gives back every withdrawal of the batch that can be. One that is paid, or may still be, keeps the
 * others from nothing. What the rollback calls undo belongs to a batch of which nothing was paid: they run, once, when the
 * last withdrawal is back, and never when one was paid.
 */
export function rollbackBatch(caller: Address, operation_id: BytesN<32>): void {
  const record = loadBatch(caller, operation_id);
  require(!record.rolled_back && !record.withdrawals.isEmpty, IntegrationError.InvalidOperationState);
  require(ledger.timestamp() >= record.timeout, IntegrationError.InvalidOperationState);
  let refunded: u32 = 0;
  let kept: u32 = 0;
  for (const withdrawal of record.withdrawals) {
    if (loadOperation(withdrawal).status === OperationStatus.RolledBack) continue;
    if (tryRollbackWithdrawal(withdrawal)) refunded += 1;
    else kept += 1;
  }
  // Somebody may have had all of them given back one by one.
  require(refunded > 0 || kept === 0, IntegrationError.InvalidOperationState);
  record.rolled_back = kept === 0;
  storeBatch(caller, operation_id, record);
  // New operations, which begin only where operations do.
  if (kept === 0 && !record.rollback_calls.isEmpty) {
    requireNormal();
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(operation_id);
    runAll(record.rollback_calls, new Progress(caller, args));
  }
  publish<BatchRolledBack>({ caller, operation_id, timestamp: ledger.timestamp() });
}

function runAll(calls: Vec<ContractCall>, progress: Progress): Vec<Val> {
  let results = Vec.empty<Val>();
  for (const item of calls) {
    const result = run(item, progress);
    require(isOfType(result, item.expected_return_type), IntegrationError.InvalidContractResponse);
    results = results.push(result);
  }
  return results;
}

function run(item: ContractCall, progress: Progress): Val {
  if (item.target_contract === currentContract()) return runOwn(item.function_name, item.parameters, progress);
  requireAllowed(item.target_contract, item.function_name, item.parameters);
  // By every convention, SEP-41's too, whom a call acts for comes first; they see what else is in the batch.
  const isForSomeone = !item.parameters.isEmpty && typeOf(item.parameters.first()) === ADDRESS;
  if (isForSomeone) authorizeOnce(item.parameters.first().as<Address>(), progress);
  let args = Args.of();
  for (const parameter of item.parameters) args = args.add<Val>(parameter);
  return call<Val>(item.target_contract, item.function_name, args);
}

// A contract cannot call itself on Soroban: its own entries run here, with the authorization that each of them demands.
function runOwn(name: Sym, parameters: Vec<Val>, progress: Progress): Val {
  if (name === sym('execute_bitcoin_deposit')) return runDeposit(parameters, progress);
  if (name === sym('execute_cross_token_exchange')) return runExchange(parameters, progress);
  requireOwn(name);
  require(parameters.length === 4, IntegrationError.InvalidOperationState);
  const user = parameters.at(0).as<Address>();
  authorizeOnce(user, progress);
  const id = executeTokenWithdrawal(
    user,
    parameters.at(1).as<u64>(),
    parameters.at(2).as<Str>(),
    parameters.at(3).as<u64>(),
  );
  progress.withdrawals = progress.withdrawals.push(id);
  return Val.of<BytesN<32>>(id);
}

function runDeposit(parameters: Vec<Val>, progress: Progress): Val {
  require(parameters.length === 9, IntegrationError.InvalidOperationState);
  const operator = parameters.at(0).as<Address>();
  authorizeOnce(operator, progress);
  requireHeld(operator, MAY_OPERATE);
  const attestors = parameters.at(1).as<Vec<Address>>();
  for (const attestor of attestors) attestOnce(attestor, progress);
  const block: BitcoinBlock = { hash: parameters.at(8).as<BytesN<32>>(), height: parameters.at(7).as<u32>() };
  const id = executeBitcoinDeposit(
    attestors,
    parameters.at(2).as<Address>(),
    parameters.at(3).as<u64>(),
    parameters.at(4).as<BytesN<32>>(),
    parameters.at(5).as<u32>(),
    parameters.at(6).as<u32>(),
    block,
  );
  return Val.of<BytesN<32>>(id);
}

function runExchange(parameters: Vec<Val>, progress: Progress): Val {
  require(parameters.length === 6, IntegrationError.InvalidOperationState);
  const user = parameters.at(0).as<Address>();
  authorizeOnce(user, progress);
  const amount_out = executeExchange(
    user,
    parameters.at(1).as<Address>(),
    parameters.at(2).as<Address>(),
    parameters.at(3).as<u64>(),
    parameters.at(4).as<u64>(),
    parameters.at(5).as<u64>(),
  );
  return Val.of<u64>(amount_out);
}

/** What could not run at all is refused when the batch is made, not when somebody needs it. */
function requirePassing(item: ContractCall): void {
  if (item.target_contract === currentContract()) requireOwn(item.function_name);
  else requireAllowed(item.target_contract, item.function_name, item.parameters);
}

function requireOwn(name: Sym): void {
  const isOwn =
    name === sym('execute_bitcoin_deposit') ||
    name === sym('execute_token_withdrawal') ||
    name === sym('execute_cross_token_exchange');
  require(isOwn, IntegrationError.InsufficientPermissions);
}

function authorizeOnce(address: Address, progress: Progress): void {
  if (progress.signed.includes(address)) return;
  address.requireAuth();
  progress.signed = progress.signed.push(address);
}

function attestOnce(attestor: Address, progress: Progress): void {
  if (progress.signed.includes(attestor)) return;
  if (progress.hash.isEmpty) progress.hash = Vec.of<BytesN<32>>(hashOf(progress.args));
  requireAttestation(attestor, progress.hash.first());
  progress.signed = progress.signed.push(attestor);
}

/** The number of a value's type (SCValType of Stellar-contract.x), with which its XDR begins. */
function typeOf(value: Val): u32 {
  return Bytes.serialize<Val>(value).at(3);
}

function isOfType(value: Val, name: Str): bool {
  const type = typeOf(value);
  if (name === str('bool')) return type === 0;
  if (name === str('void')) return type === 1;
  if (name === str('u32')) return type === 3;
  if (name === str('i32')) return type === 4;
  if (name === str('u64')) return type === 5;
  if (name === str('i64')) return type === 6;
  if (name === str('u128')) return type === 9;
  if (name === str('i128')) return type === 10;
  if (name === str('bytes')) return type === 13;
  if (name === str('string')) return type === 14;
  if (name === str('symbol')) return type === 15;
  if (name === str('vec')) return type === 16;
  if (name === str('map')) return type === 17;
  return name === str('address') && type === ADDRESS;
}
