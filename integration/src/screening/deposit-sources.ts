import { type BitcoinRpc, hash, list, object, optional, text } from '@istsi/bitcoin-custody';

const Spent = object({ scriptPubKey: object({ address: optional(text) }) });
const Input = object({ coinbase: optional(text), prevout: optional(Spent) });
const Transaction = object({ txid: hash, vin: list(Input) });
const Block = object({ tx: list(Transaction) });

/**
 * Addresses of the outputs that a mined transaction spends, as the node's undo data has them (`getblock` with verbosity
 * 3, Bitcoin Core 23 and newer), so that no index of all transactions is needed. A script that has no address (BIP-173,
 * BIP-350 and the older ones) has none here either.
 */
export async function sourcesOf(bitcoin: BitcoinRpc, txid: string, blockHash: string): Promise<string[]> {
  const { tx } = await bitcoin.ask('getblock', [blockHash, 3], Block);
  const found = tx.find((one) => one.txid === txid);
  if (!found) throw new Error(`${txid} is not in block ${blockHash}`);
  // A node that has pruned its undo data, or is older, leaves them out without a word.
  if (found.vin.some(({ coinbase, prevout }) => coinbase === undefined && prevout === undefined))
    throw new Error('the Bitcoin node does not tell what the transaction spends: Bitcoin Core 23 or newer does');
  const addresses = found.vin.flatMap(({ prevout }) => prevout?.scriptPubKey.address ?? []);
  return [...new Set(addresses)];
}
