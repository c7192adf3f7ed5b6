import { type Bytes, BytesN, type bool, contracttype, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { Outpoint } from './bitcoin/transaction.ts';
import { type Batch, BatchEnd, type Payment, type Withdrawal, type WithdrawalState } from './types.ts';

// Batches and payments as layout 1 stored them. There is no list of them, so each is read as it is found, and written in
// the present form when it changes.

@contracttype
export class BatchOfLayout1 {
  anchor!: Outpoint;
  completed!: bool;
  held!: Vec<Outpoint>;
  latest!: BytesN<32>;
  payments!: u32;
  withdrawals!: Vec<BytesN<32>>;
}

@contracttype
export class PaymentOfLayout1 {
  batch!: BytesN<32>;
  change_outputs!: u32;
  fee!: u64;
  inputs!: Vec<Outpoint>;
}

@contracttype
export class WithdrawalOfLayout1 {
  amount!: u64;
  batch!: BytesN<32>;
  deadline!: u64;
  max_fee!: u64;
  script!: Bytes;
  state!: WithdrawalState;
}

/** As layout 2 stored it. */
@contracttype
export class BatchOfLayout2 {
  anchor!: Outpoint;
  end!: BatchEnd;
  held!: Vec<Outpoint>;
  latest!: BytesN<32>;
  owed_fee!: u64;
  payments!: u32;
  settled_by!: BytesN<32>;
  withdrawals!: Vec<BytesN<32>>;
}

export const WITHDRAWAL_FIELDS: u32 = 6;
export const BATCH_FIELDS: u32 = 6;
export const BATCH_FIELDS_OF_LAYOUT_2: u32 = 8;
export const PAYMENT_FIELDS: u32 = 4;

/** Then a replacement could bring outputs of its own, or leave some out. */
export function batchOfLayout2(old: BatchOfLayout2, latest_fee: u64): Batch {
  return {
    alike: old.payments === 1,
    anchor: old.anchor,
    end: old.end,
    held: old.held,
    latest: old.latest,
    latest_fee,
    owed_fee: old.owed_fee,
    payments: old.payments,
    settled_by: old.settled_by,
    withdrawals: old.withdrawals,
  };
}

/** Which transaction completed it was not kept: of one that ended before, nothing can be corrected. */
export function batchOfLayout1(old: BatchOfLayout1, latest_fee: u64): Batch {
  const owes = !old.completed && old.withdrawals.length === 0;
  return {
    alike: old.payments === 1,
    anchor: old.anchor,
    end: old.completed ? BatchEnd.Completed : BatchEnd.Open,
    held: old.held,
    latest: old.latest,
    latest_fee,
    owed_fee: owes ? latest_fee : 0,
    payments: old.payments,
    settled_by: BytesN.zero<32>(),
    withdrawals: old.withdrawals,
  };
}

/** Then everything that a batch authorized paid all of its withdrawals. */
export function paymentOfLayout1(old: PaymentOfLayout1, first_change: u32): Payment {
  return {
    batch: old.batch,
    change_outputs: old.change_outputs,
    fee: old.fee,
    first_change,
    inputs: old.inputs,
  };
}

/** Then all that was owed had been burned, and was paid in full. */
export function withdrawalOfLayout1(old: WithdrawalOfLayout1): Withdrawal {
  return {
    amount: old.amount,
    batch: old.batch,
    burned: old.amount,
    deadline: old.deadline,
    max_fee: old.max_fee,
    script: old.script,
    state: old.state,
  };
}
