import { type Block, type BlockHeader, workOf } from '../encoding/block.ts';
import type { Coin } from './coins.ts';

/** A header in the tree, with its block once that has arrived. */
export type BlockNode = {
  hash: string;
  header: BlockHeader;
  height: number;
  /** Total expected hashes from genesis to here. */
  chainWork: bigint;
  parent: BlockNode | undefined;
  medianTimePast: number;
  /** Order of arrival: among equals the first wins. Negative after preciousblock. */
  sequence: number;
  block: Block | undefined;
  /** Coins spent by each transaction of the block; present once it has been connected. */
  undo: Coin[][] | undefined;
  /** Broke a rule, or was invalidated by hand. */
  isInvalid: boolean;
};

const MEDIAN_SPAN = 11;

export function createNode(header: BlockHeader, parent: BlockNode | undefined, sequence: number): BlockNode {
  const node: BlockNode = {
    hash: header.hash,
    header,
    height: parent ? parent.height + 1 : 0,
    chainWork: (parent?.chainWork ?? 0n) + workOf(header.bits),
    parent,
    medianTimePast: 0,
    sequence,
    block: undefined,
    undo: undefined,
    isInvalid: false,
  };
  node.medianTimePast = medianTimePast(node);
  return node;
}

/** Median of the times of the last eleven blocks, this one included. */
function medianTimePast(node: BlockNode): number {
  const times: number[] = [];
  for (let at: BlockNode | undefined = node; at && times.length < MEDIAN_SPAN; at = at.parent)
    times.push(at.header.time);
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

export function ancestorAt(node: BlockNode, height: number): BlockNode {
  let at = node;
  while (at.height > height) at = at.parent!;
  return at;
}

export function isAncestor(ancestor: BlockNode, node: BlockNode): boolean {
  return node.height >= ancestor.height && ancestorAt(node, ancestor.height) === ancestor;
}

/** Whether this block or one that it builds on is invalid. */
export function hasInvalidAncestor(node: BlockNode): boolean {
  for (let at: BlockNode | undefined = node; at; at = at.parent) if (at.isInvalid) return true;
  return false;
}
