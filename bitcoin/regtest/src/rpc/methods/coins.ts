import { u32 } from '../../encoding/bytes.ts';
import { fromDisplay, hash256, toDisplay } from '../../encoding/hash.ts';
import { encodeMerkleProof, parseMerkleProof } from '../../encoding/merkle-proof.ts';
import { encodeOutput, outpointKey } from '../../encoding/transaction.ts';
import type { Node } from '../../node.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { findBlock, parseHash } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';
import { scriptShape } from '../transaction-shape.ts';

function unspentOutput(node: Node, txid: string, vout: number, includeMempool: boolean): JsonObject | null {
  const { chain, mempool } = node;
  const key = outpointKey(parseHash(txid, 'txid'), vout);
  if (includeMempool && mempool.spenders.has(key)) return null;
  const coin = includeMempool ? mempool.coin(key) : chain.coins.get(key);
  if (!coin) return null;
  const isConfirmed = chain.coins.has(key);
  return {
    bestblock: chain.tip.hash,
    confirmations: isConfirmed ? chain.tip.height - coin.height + 1 : 0,
    value: btc(coin.valueSats),
    scriptPubKey: scriptShape(coin.script),
    coinbase: coin.isCoinbase,
  };
}

/** What Bitcoin Core counts per coin next to its script: outpoint, origin, amount and a length. */
const COIN_OVERHEAD_BYTES = 32 + 4 + 4 + 8 + 2;

function coinSetInfo(node: Node, withHash: boolean): JsonObject {
  const { chain } = node;
  let totalSats = 0n;
  let bytes = 0;
  const txids = new Set<string>();
  for (const [key, coin] of chain.coins) {
    totalSats += coin.valueSats;
    bytes += COIN_OVERHEAD_BYTES + coin.script.length;
    txids.add(key.slice(0, 64));
  }
  return {
    height: chain.tip.height,
    bestblock: chain.tip.hash,
    txouts: chain.coins.size,
    transactions: txids.size,
    bogosize: bytes,
    hash_serialized_3: withHash ? coinSetHash(node) : undefined,
    total_amount: btc(totalSats),
    disk_size: bytes,
  };
}

function merkleProof(node: Node, txids: string[], hash: string | undefined): string {
  if (txids.length === 0) failRpc('INVALID_PARAMETER', "Parameter 'txids' cannot be empty");
  const wanted = new Set(txids.map((txid) => parseHash(txid, 'txid')));
  if (wanted.size !== txids.length) failRpc('INVALID_PARAMETER', `Invalid parameter, duplicated txid: ${txids[0]}`);
  const found = txids.map((txid) => node.chain.findTransaction(txid)?.node).find((at) => at !== undefined);
  const at = hash === undefined ? found : findBlock(node, hash);
  if (!at?.block) return failRpc('INVALID_ADDRESS_OR_KEY', 'Transaction not yet in block');
  const { transactions } = at.block;
  const matches = transactions.map((tx) => wanted.has(tx.txid));
  if (matches.filter(Boolean).length !== wanted.size) {
    failRpc('INVALID_ADDRESS_OR_KEY', 'Not all transactions found in specified or retrieved block');
  }
  return encodeMerkleProof(
    at.header.raw,
    transactions.map((tx) => tx.hash),
    matches,
  ).toString('hex');
}

function provenTransactions(node: Node, proof: string): string[] {
  let parsed: ReturnType<typeof parseMerkleProof>;
  try {
    parsed = parseMerkleProof(Buffer.from(proof, 'hex'));
  } catch {
    return [];
  }
  const at = node.chain.nodes.get(parsed.header.hash);
  if (!at || !node.chain.isActive(at)) return failRpc('INVALID_ADDRESS_OR_KEY', 'Block not found in chain');
  return at.block!.transactions.length === parsed.leafCount ? parsed.txids : [];
}

/** Bitcoin Core's `hash_serialized_3`: every coin in the order of its txid's bytes and its number. */
export function coinSetHash(node: Node): string {
  const coins = [...node.chain.coins].map(([key, coin]) => ({
    hash: fromDisplay(key.slice(0, 64)),
    vout: Number(key.slice(65)),
    coin,
  }));
  coins.sort((a, b) => Buffer.compare(a.hash, b.hash) || a.vout - b.vout);
  const parts = coins.flatMap(({ hash, vout, coin }) => {
    const origin = coin.height * 2 + (coin.isCoinbase ? 1 : 0);
    return [hash, u32(vout), u32(origin), encodeOutput(coin)];
  });
  return toDisplay(hash256(Buffer.concat(parts)));
}

export const coinMethods: Record<string, Method> = {
  gettxout: method(
    'Blockchain',
    'An unspent output, or null.',
    [required('txid', 'string'), required('n', 'number'), optional('include_mempool', 'bool')],
    ({ node }, [txid, vout, includeMempool = true]: [string, number, boolean?]) =>
      unspentOutput(node, txid, vout, includeMempool),
  ),
  gettxoutsetinfo: method(
    'Blockchain',
    'Totals over the set of unspent outputs, and its hash.',
    [optional('hash_type', 'string'), optional('hash_or_height', 'any'), optional('use_index', 'bool')],
    ({ node }, [hashType = 'hash_serialized_3', at]: [string?, unknown?]) => {
      if (at !== undefined) failRpc('INVALID_PARAMETER', 'Querying specific block heights requires coinstatsindex');
      if (hashType === 'muhash') failRpc('INVALID_PARAMETER', 'muhash is not computed by this node');
      if (hashType !== 'none' && hashType !== 'hash_serialized_3') {
        failRpc('INVALID_PARAMETER', `'${hashType}' is not a valid hash_type`);
      }
      return coinSetInfo(node, hashType !== 'none');
    },
  ),
  gettxoutproof: method(
    'Blockchain',
    'A proof that transactions are in a block.',
    [required('txids', 'strings'), optional('blockhash', 'string')],
    ({ node }, [txids, hash]: [string[], string?]) => merkleProof(node, txids, hash),
  ),
  verifytxoutproof: method(
    'Blockchain',
    'The transactions that a proof commits to; none when it does not hold.',
    [required('proof', 'string')],
    ({ node }, [proof]: [string]) => provenTransactions(node, proof),
  ),
};
