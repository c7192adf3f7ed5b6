import type { BlockNode } from '../src/chain/block-tree.ts';
import { witnessCommitmentScript } from '../src/chain/check-block.ts';
import { subsidySats } from '../src/chain/params.ts';
import { type Block, encodeBlock, encodeHeader, hashMeetsTarget, parseBlock } from '../src/encoding/block.ts';
import { hash256, toDisplay } from '../src/encoding/hash.ts';
import { transactionMerkleRoot, witnessMerkleRoot } from '../src/encoding/merkle.ts';
import { buildTransaction, type Transaction, type TransactionDraft } from '../src/encoding/transaction.ts';
import { pushNumber } from '../src/script/instructions.ts';

export const ANYONE = Buffer.from([0x51]);

export type BlockChanges = {
  transactions?: Transaction[];
  coinbase?: (draft: TransactionDraft) => TransactionDraft;
  header?: Partial<{ version: number; time: number; bits: number; merkleRoot: Buffer; prevHash: string }>;
  /** Replaces the list after the merkle root has been computed. */
  list?: (transactions: Transaction[]) => Transaction[];
  commitment?: boolean;
  solve?: boolean;
};

let extra = 0;

/** A valid block on `parent` by default; `changes` break one rule at a time. Written apart from the node's own miner. */
export function buildBlock(parent: BlockNode, changes: BlockChanges = {}): Block {
  const height = parent.height + 1;
  const others = changes.transactions ?? [];
  const scriptSig = Buffer.concat([pushNumber(height), pushNumber(1_000_000 + extra++)]);
  const draft: TransactionDraft = {
    version: 2,
    lockTime: 0,
    inputs: [
      { prevTxid: '00'.repeat(32), vout: 0xffffffff, scriptSig, sequence: 0xffffffff, witness: [Buffer.alloc(32)] },
    ],
    outputs: [{ valueSats: subsidySats(height), script: ANYONE }],
  };
  const root = witnessMerkleRoot([buildTransaction(draft), ...others]);
  if (changes.commitment !== false) {
    draft.outputs = [...draft.outputs, { valueSats: 0n, script: witnessCommitmentScript(root, Buffer.alloc(32)) }];
  } else {
    draft.inputs = draft.inputs.map((input) => ({ ...input, witness: [] }));
  }
  const coinbase = buildTransaction(changes.coinbase ? changes.coinbase(draft) : draft);
  const transactions = [coinbase, ...others];
  const header = encodeHeader({
    version: 0x20000000,
    prevHash: parent.hash,
    merkleRoot: transactionMerkleRoot(transactions).root,
    time: parent.header.time + 1,
    bits: 0x207fffff,
    nonce: 0,
    ...changes.header,
  });
  const wantsSolution = changes.solve !== false;
  for (let nonce = 0; hashMeetsTarget(toDisplay(hash256(header)), 0x207fffff) !== wantsSolution; nonce++) {
    header.writeUInt32LE(nonce, 76);
  }
  return parseBlock(encodeBlock(header, changes.list ? changes.list(transactions) : transactions));
}

/** A transaction that anyone may spend from, moving one output to others of the same kind. */
export function moveCoins(
  outpoints: { txid: string; vout: number }[],
  amounts: bigint[],
  fields: { lockTime?: number; sequence?: number; version?: number; script?: Buffer } = {},
): Transaction {
  return buildTransaction({
    version: fields.version ?? 2,
    lockTime: fields.lockTime ?? 0,
    inputs: outpoints.map(({ txid, vout }) => ({
      prevTxid: txid,
      vout,
      scriptSig: Buffer.alloc(0),
      sequence: fields.sequence ?? 0xfffffffd,
      witness: [],
    })),
    outputs: amounts.map((valueSats) => ({ valueSats, script: fields.script ?? ANYONE })),
  });
}
