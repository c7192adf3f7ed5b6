import { findTransaction } from '../block/verify.ts';
import type { BitcoinRpc } from './rpc.ts';

/**
 * How many blocks of the best chain confirm a transaction; undefined if none does. Needs no transaction index as long as
 * one of its outputs is unspent, or the block is among the last `mostBlocks`.
 */
export async function transactionDepth(
  rpc: BitcoinRpc,
  { txid, outputs, mostBlocks }: { txid: string; outputs: number; mostBlocks: number },
): Promise<number | undefined> {
  for (let vout = 0; vout < outputs; vout++) {
    const unspent = await rpc.getUnspentOutput(txid, vout, 'chain');
    if (unspent) return unspent.confirmations;
  }
  const transaction = await rpc.getTransaction(txid);
  // In the memory pool, and so in no block: nothing has to be searched.
  if (transaction && transaction.blockHash === undefined) return undefined;
  const header = transaction?.blockHash === undefined ? undefined : await rpc.getHeader(transaction.blockHash);
  if (header && header.confirmations > 0) return header.confirmations;
  return await searchBlocks(rpc, txid, mostBlocks);
}

async function searchBlocks(rpc: BitcoinRpc, txid: string, mostBlocks: number): Promise<number | undefined> {
  const tip = await rpc.getTip();
  for (let depth = 1; depth <= Math.min(mostBlocks, tip.height + 1); depth++) {
    const hash = await rpc.getBlockHash(tip.height - depth + 1);
    if (hash !== undefined && findTransaction(await rpc.getRawBlock(hash), txid)) return depth;
  }
  return undefined;
}
