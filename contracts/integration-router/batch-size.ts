import { type bool, currentContract, type Sym, sym, type u32, type Vec } from '@istsi/soroban-sdk';
import type { ContractCall } from './types.ts';

// A ledger takes 16,384 bytes of events and results of a transaction, and a simulation does not say when that is too
// little: what the ledger would refuse is refused here. These are the most bytes that each kind of call publishes, in the
// contracts below it too.
const ROOM: u32 = 16_000;
const BITCOIN_OPERATION: u32 = 2_600;
const EXCHANGE: u32 = 1_900;
const OTHER: u32 = 1_000;

/** Whether a transaction has room for all of these calls: six deposits and withdrawals, eight exchanges or sixteen others. */
export function fits(calls: Vec<ContractCall>): bool {
  let bytes: u32 = 0;
  for (const item of calls) bytes += item.target_contract === currentContract() ? bytesOf(item.function_name) : OTHER;
  return bytes <= ROOM;
}

function bytesOf(operation: Sym): u32 {
  return operation === sym('execute_cross_token_exchange') ? EXCHANGE : BITCOIN_OPERATION;
}
