import type { BlockNode } from '../chain/block-tree.ts';
import type { Transaction, TxOutput } from '../encoding/transaction.ts';
import { outpointKey } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import { keyForScript, type Wallet } from './wallet.ts';

export type WalletTransaction = {
  tx: Transaction;
  block: BlockNode | undefined;
  /** Outputs that the inputs spend, as far as they are known. */
  spent: (TxOutput | undefined)[];
  /** Whether the wallet paid for it. */
  isSpend: boolean;
  time: number;
};

function describe(node: Node, wallet: Wallet, tx: Transaction, block: BlockNode | undefined): WalletTransaction {
  const index = block?.block?.transactions.indexOf(tx) ?? -1;
  const spent = block
    ? tx.inputs.map((_, position) => block.undo?.[index]?.[position])
    : tx.inputs.map((input) => node.mempool.coin(outpointKey(input.prevTxid, input.vout)));
  const isSpend = spent.some((output) => output && keyForScript(wallet, output.script));
  const time = block?.header.time ?? node.mempool.entries.get(tx.txid)?.time ?? 0;
  return { tx, block, spent, isSpend, time };
}

const concerns = (wallet: Wallet, { tx, isSpend }: WalletTransaction): boolean =>
  isSpend || tx.outputs.some((output) => keyForScript(wallet, output.script));

/** A transaction that pays to or from the wallet; undefined when there is none with this id. */
export function findWalletTransaction(node: Node, wallet: Wallet, txid: string): WalletTransaction | undefined {
  const pooled = node.mempool.entries.get(txid)?.tx;
  const confirmed = pooled ? undefined : node.chain.findTransaction(txid);
  const tx = pooled ?? confirmed?.tx;
  if (!tx) return undefined;
  const found = describe(node, wallet, tx, confirmed?.node);
  return concerns(wallet, found) ? found : undefined;
}

/** All transactions of the wallet from oldest to newest, unconfirmed ones last. */
export function walletHistory(node: Node, wallet: Wallet): WalletTransaction[] {
  const confirmed = node.chain.active.flatMap((block) =>
    block.block!.transactions.map((tx) => describe(node, wallet, tx, block)),
  );
  const pending = [...node.mempool.entries.values()].map((entry) => describe(node, wallet, entry.tx, undefined));
  return [...confirmed, ...pending].filter((found) => concerns(wallet, found));
}
