import { toDisplayHash } from '../block/hash.ts';
import { encodeOutpoint } from '../block/scan.ts';
import type { Outpoint } from '../block/transaction.ts';
import { outpointKey, spanTxid } from '../block/transaction.ts';
import { parseHeader } from '../block/verify.ts';
import { walkBlock } from '../block/walk.ts';
import { CustodyError } from '../errors.ts';
import type { BitcoinRpc } from '../node/rpc.ts';

/** What became of an output that was unspent and deep in the chain at some moment. */
export type OutputFate =
  | { readonly is: 'unspent' }
  | { readonly is: 'spent'; readonly by: string; readonly confirmations: number }
  /** In no block, and its transaction waits for one. */
  | { readonly is: 'waiting' }
  /** In no block, and `blocksSince` blocks were mined without it since that moment. */
  | { readonly is: 'undone'; readonly blocksSince: number };

/** A block's time may be ahead of its moment by this much (consensus, MAX_FUTURE_BLOCK_TIME). */
const AHEAD_SECONDS = 7_200;
/** And behind it, as the time of the output's registration may be: a day covers all of it. */
const MARGIN_SECONDS = 86_400;

/**
 * Reads the best chain back to a day before `since`, in unix seconds. An output that is not unspent, and that no block
 * since then spends, is in no block: it was unspent then, so nothing before can have spent it.
 */
export async function traceOutput(
  rpc: BitcoinRpc,
  outpoint: Outpoint & { since: number; mostBlocks: number },
): Promise<OutputFate> {
  const { txid, vout, since, mostBlocks } = outpoint;
  if (await rpc.getUnspentOutput(txid, vout, 'chain')) return { is: 'unspent' };
  const tip = await rpc.getTip();
  let blocksSince = 0;
  for (let depth = 1; depth <= tip.height + 1; depth++) {
    if (depth > mostBlocks)
      throw new CustodyError('bitcoin/search-too-long', { what: outpointKey(outpoint), mostBlocks });
    const hash = await rpc.getBlockHash(tip.height - depth + 1);
    if (hash === undefined) throw new CustodyError('bitcoin/bad-answer', badHeight(tip.height - depth + 1));
    const block = await rpc.getRawBlock(hash);
    const by = spenderIn(block, outpoint);
    if (by !== undefined) return { is: 'spent', by, confirmations: depth };
    const { time } = parseHeader(block);
    if (time >= since + AHEAD_SECONDS) blocksSince = depth;
    if (time < since - MARGIN_SECONDS) break;
  }
  const transaction = await rpc.getTransaction(txid);
  return transaction && transaction.blockHash === undefined ? { is: 'waiting' } : { is: 'undone', blocksSince };
}

const badHeight = (height: number) => ({ method: 'getblockhash', reason: `there is no block ${height} below its tip` });

function spenderIn(block: Uint8Array, outpoint: Outpoint): string | undefined {
  const wanted = encodeOutpoint(outpoint);
  let isSpent = false;
  let by: string | undefined;
  walkBlock(block, {
    input(offset) {
      if (Buffer.compare(block.subarray(offset, offset + wanted.length), wanted) === 0) isSpent = true;
    },
    transaction(span) {
      if (isSpent) by ??= toDisplayHash(spanTxid(block, span));
      isSpent = false;
    },
  });
  return by;
}
