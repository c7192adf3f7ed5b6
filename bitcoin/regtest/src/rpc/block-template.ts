import { checkBlock, checkBlockInContext, witnessCommitmentScript } from '../chain/check-block.ts';
import { MAX_BLOCK_SIGOP_COST, MAX_BLOCK_WEIGHT, REGTEST_BITS, subsidySats } from '../chain/params.ts';
import { Rejection } from '../chain/rejection.ts';
import { type Block, parseBlockHex } from '../encoding/block.ts';
import { merkleRoot } from '../encoding/merkle.ts';
import { selectTransactions } from '../mining/template.ts';
import type { Node } from '../node.ts';
import { hexBits, hexTarget } from './block-shape.ts';
import type { Json, JsonObject } from './json.ts';
import { failRpc } from './rpc-error.ts';

type TemplateRequest = { mode?: string; rules?: string[]; data?: string };

export function createBlockTemplate(node: Node, request: TemplateRequest): Json {
  if (request.mode === 'proposal') return judgeProposal(node, request.data);
  if (request.mode !== undefined && request.mode !== 'template') failRpc('INVALID_PARAMETER', 'Invalid mode');
  if (!request.rules?.includes('segwit')) {
    failRpc(
      'INVALID_PARAMETER',
      'getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})',
    );
  }
  return template(node);
}

function template(node: Node): JsonObject {
  const { tip } = node.chain;
  const entries = selectTransactions(node.mempool, tip);
  const position = new Map(entries.map((entry, index) => [entry, index + 1]));
  const leaves = entries.map((entry) => Buffer.from(entry.tx.wtxid, 'hex').reverse());
  const { root } = merkleRoot([Buffer.alloc(32), ...leaves]);
  const feesSats = entries.reduce((sum, entry) => sum + entry.feeSats, 0n);
  return {
    capabilities: ['proposal'],
    version: 0x20000000,
    rules: ['csv', '!segwit', 'taproot'],
    vbavailable: {},
    vbrequired: 0,
    previousblockhash: tip.hash,
    transactions: entries.map((entry) => ({
      data: entry.tx.raw.toString('hex'),
      txid: entry.tx.txid,
      hash: entry.tx.wtxid,
      depends: [...entry.parents].flatMap((parent) => position.get(parent) ?? []),
      fee: Number(entry.feeSats),
      sigops: entry.sigopCost,
      weight: entry.tx.weight,
    })),
    coinbaseaux: {},
    coinbasevalue: Number(subsidySats(tip.height + 1) + feesSats),
    longpollid: `${tip.hash}${node.mempool.sequence}`,
    target: hexTarget(REGTEST_BITS),
    mintime: tip.medianTimePast + 1,
    mutable: ['time', 'transactions', 'prevblock'],
    noncerange: '00000000ffffffff',
    sigoplimit: MAX_BLOCK_SIGOP_COST,
    sizelimit: MAX_BLOCK_WEIGHT,
    weightlimit: MAX_BLOCK_WEIGHT,
    curtime: Math.max(node.nowSeconds(), tip.medianTimePast + 1),
    bits: hexBits(REGTEST_BITS),
    height: tip.height + 1,
    default_witness_commitment: witnessCommitmentScript(root, Buffer.alloc(32)).toString('hex'),
  };
}

/** BIP23 proposal: whether a block would be valid on the tip, its proof of work apart. */
function judgeProposal(node: Node, data: string | undefined): string | null {
  if (data === undefined) return failRpc('TYPE', 'Missing data String key for proposal');
  let block: Block;
  try {
    block = parseBlockHex(data);
  } catch {
    return failRpc('DESERIALIZATION', 'Block decode failed');
  }
  const known = node.chain.nodes.get(block.header.hash);
  if (known) return known.isInvalid ? 'duplicate-invalid' : 'duplicate';
  if (block.header.prevHash !== node.chain.tip.hash) return 'inconclusive-not-best-prevblk';
  try {
    checkBlock(block, { proofOfWork: false });
    checkBlockInContext(block, node.chain.tip);
    node.chain.testBlock(block);
    return null;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.reason;
  }
}
