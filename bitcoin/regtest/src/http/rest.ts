import type { BlockNode } from '../chain/block-tree.ts';
import { compactSize, i64, u32, varBytes } from '../encoding/bytes.ts';
import { fromDisplay } from '../encoding/hash.ts';
import { encodeOutput, outpointKey } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import { blockShape, headerShape } from '../rpc/block-shape.ts';
import { btc, type Json, stringify } from '../rpc/json.ts';
import { entryShape, mempoolShape } from '../rpc/mempool-shape.ts';
import { chainInfo, deploymentInfo } from '../rpc/methods/blockchain.ts';
import { blockFields, scriptShape, transactionShape } from '../rpc/transaction-shape.ts';

export type RestAnswer = { status: number; type: string; content: Buffer | string };
type Format = 'bin' | 'hex' | 'json' | '';

const MAX_HEADERS = 2000;
const MAX_OUTPOINTS = 15;

class RestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const fail = (status: number, message: string): never => {
  throw new RestError(status, message);
};

/** Bitcoin Core's unauthenticated REST interface (doc/REST-interface.md), read only. */
export function answerRest(node: Node, url: URL, body: Buffer, httpMethod: string): RestAnswer {
  const [path = '', format] = splitFormat(decodeURIComponent(url.pathname.slice('/rest'.length)));
  try {
    for (const [prefix, answer] of routes) {
      if (!path.startsWith(prefix)) continue;
      if (httpMethod !== 'GET' && prefix !== '/getutxos') fail(405, 'REST interface handles only GET requests');
      return answer({ node, rest: path.slice(prefix.length), format, query: url.searchParams, body });
    }
    return { status: 404, type: 'text/html', content: '' };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { status: error.status, type: 'text/plain', content: `${error.message}\r\n` };
  }
}

type RestRequest = { node: Node; rest: string; format: Format; query: URLSearchParams; body: Buffer };
type Route = (request: RestRequest) => RestAnswer;

function splitFormat(path: string): [string, Format] {
  const match = /^(.*)\.(bin|hex|json)$/.exec(path);
  return match ? [match[1]!, match[2] as Format] : [path, ''];
}

function bytesOr(format: Format, bytes: () => Buffer, json: (() => Json) | undefined): RestAnswer {
  if (format === 'bin') return { status: 200, type: 'application/octet-stream', content: bytes() };
  if (format === 'hex') return { status: 200, type: 'text/plain', content: `${bytes().toString('hex')}\n` };
  if (format === 'json' && json) return { status: 200, type: 'application/json', content: `${stringify(json())}\n` };
  return fail(404, `output format not found (available: .bin, .hex${json ? ', .json' : ''})`);
}

function jsonOnly(format: Format, json: () => Json): RestAnswer {
  if (format !== 'json') fail(404, 'output format not found (available: json)');
  return { status: 200, type: 'application/json', content: `${stringify(json())}\n` };
}

function parseHash(text: string): string {
  return /^[0-9a-fA-F]{64}$/.test(text) ? text.toLowerCase() : fail(400, `Invalid hash: ${text}`);
}

function findBlock(node: Node, text: string): BlockNode {
  const hash = parseHash(text);
  const found = node.chain.nodes.get(hash);
  return found?.block ? found : fail(404, `${hash} not found`);
}

const block =
  (detail: number): Route =>
  ({ node, rest, format }) => {
    const found = findBlock(node, rest);
    return bytesOr(
      format,
      () => found.block!.raw,
      () => blockShape(node, found, detail),
    );
  };

const headers: Route = ({ node, rest, format, query }) => {
  const parts = rest.split('/');
  const [countText, hashText] = parts.length === 2 ? parts : [query.get('count') ?? '5', parts[0]];
  const count = Number(countText);
  if (!/^\d+$/.test(countText ?? '') || count < 1 || count > MAX_HEADERS) {
    fail(400, `Header count is invalid or out of acceptable range (1-${MAX_HEADERS}): ${countText}`);
  }
  const { active, nodes } = node.chain;
  const hash = parseHash(hashText ?? '');
  const start = nodes.get(hash);
  const found = start && node.chain.isActive(start) ? active.slice(start.height, start.height + count) : [];
  return bytesOr(
    format,
    () => Buffer.concat(found.map((at) => at.header.raw)),
    () => found.map((at) => headerShape(node, at)),
  );
};

const blockHashByHeight: Route = ({ node, rest, format }) => {
  if (!/^\d+$/.test(rest)) fail(400, `Invalid height: ${rest}`);
  const found = node.chain.active[Number(rest)] ?? fail(404, 'Block height out of range');
  return bytesOr(
    format,
    () => fromDisplay(found.hash),
    () => ({ blockhash: found.hash }),
  );
};

const deployments: Route = ({ node, rest, format }) =>
  jsonOnly(format, () => {
    const hash = rest.replace(/^\//, '');
    if (hash === '') return deploymentInfo(node.chain.tip);
    return deploymentInfo(node.chain.nodes.get(parseHash(hash)) ?? fail(400, 'Block not found'));
  });

const transaction: Route = ({ node, rest, format }) => {
  const txid = parseHash(rest);
  const pooled = node.mempool.entries.get(txid)?.tx;
  const confirmed = pooled ? undefined : node.chain.findTransaction(txid);
  const tx = pooled ?? confirmed?.tx ?? fail(404, `${txid} not found`);
  return bytesOr(
    format,
    () => tx.raw,
    () => ({ ...transactionShape(tx), ...(confirmed ? blockFields(node, confirmed.node) : {}) }),
  );
};

/** Outputs that a block's transactions spend, from its undo data. */
const spentOutputs: Route = ({ node, rest, format }) => {
  const found = findBlock(node, rest);
  const undo = found.undo ?? fail(404, `${found.hash} undo not available`);
  return bytesOr(
    format,
    () =>
      Buffer.concat([
        compactSize(undo.length),
        ...undo.flatMap((coins) => [compactSize(coins.length), ...coins.map(encodeOutput)]),
      ]),
    () =>
      undo.map((coins) =>
        coins.map((coin) => ({ value: btc(coin.valueSats), scriptPubKey: scriptShape(coin.script) })),
      ),
  );
};

const mempool: Route = ({ node, rest, format, query }) => {
  if (rest === '/info') return jsonOnly(format, () => mempoolShape(node));
  if (rest !== '/contents') fail(400, 'Invalid URI format. Expected /rest/mempool/<info|contents>.json');
  const entries = [...node.mempool.entries.values()];
  if (query.get('verbose') !== 'false') {
    return jsonOnly(format, () => Object.fromEntries(entries.map((entry) => [entry.tx.txid, entryShape(entry)])));
  }
  const txids = entries.map((entry) => entry.tx.txid);
  const withSequence = query.get('mempool_sequence') === 'true';
  return jsonOnly(format, () => (withSequence ? { txids, mempool_sequence: node.mempool.sequence } : txids));
};

/** BIP64: which of the outpoints are unspent, and what they hold. */
const unspentOutputs: Route = ({ node, rest, format, body }) => {
  const parts = rest.split('/').filter((part) => part !== '');
  const checkMempool = parts[0] === 'checkmempool';
  const outpoints = (checkMempool ? parts.slice(1) : parts).map(parseOutpoint);
  if (body.length > 0 && outpoints.length > 0)
    fail(400, 'Combination of URI scheme inputs and raw post data is not allowed');
  if (outpoints.length === 0) fail(400, 'Error: empty request');
  if (outpoints.length > MAX_OUTPOINTS)
    fail(400, `Error: max outpoints exceeded (max: ${MAX_OUTPOINTS}, tried: ${outpoints.length})`);
  const { chain } = node;
  const coins = outpoints.map((key) => {
    if (!checkMempool) return chain.coins.get(key);
    return node.mempool.spenders.has(key) ? undefined : node.mempool.coin(key);
  });
  const bitmap = Buffer.alloc(Math.ceil(coins.length / 8));
  coins.forEach((coin, index) => {
    if (coin) bitmap[index >> 3]! |= 1 << (index & 7);
  });
  const present = coins.filter((coin) => coin !== undefined);
  // Unconfirmed coins carry this height in Bitcoin Core too.
  const heightOf = (height: number): number => (height > chain.tip.height ? 0x7fffffff : height);
  return bytesOr(
    format,
    () =>
      Buffer.concat([
        u32(chain.tip.height),
        fromDisplay(chain.tip.hash),
        varBytes(bitmap),
        compactSize(present.length),
        ...present.flatMap((coin) => [u32(0), u32(heightOf(coin.height)), i64(coin.valueSats), varBytes(coin.script)]),
      ]),
    () => ({
      chainHeight: chain.tip.height,
      chaintipHash: chain.tip.hash,
      bitmap: coins.map((coin) => (coin ? '1' : '0')).join(''),
      utxos: present.map((coin) => ({
        height: heightOf(coin.height),
        value: btc(coin.valueSats),
        scriptPubKey: scriptShape(coin.script),
      })),
    }),
  );
};

function parseOutpoint(text: string): string {
  const match = /^([0-9a-fA-F]{64})-(\d+)$/.exec(text);
  return match ? outpointKey(match[1]!.toLowerCase(), Number(match[2])) : fail(400, 'Parse error');
}

/** Longer prefixes first. */
const routes: [string, Route][] = [
  ['/block/notxdetails/', block(1)],
  ['/block/', block(3)],
  ['/blockhashbyheight/', blockHashByHeight],
  ['/deploymentinfo', deployments],
  ['/chaininfo', ({ node, format }) => jsonOnly(format, () => chainInfo(node))],
  ['/getutxos', unspentOutputs],
  ['/headers/', headers],
  ['/mempool', mempool],
  ['/spenttxouts/', spentOutputs],
  ['/tx/', transaction],
];
