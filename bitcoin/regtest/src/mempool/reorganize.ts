import type { ChainUpdate } from '../chain/chain.ts';
import { Rejection } from '../chain/rejection.ts';
import type { Transaction } from '../encoding/transaction.ts';
import { type AcceptContext, acceptTransaction } from './accept.ts';
import type { MempoolEntry } from './entry.ts';

/** Transactions that found no block for two weeks are dropped. */
const EXPIRY_SECONDS = 336 * 60 * 60;

/** Looks at the entries only once the oldest one has come of age. */
export function expireOld({ mempool, nowSeconds }: AcceptContext): void {
  const limit = nowSeconds() - EXPIRY_SECONDS;
  if (mempool.oldestSeconds >= limit) return;
  for (const entry of [...mempool.entries.values()]) if (entry.time < limit) mempool.evict(entry);
  mempool.refreshOldest();
}

/** Brings the mempool in line with the chain: mined transactions leave, those of abandoned blocks come back if still valid. */
export function followChain(context: AcceptContext, update: ChainUpdate): void {
  const { mempool } = context;
  for (const node of update.connected) mempool.removeForBlock(node.block!.transactions);
  if (update.connected.length > 0) mempool.rollingMinimum.blockArrived(context.nowSeconds());
  if (update.disconnected.length === 0) return;
  const waiting = [...mempool.entries.values()];
  mempool.clear();
  // Blocks were taken off from the tip down, so the last one is the oldest.
  const returned = update.disconnected.toReversed().flatMap((node) => node.block!.transactions.slice(1));
  for (const tx of returned) readmit(context, tx);
  for (const entry of waiting) readmit(context, entry.tx, entry);
}

function readmit(context: AcceptContext, tx: Transaction, before?: MempoolEntry): void {
  try {
    const { entry } = acceptTransaction(context, tx, { bypassLimits: true, ...(before && { time: before.time }) });
    if (!before) return;
    entry.height = before.height;
    entry.isUnbroadcast = before.isUnbroadcast;
  } catch (error) {
    // No longer valid on this chain, or in conflict with what is.
    if (!(error instanceof Rejection)) throw error;
  }
}
