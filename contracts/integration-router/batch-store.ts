import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  persistent,
  require,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import { IntegrationError } from './errors.ts';
import { DataKey } from './storage.ts';
import type { ContractCall } from './types.ts';

/** What is left of a batch: its identifier is used up, and a Bitcoin leg may have to be undone. */
@contracttype
export class BatchRecord {
  rollback_calls!: Vec<ContractCall>;
  rolled_back!: bool;
  /** Ledger time, seconds. */
  timeout!: u64;
  withdrawals!: Vec<BytesN<32>>;
}

/** Identifiers are the caller's own: nobody can use up somebody else's. */
export function hasBatch(caller: Address, operation_id: BytesN<32>): bool {
  return persistent.has<DataKey>(DataKey.Batch(caller, operation_id));
}

export function loadBatch(caller: Address, operation_id: BytesN<32>): BatchRecord {
  require(hasBatch(caller, operation_id), IntegrationError.InvalidOperationState);
  return persistent.get<DataKey, BatchRecord>(DataKey.Batch(caller, operation_id));
}

export function storeBatch(caller: Address, operation_id: BytesN<32>, record: BatchRecord): void {
  const key = DataKey.Batch(caller, operation_id);
  persistent.set<DataKey, BatchRecord>(key, record);
  touch<DataKey>(key);
}
