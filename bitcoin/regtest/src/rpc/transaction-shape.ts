import type { BlockNode } from '../chain/block-tree.ts';
import type { Coin } from '../chain/coins.ts';
import { inferDescriptor } from '../descriptors/infer.ts';
import { isCoinbase, type Transaction, type TxInput, virtualSize } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import { scriptToAddress } from '../script/address.ts';
import { disassemble } from '../script/disassemble.ts';
import { matchTemplate } from '../script/templates.ts';
import { btc, type JsonObject } from './json.ts';

export function scriptShape(script: Buffer): JsonObject {
  return {
    asm: disassemble(script),
    desc: inferDescriptor(script),
    hex: script.toString('hex'),
    address: scriptToAddress(script),
    type: matchTemplate(script).type,
  };
}

export type TransactionDetail = {
  /** Coins the inputs spend, when they are known: adds the fee. */
  spent?: Coin[] | undefined;
  /** Adds each spent output to its input. */
  withPrevouts?: boolean;
  withHex?: boolean;
};

export function transactionShape(tx: Transaction, detail: TransactionDetail = {}): JsonObject {
  const { spent, withPrevouts = false, withHex = true } = detail;
  const coinbase = isCoinbase(tx);
  const knowsCoins = spent !== undefined && !coinbase;
  return {
    txid: tx.txid,
    hash: tx.wtxid,
    version: tx.version,
    size: tx.raw.length,
    vsize: virtualSize(tx.weight),
    weight: tx.weight,
    locktime: tx.lockTime,
    vin: tx.inputs.map((input, index) =>
      inputShape(input, coinbase, withPrevouts && knowsCoins ? spent[index] : undefined),
    ),
    vout: tx.outputs.map((output, n) => ({
      value: btc(output.valueSats),
      n,
      scriptPubKey: scriptShape(output.script),
    })),
    fee: knowsCoins ? btc(feeSats(tx, spent)) : undefined,
    hex: withHex ? tx.raw.toString('hex') : undefined,
  };
}

function feeSats(tx: Transaction, spent: Coin[]): bigint {
  const valueIn = spent.reduce((sum, coin) => sum + coin.valueSats, 0n);
  return tx.outputs.reduce((left, output) => left - output.valueSats, valueIn);
}

function inputShape(input: TxInput, coinbase: boolean, coin: Coin | undefined): JsonObject {
  const origin: JsonObject = coinbase
    ? { coinbase: input.scriptSig.toString('hex') }
    : {
        txid: input.prevTxid,
        vout: input.vout,
        scriptSig: { asm: disassemble(input.scriptSig, true), hex: input.scriptSig.toString('hex') },
      };
  return {
    ...origin,
    txinwitness: input.witness.length > 0 ? input.witness.map((item) => item.toString('hex')) : undefined,
    prevout: coin && {
      generated: coin.isCoinbase,
      height: coin.height,
      value: btc(coin.valueSats),
      scriptPubKey: scriptShape(coin.script),
    },
    sequence: input.sequence,
  };
}

/** What a confirmed transaction tells about its block. */
export function blockFields(node: Node, block: BlockNode): JsonObject {
  const isActive = node.chain.isActive(block);
  return {
    blockhash: block.hash,
    confirmations: isActive ? node.chain.confirmations(block) : 0,
    time: isActive ? block.header.time : undefined,
    blocktime: isActive ? block.header.time : undefined,
  };
}
