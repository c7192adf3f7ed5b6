import type { Block } from '../encoding/block.ts';
import type { Transaction } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import { assembleBlock } from './assemble.ts';
import { selectTransactions } from './template.ts';

/** Mines the best of the mempool onto the tip and returns the block, which is then part of the chain. */
export function mineBlock(node: Node, payTo: Buffer): Block {
  const entries = selectTransactions(node.mempool, node.chain.tip);
  const block = planBlock(node, payTo, {
    transactions: entries.map((entry) => entry.tx),
    feeSats: entries.reduce((sum, entry) => sum + entry.feeSats, 0n),
  });
  node.chain.submitBlock(block);
  return block;
}

/** A block on the tip with the given transactions, solved but not submitted. */
export function planBlock(node: Node, payTo: Buffer, body: { transactions: Transaction[]; feeSats: bigint }): Block {
  node.extraNonce += 1;
  return assembleBlock({
    parent: node.chain.tip,
    payTo,
    ...body,
    nowSeconds: node.nowSeconds(),
    extraNonce: node.extraNonce,
  });
}
