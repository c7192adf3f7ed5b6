import {
  type Address,
  Bytes,
  type BytesN,
  bytes,
  crypto,
  i128,
  publish,
  require,
  type Str,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { OperationType } from '../shared/operations.ts';
import { burn, mint } from '../shared/sep41/movements.ts';
import { loadBalance } from '../shared/sep41/storage.ts';
import { TokenError } from './errors.ts';
import type { IntegratedBurn, IntegratedRefund } from './events.ts';
import { requireNotFrozen } from './movements.ts';
import {
  type BurnRecord,
  hasBurn,
  loadBurn,
  loadBurnCount,
  loadConfig,
  removeBurn,
  storeBurn,
  storeBurnCount,
} from './storage.ts';

/**
 * Burns what the registry approved, to be paid out in Bitcoin, and returns the id of the withdrawal. It counts the
 * holder's own withdrawals, so two that are prepared at the same time touch the same entries, and only one happens.
 */
export function integratedBurn(from: Address, amount: u64, btc_address: Str, compliance_proof: BytesN<32>): BytesN<32> {
  require(amount > 0, TokenError.InvalidAmount);
  const burned = i128.from(amount);
  require(loadBalance(from) >= burned, TokenError.InsufficientBalance);
  new KycRegistryClient(loadConfig().kyc_registry).consume_compliance_proof(
    compliance_proof,
    from,
    OperationType.TokenWithdrawal,
    amount,
  );
  const count = loadBurnCount(from) + 1;
  storeBurnCount(from, count);
  const withdrawal_id = withdrawalId(from, count);
  const record: BurnRecord = { amount: burned, from };
  storeBurn(withdrawal_id, record);

  requireNotFrozen(from, burned);
  burn(from, burned);
  publish<IntegratedBurn>({ from, withdrawal_id, amount, btc_address, compliance_proof });
  return withdrawal_id;
}

/** Gives back what one withdrawal burned, to whom it was burned from, once. */
export function integratedRefund(withdrawal_id: BytesN<32>): void {
  require(hasBurn(withdrawal_id), TokenError.BurnNotFound);
  const record = loadBurn(withdrawal_id);
  removeBurn(withdrawal_id);
  mint(record.from, record.amount);
  publish<IntegratedRefund>({ to: record.from, withdrawal_id, amount: record.amount });
}

/** What was paid is not refunded any more: nothing is kept of it here. */
export function integratedSettle(withdrawal_id: BytesN<32>): void {
  require(hasBurn(withdrawal_id), TokenError.BurnNotFound);
  removeBurn(withdrawal_id);
}

/** sha256("token_withdrawal" ‖ XDR of the holder's address ‖ number of the withdrawal as 4 bytes, big-endian). */
function withdrawalId(from: Address, count: u32): BytesN<32> {
  return crypto.sha256(bytes('token_withdrawal').append(Bytes.serialize<Address>(from)).pushU32(count));
}
