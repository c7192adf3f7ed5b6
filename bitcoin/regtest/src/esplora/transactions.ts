import type { BlockNode } from '../chain/block-tree.ts';
import type { Coin } from '../chain/coins.ts';
import { inputKey, isCoinbase, outpointKey, type Transaction, type TxInput } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import type { JsonObject } from '../rpc/json.ts';
import { lastPush } from '../script/instructions.ts';
import { isPayToScriptHash, matchTemplate } from '../script/templates.ts';
import { outputShape, scriptAsm } from './script-text.ts';

/** A transaction of the best chain, or of the mempool when it has no block. */
export type Located = { tx: Transaction; block?: BlockNode };

export function findTransaction(node: Node, txid: string): Located | undefined {
  const confirmed = node.chain.findTransaction(txid);
  if (confirmed) return { tx: confirmed.tx, block: confirmed.node };
  const pooled = node.mempool.entries.get(txid);
  return pooled && { tx: pooled.tx };
}

export const statusShape = (block: BlockNode | undefined): JsonObject =>
  block
    ? { confirmed: true, block_height: block.height, block_hash: block.hash, block_time: block.header.time }
    : { confirmed: false };

export function esploraTransaction(node: Node, { tx, block }: Located): JsonObject {
  const coins = isCoinbase(tx) ? [] : spentCoins(node, tx, block);
  const valueIn = coins.reduce((sum, coin) => sum + (coin?.valueSats ?? 0n), 0n);
  const valueOut = tx.outputs.reduce((sum, output) => sum + output.valueSats, 0n);
  return {
    txid: tx.txid,
    version: tx.version,
    locktime: tx.lockTime,
    vin: tx.inputs.map((input, i) => inputShape(input, isCoinbase(tx), coins[i])),
    vout: tx.outputs.map(outputShape),
    size: tx.raw.length,
    weight: tx.weight,
    fee: isCoinbase(tx) ? 0 : Number(valueIn - valueOut),
    status: statusShape(block),
  };
}

function spentCoins(node: Node, tx: Transaction, block: BlockNode | undefined): (Coin | undefined)[] {
  if (!block) return tx.inputs.map((input) => node.mempool.coin(inputKey(input)));
  return block.undo?.[block.block!.transactions.indexOf(tx)] ?? [];
}

function inputShape(input: TxInput, isFromCoinbase: boolean, coin: Coin | undefined): JsonObject {
  const redeem = coin && isPayToScriptHash(coin.script) ? lastPush(input.scriptSig) : undefined;
  const isWitnessScript = matchTemplate(redeem ?? coin?.script ?? Buffer.alloc(0)).type === 'witness_v0_scripthash';
  const witnessScript = isWitnessScript ? input.witness.at(-1) : undefined;
  return {
    txid: input.prevTxid,
    vout: input.vout,
    prevout: coin ? outputShape(coin) : null,
    scriptsig: input.scriptSig.toString('hex'),
    scriptsig_asm: scriptAsm(input.scriptSig),
    witness: input.witness.length > 0 ? input.witness.map((item) => item.toString('hex')) : undefined,
    is_coinbase: isFromCoinbase,
    sequence: input.sequence,
    inner_redeemscript_asm: redeem && scriptAsm(redeem),
    inner_witnessscript_asm: witnessScript && scriptAsm(witnessScript),
  };
}

/** Who spends an output: the best chain first, then the mempool. Blocks are read only for outputs that are spent. */
export function spendShape(node: Node, txid: string, vout: number): JsonObject {
  const { chain, mempool } = node;
  const key = outpointKey(txid, vout);
  const pooled = mempool.spenders.get(key)?.tx;
  const from = chain.coins.has(key) ? undefined : chain.findTransaction(txid)?.node;
  for (let height = from?.height ?? chain.active.length; height < chain.active.length; height++) {
    const block = chain.active[height]!;
    for (const tx of block.block!.transactions) {
      const vin = tx.inputs.findIndex((input) => inputKey(input) === key);
      if (vin >= 0) return { spent: true, txid: tx.txid, vin, status: statusShape(block) };
    }
  }
  if (!pooled) return { spent: false };
  const vin = pooled.inputs.findIndex((input) => inputKey(input) === key);
  return { spent: true, txid: pooled.txid, vin, status: statusShape(undefined) };
}
