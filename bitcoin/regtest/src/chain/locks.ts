import type { Transaction } from '../encoding/transaction.ts';
import { SEQUENCE_DISABLE, SEQUENCE_FINAL, SEQUENCE_MASK, SEQUENCE_TYPE } from '../script/flow-operations.ts';
import { ancestorAt, type BlockNode } from './block-tree.ts';
import type { Coin } from './coins.ts';

const LOCKTIME_THRESHOLD = 500_000_000;
/** BIP68 counts time in units of 512 seconds. */
const SEQUENCE_TIME_SHIFT = 9;

/** nLockTime against the height and, per BIP113, the median time past of the block before. */
export function isFinalTransaction(tx: Transaction, height: number, medianTimePast: number): boolean {
  if (tx.lockTime === 0) return true;
  if (tx.lockTime < (tx.lockTime < LOCKTIME_THRESHOLD ? height : medianTimePast)) return true;
  return tx.inputs.every((input) => input.sequence === SEQUENCE_FINAL);
}

/** BIP68: whether every input is old enough for the transaction to enter the block after `tip`. */
export function sequenceLocksHold(tx: Transaction, coins: Coin[], tip: BlockNode): boolean {
  if (tx.version < 2) return true;
  return tx.inputs.every((input, index) => {
    if (input.sequence >= SEQUENCE_DISABLE) return true;
    const value = input.sequence & SEQUENCE_MASK;
    const coinHeight = coins[index]!.height;
    if ((input.sequence & SEQUENCE_TYPE) === 0) return coinHeight + value <= tip.height + 1;
    const before = ancestorAt(tip, Math.min(Math.max(coinHeight - 1, 0), tip.height));
    return before.medianTimePast + (value << SEQUENCE_TIME_SHIFT) <= tip.medianTimePast;
  });
}
