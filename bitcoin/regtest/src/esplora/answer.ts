import type { BlockNode } from '../chain/block-tree.ts';
import { encodeMerkleProof } from '../encoding/merkle-proof.ts';
import { parseTransactionHex, virtualSize } from '../encoding/transaction.ts';
import type { RestAnswer } from '../http/rest.ts';
import type { Node } from '../node.ts';
import { type Json, type JsonObject, stringify } from '../rpc/json.ts';
import { estimatedSatsPerKvb } from '../rpc/methods/control.ts';
import { submitPackage } from '../rpc/methods/packages.ts';
import { broadcast } from '../rpc/methods/transactions.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import { mempoolBacklog } from './backlog.ts';
import { blockStatus, esploraBlock, merkleBranch } from './blocks.ts';
import { history, matchScript, type ScriptMatch, statistics, unspentOutputs } from './history.ts';
import { esploraTransaction, findTransaction, type Located, spendShape, statusShape } from './transactions.ts';

const BLOCKS_PER_PAGE = 10;
const TRANSACTIONS_PER_PAGE = 25;
const RECENT = 10;
/** `sendrawtransaction`'s default `maxfeerate`, which the indexer leaves to the node. */
const MOST_SATS_PER_KVB = 10_000_000n;
/** In blocks. */
const ESTIMATE_TARGETS = [...Array.from({ length: 25 }, (_, i) => i + 1), 144, 504, 1008];

class EsploraError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const refuse = (status: number, message: string): never => {
  throw new EsploraError(status, message);
};

export type EsploraRequest = { httpMethod: string; path: string; body: Buffer };
type Request = { node: Node; args: string[]; body: Buffer };
type Answer = string | Buffer | { json: Json };
type Route = [method: 'GET' | 'POST', pattern: RegExp, answer: (request: Request) => Answer];

/** Esplora's HTTP interface, as its API.md describes it and its indexer answers, over this node's chain and mempool. */
export function answerEsplora(node: Node, { httpMethod, path, body }: EsploraRequest): RestAnswer {
  try {
    for (const [method, pattern, answer] of routes) {
      const match = method === httpMethod ? pattern.exec(path) : null;
      if (match) return toRest(answer({ node, args: match.slice(1), body }));
    }
    return refuse(404, `endpoint does not exist ${JSON.stringify(path)}`);
  } catch (error) {
    if (!(error instanceof EsploraError)) throw error;
    return { status: error.status, type: 'text/plain', content: error.message };
  }
}

function toRest(answer: Answer): RestAnswer {
  if (typeof answer === 'string') return { status: 200, type: 'text/plain', content: answer };
  if (Buffer.isBuffer(answer)) return { status: 200, type: 'application/octet-stream', content: answer };
  return { status: 200, type: 'application/json', content: stringify(answer.json) };
}

const json = (value: Json): Answer => ({ json: value });

function hashOf(text: string | undefined): string {
  const isHash = text !== undefined && /^[0-9a-fA-F]{64}$/.test(text);
  return isHash ? text.toLowerCase() : refuse(400, 'Invalid hex string');
}

function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : refuse(400, 'Invalid number');
}

/** Only blocks of the best chain are kept by the indexer. */
function blockOf(node: Node, text: string | undefined): BlockNode {
  const at = node.chain.nodes.get(hashOf(text));
  return at && node.chain.isActive(at) ? at : refuse(404, 'Block not found');
}

const blockAt = (node: Node, height: number): BlockNode => node.chain.active[height] ?? refuse(404, 'Block not found');

const transactionOf = (node: Node, text: string | undefined): Located =>
  findTransaction(node, hashOf(text)) ?? refuse(404, 'Transaction not found');

function confirmedOf(node: Node, text: string | undefined): Required<Located> {
  const { tx, block } = findTransaction(node, hashOf(text)) ?? {};
  return tx && block ? { tx, block } : refuse(404, 'Transaction not found or is unconfirmed');
}

function blocksFrom(node: Node, start: number): JsonObject[] {
  const newest = blockAt(node, start);
  return node.chain.active
    .slice(Math.max(0, newest.height - BLOCKS_PER_PAGE + 1), newest.height + 1)
    .reverse()
    .map(esploraBlock);
}

function blockTransactions(node: Node, at: BlockNode, start: number): JsonObject[] {
  const transactions = at.block!.transactions;
  if (start >= transactions.length) refuse(404, 'start index out of range');
  if (start % TRANSACTIONS_PER_PAGE !== 0) {
    refuse(400, `start index must be a multipication of ${TRANSACTIONS_PER_PAGE}`);
  }
  return transactions
    .slice(start, start + TRANSACTIONS_PER_PAGE)
    .map((tx) => esploraTransaction(node, { tx, block: at }));
}

function merkleProof(node: Node, text: string | undefined): JsonObject {
  const { tx, block } = confirmedOf(node, text);
  const leaves = block.block!.transactions.map(({ hash }) => hash);
  const pos = block.block!.transactions.indexOf(tx);
  return { block_height: block.height, merkle: merkleBranch(leaves, pos), pos };
}

function merkleBlock(node: Node, text: string | undefined): string {
  const { tx, block } = confirmedOf(node, text);
  const { transactions } = block.block!;
  const leaves = transactions.map(({ hash }) => hash);
  return encodeMerkleProof(
    block.header.raw,
    leaves,
    transactions.map((one) => one === tx),
  ).toString('hex');
}

/** Refusals of the node come through in the words of the indexer's own client. */
function send(node: Node, body: Buffer): string {
  try {
    const tx = parseTransactionHex(body.toString().trim());
    const txid = broadcast(node, tx, MOST_SATS_PER_KVB);
    node.commit();
    return txid;
  } catch (error) {
    const { code, message } =
      error instanceof RpcError
        ? error
        : { code: -22, message: 'TX decode failed. Make sure the tx has at least one input.' };
    return refuse(400, `sendrawtransaction RPC error: ${JSON.stringify({ code, message })}`);
  }
}

/** Bitcoin Core's answer to `submitpackage`, as it is. */
function sendPackage(node: Node, body: Buffer): JsonObject {
  try {
    const result = submitPackage(node, JSON.parse(body.toString()) as string[], MOST_SATS_PER_KVB, 0n);
    node.commit();
    return result;
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(400, 'Invalid hex string');
    if (!(error instanceof RpcError)) throw error;
    const { code, message } = error;
    return refuse(400, `submitpackage RPC error: ${JSON.stringify({ code, message })}`);
  }
}

/** In sat/vB. A node without data gives none, and the indexer then lists none. */
function feeEstimates(node: Node): JsonObject {
  const rate = estimatedSatsPerKvb(node);
  return rate === undefined ? {} : Object.fromEntries(ESTIMATE_TARGETS.map((target) => [target, Number(rate) / 1000]));
}

const recent = (node: Node): JsonObject[] =>
  [...node.mempool.entries.values()]
    .slice(-RECENT)
    .reverse()
    .map(({ tx, feeSats }) => ({
      txid: tx.txid,
      fee: Number(feeSats),
      vsize: virtualSize(tx.weight),
      value: Number(tx.outputs.reduce((sum, { valueSats }) => sum + valueSats, 0n)),
    }));

function scriptOf(kind: string | undefined, text: string | undefined): ScriptMatch {
  if (kind === 'address') return matchScript('address', text ?? '') ?? refuse(400, 'Invalid Bitcoin address');
  return matchScript('scripthash', text ?? '') ?? refuse(400, 'Invalid scripthash');
}

const routes: Route[] = [
  ['GET', /^\/blocks\/tip\/hash$/, ({ node }) => node.chain.tip.hash],
  ['GET', /^\/blocks\/tip\/height$/, ({ node }) => String(node.chain.tip.height)],
  ['GET', /^\/blocks$/, ({ node }) => json(blocksFrom(node, node.chain.tip.height))],
  // The indexer takes what is no number as no height.
  ['GET', /^\/blocks\/(\d+)$/, ({ node, args: [height] }) => json(blocksFrom(node, numberOf(height)))],
  ['GET', /^\/blocks\/[^/]+$/, ({ node }) => json(blocksFrom(node, node.chain.tip.height))],
  ['GET', /^\/block-height\/([^/]+)$/, ({ node, args: [height] }) => blockAt(node, numberOf(height)).hash],
  ['GET', /^\/block\/([^/]+)$/, ({ node, args: [hash] }) => json(esploraBlock(blockOf(node, hash)))],
  ['GET', /^\/block\/([^/]+)\/status$/, ({ node, args: [hash] }) => json(blockStatus(node, hashOf(hash)))],
  ['GET', /^\/block\/([^/]+)\/header$/, ({ node, args: [hash] }) => blockOf(node, hash).header.raw.toString('hex')],
  ['GET', /^\/block\/([^/]+)\/raw$/, ({ node, args: [hash] }) => blockOf(node, hash).block!.raw],
  [
    'GET',
    /^\/block\/([^/]+)\/txids$/,
    ({ node, args: [hash] }) => json(blockOf(node, hash).block!.transactions.map(({ txid }) => txid)),
  ],
  [
    'GET',
    /^\/block\/([^/]+)\/txid\/([^/]+)$/,
    ({ node, args: [hash, index] }) =>
      blockOf(node, hash).block!.transactions[numberOf(index)]?.txid ?? refuse(404, 'tx index out of range'),
  ],
  [
    'GET',
    /^\/block\/([^/]+)\/txs(?:\/([^/]+))?$/,
    ({ node, args: [hash, start = '0'] }) => json(blockTransactions(node, blockOf(node, hash), numberOf(start))),
  ],
  ['GET', /^\/tx\/([^/]+)$/, ({ node, args: [txid] }) => json(esploraTransaction(node, transactionOf(node, txid)))],
  [
    'GET',
    /^\/tx\/([^/]+)\/status$/,
    ({ node, args: [txid] }) => json(statusShape(findTransaction(node, hashOf(txid))?.block)),
  ],
  ['GET', /^\/tx\/([^/]+)\/hex$/, ({ node, args: [txid] }) => transactionOf(node, txid).tx.raw.toString('hex')],
  ['GET', /^\/tx\/([^/]+)\/raw$/, ({ node, args: [txid] }) => transactionOf(node, txid).tx.raw],
  ['GET', /^\/tx\/([^/]+)\/merkle-proof$/, ({ node, args: [txid] }) => json(merkleProof(node, txid))],
  ['GET', /^\/tx\/([^/]+)\/merkleblock-proof$/, ({ node, args: [txid] }) => merkleBlock(node, txid)],
  [
    'GET',
    /^\/tx\/([^/]+)\/outspend\/([^/]+)$/,
    ({ node, args: [txid, vout] }) => json(spendShape(node, hashOf(txid), numberOf(vout))),
  ],
  [
    'GET',
    /^\/tx\/([^/]+)\/outspends$/,
    ({ node, args: [txid] }) => {
      const { tx } = transactionOf(node, txid);
      return json(tx.outputs.map((_, vout) => spendShape(node, tx.txid, vout)));
    },
  ],
  ['POST', /^\/tx$/, ({ node, body }) => send(node, body)],
  ['POST', /^\/txs\/package$/, ({ node, body }) => json(sendPackage(node, body))],
  ['GET', /^\/mempool$/, ({ node }) => json(mempoolBacklog(node.mempool))],
  ['GET', /^\/mempool\/txids$/, ({ node }) => json([...node.mempool.entries.keys()])],
  ['GET', /^\/mempool\/recent$/, ({ node }) => json(recent(node))],
  ['GET', /^\/fee-estimates$/, ({ node }) => json(feeEstimates(node))],
  [
    'GET',
    /^\/(address|scripthash)\/([^/]+)$/,
    ({ node, args: [kind = '', text] }) => json({ [kind]: text, ...statistics(node, scriptOf(kind, text)) }),
  ],
  [
    'GET',
    /^\/(address|scripthash)\/([^/]+)\/txs$/,
    ({ node, args: [kind, text] }) => json(history(node, scriptOf(kind, text), 'all')),
  ],
  [
    'GET',
    /^\/(address|scripthash)\/([^/]+)\/txs\/chain(?:\/([^/]+))?$/,
    ({ node, args: [kind, text, lastSeen] }) => json(history(node, scriptOf(kind, text), 'chain', lastSeen)),
  ],
  [
    'GET',
    /^\/(address|scripthash)\/([^/]+)\/txs\/mempool$/,
    ({ node, args: [kind, text] }) => json(history(node, scriptOf(kind, text), 'mempool')),
  ],
  [
    'GET',
    /^\/(address|scripthash)\/([^/]+)\/utxo$/,
    ({ node, args: [kind, text] }) => json(unspentOutputs(node, scriptOf(kind, text))),
  ],
];
