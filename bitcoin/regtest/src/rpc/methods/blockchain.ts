import type { BlockNode } from '../../chain/block-tree.ts';
import { hasInvalidAncestor } from '../../chain/block-tree.ts';
import type { Node } from '../../node.ts';
import { CONSENSUS_FLAGS, VERIFY, type VerifyFlag } from '../../script/flags.ts';
import { blockShape, difficultyOf, headerShape, hexBits, hexTarget, hexWork } from '../block-shape.ts';
import { blockStats } from '../block-stats.ts';
import type { JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { findBlock, findBlockAt, parseInteger, parseVerbosity } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';

const MAX_TIP_AGE_SECONDS = 24 * 60 * 60;

function isInitialDownload(node: Node): boolean {
  node.hasCaughtUp ||= node.chain.tip.header.time >= node.nowSeconds() - MAX_TIP_AGE_SECONDS;
  return !node.hasCaughtUp;
}

export function chainInfo(node: Node): JsonObject {
  const { chain } = node;
  const { tip } = chain;
  let bestHeader = tip;
  let bytes = 0;
  for (const other of chain.nodes.values()) {
    bytes += other.block?.raw.length ?? 0;
    if (other.chainWork > bestHeader.chainWork && !hasInvalidAncestor(other)) bestHeader = other;
  }
  return {
    chain: 'regtest',
    blocks: tip.height,
    headers: bestHeader.height,
    bestblockhash: tip.hash,
    bits: hexBits(tip.header.bits),
    target: hexTarget(tip.header.bits),
    difficulty: difficultyOf(tip.header.bits),
    time: tip.header.time,
    mediantime: tip.medianTimePast,
    verificationprogress: 1,
    initialblockdownload: isInitialDownload(node),
    chainwork: hexWork(tip.chainWork),
    size_on_disk: bytes,
    pruned: false,
    warnings: [],
  };
}

function requireBody(node: Node, hash: string): BlockNode {
  const block = findBlock(node, hash);
  return block.block ? block : failRpc('MISC', 'Block not available (not fully downloaded)');
}

function chainTips(node: Node): JsonObject[] {
  const { chain } = node;
  const parents = new Set([...chain.nodes.values()].map((other) => other.parent));
  const tips = [...chain.nodes.values()].filter((other) => !parents.has(other) || other === chain.tip);
  return tips
    .sort((a, b) => b.height - a.height)
    .map((tip) => {
      let fork = tip;
      while (!chain.isActive(fork)) fork = fork.parent!;
      return { height: tip.height, hash: tip.hash, branchlen: tip.height - fork.height, status: tipStatus(node, tip) };
    });
}

function tipStatus(node: Node, tip: BlockNode): string {
  if (node.chain.isActive(tip)) return 'active';
  if (hasInvalidAncestor(tip)) return 'invalid';
  for (let at: BlockNode | undefined = tip; at && !node.chain.isActive(at); at = at.parent) {
    if (!at.block) return 'headers-only';
  }
  return tip.undo ? 'valid-fork' : 'valid-headers';
}

function chainTxStats(node: Node, count: number | undefined, hash: string | undefined): JsonObject {
  const { chain } = node;
  const end = hash === undefined ? chain.tip : findBlock(node, hash);
  if (!chain.isActive(end)) failRpc('INVALID_PARAMETER', 'Block is not in main chain');
  const window = count ?? Math.max(0, Math.min(30 * 144, end.height - 1));
  if (window < 0 || (window > 0 && window >= end.height)) {
    failRpc('INVALID_PARAMETER', "Invalid block count: should be between 0 and the block's height - 1");
  }
  const upTo = (height: number): number =>
    chain.active.slice(0, height + 1).reduce((sum, block) => sum + block.block!.transactions.length, 0);
  const start = chain.active[end.height - window]!;
  const seconds = end.medianTimePast - start.medianTimePast;
  const transactions = upTo(end.height) - upTo(start.height);
  return {
    time: end.header.time,
    txcount: upTo(end.height),
    window_final_block_hash: end.hash,
    window_final_block_height: end.height,
    window_block_count: window,
    window_interval: window > 0 ? seconds : undefined,
    window_tx_count: window > 0 ? transactions : undefined,
    txrate: window > 0 && seconds > 0 ? transactions / seconds : undefined,
  };
}

export function deploymentInfo({ hash, height }: BlockNode): JsonObject {
  const activations = { bip34: 1, bip66: 1, bip65: 1, csv: 1, segwit: 0, taproot: 0 };
  const deployments = Object.entries(activations).map(([name, at]) => [
    name,
    { type: 'buried', active: true, height: at },
  ]);
  return {
    hash,
    height,
    script_flags: Object.keys(VERIFY).filter(isConsensusFlag),
    deployments: Object.fromEntries(deployments),
  };
}

const isConsensusFlag = (name: string): boolean => (CONSENSUS_FLAGS & VERIFY[name as VerifyFlag]) !== 0;

export const blockchainMethods: Record<string, Method> = {
  getblockchaininfo: method('Blockchain', 'State of the chain.', [], ({ node }) => chainInfo(node)),
  getblockcount: method('Blockchain', 'Height of the tip.', [], ({ node }) => node.chain.tip.height),
  getbestblockhash: method('Blockchain', 'Hash of the tip.', [], ({ node }) => node.chain.tip.hash),
  getdifficulty: method('Blockchain', 'Difficulty of the tip.', [], ({ node }) =>
    difficultyOf(node.chain.tip.header.bits),
  ),
  getblockhash: method(
    'Blockchain',
    'Hash of the active block at a height.',
    [required('height', 'number')],
    ({ node }, [height]: [number]) => {
      const block = node.chain.active[parseInteger(height)];
      return block?.hash ?? failRpc('INVALID_PARAMETER', 'Block height out of range');
    },
  ),
  getblockheader: method(
    'Blockchain',
    'A block header, decoded or (verbose=false) as hex.',
    [required('blockhash', 'string'), optional('verbose', 'bool')],
    ({ node }, [hash, verbose = true]: [string, boolean?]) => {
      const block = findBlock(node, hash, 'hash');
      return verbose ? headerShape(node, block) : block.header.raw.toString('hex');
    },
  ),
  getblock: method(
    'Blockchain',
    'A block: 0 as hex, 1 with txids, 2 with transactions, 3 with the outputs they spend.',
    [required('blockhash', 'string'), optional('verbosity', 'any')],
    ({ node }, [hash, verbosity]: [string, unknown]) => {
      const detail = parseVerbosity(verbosity, 1);
      const block = requireBody(node, hash);
      return detail <= 0 ? block.block!.raw.toString('hex') : blockShape(node, block, detail);
    },
  ),
  getblockstats: method(
    'Blockchain',
    'Counts, sizes and fees of a block in satoshis, all of them or those that are named.',
    [required('hash_or_height', 'any'), optional('stats', 'strings')],
    ({ node }, [at, names]: [unknown, string[]?]) =>
      blockStats(requireBody(node, findBlockAt(node, at).hash), names ?? []),
  ),
  getchaintips: method('Blockchain', 'Tips of all branches of the block tree.', [], ({ node }) => chainTips(node)),
  getchaintxstats: method(
    'Blockchain',
    'Counts transactions over a window of blocks.',
    [optional('nblocks', 'number'), optional('blockhash', 'string')],
    ({ node }, [count, hash]: [number?, string?]) => chainTxStats(node, count, hash),
  ),
  verifychain: method(
    'Blockchain',
    'Checks the chain; every block was checked when it arrived.',
    [optional('checklevel', 'number'), optional('nblocks', 'number')],
    () => true,
  ),
  getdeploymentinfo: method(
    'Blockchain',
    'Soft forks: all of them are active from the first block.',
    [optional('blockhash', 'string')],
    ({ node }, [hash]: [string?]) => deploymentInfo(hash === undefined ? node.chain.tip : findBlock(node, hash)),
  ),
  invalidateblock: method(
    'Blockchain',
    'Marks a block as invalid, as if it broke a rule.',
    [required('blockhash', 'string')],
    ({ node }, [hash]: [string]) => {
      const block = findBlock(node, hash);
      if (!block.parent) failRpc('MISC', 'The genesis block cannot be invalidated');
      node.chain.invalidate(block);
      return null;
    },
  ),
  reconsiderblock: method(
    'Blockchain',
    'Removes the invalid mark of a block, its ancestors and descendants.',
    [required('blockhash', 'string')],
    ({ node }, [hash]: [string]) => {
      node.chain.reconsider(findBlock(node, hash));
      return null;
    },
  ),
  preciousblock: method(
    'Blockchain',
    'Treats a block as if it had arrived before others with the same work.',
    [required('blockhash', 'string')],
    ({ node }, [hash]: [string]) => {
      node.chain.makePrecious(findBlock(node, hash));
      return null;
    },
  ),
};
