import { SCRIPT_BYTES } from '../address/derive-native.ts';
import { type Outpoint, parseTransaction } from '../block/transaction.ts';
import type { BitcoinView } from '../node/bitcoin-view.ts';
import type { AddressOrigin, Watchlist } from './watchlist.ts';

/** A payment that is announced but in no block: good enough to show, never to credit. */
export type PendingCredit = Outpoint & AddressOrigin & { readonly amountSats: bigint };

/** New transactions read in one poll; the rest wait for the next, so that a full memory pool cannot hold the caller up. */
const MOST_PER_POLL = 500;
const AT_ONCE = 16;

function pendingCredits(bytes: Uint8Array, watchlist: Watchlist): PendingCredit[] {
  const { txid, outputs } = parseTransaction(bytes);
  return outputs.flatMap(({ scriptPubKey, amountSats }, vout) => {
    const scriptId = scriptPubKey.length === SCRIPT_BYTES ? watchlist.scripts.find(scriptPubKey, 0) : -1;
    return scriptId < 0 ? [] : [{ txid, vout, amountSats, ...watchlist.originOf(scriptId) }];
  });
}

/** Payments waiting in a node's memory pool, as a function to ask again and again. Each transaction is read once. */
export function watchMempool(
  rpc: Pick<BitcoinView, 'getMempool' | 'getTransaction'>,
  watchlist: Watchlist,
): () => Promise<PendingCredit[]> {
  const read = new Map<string, readonly PendingCredit[]>();
  let before: ReadonlySet<string> = new Set();

  async function readTransaction(txid: string): Promise<void> {
    const transaction = await rpc.getTransaction(txid);
    // It may have left the pool since it was listed; then the next poll does not list it either.
    if (transaction) read.set(txid, pendingCredits(transaction.bytes, watchlist));
  }

  return async () => {
    const present = new Set(await rpc.getMempool());
    for (const txid of read.keys()) if (!present.has(txid)) read.delete(txid);
    const unread = [...present].filter((txid) => !read.has(txid));
    // What has just come first: it does not wait for all that was there when the first look began.
    const due = [...unread.filter((txid) => !before.has(txid)), ...unread.filter((txid) => before.has(txid))];
    before = present;
    due.length = Math.min(due.length, MOST_PER_POLL);
    for (let i = 0; i < due.length; i += AT_ONCE) await Promise.all(due.slice(i, i + AT_ONCE).map(readTransaction));
    return [...read.values()].flat();
  };
}
