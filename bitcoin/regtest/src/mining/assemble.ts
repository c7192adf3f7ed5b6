import type { BlockNode } from '../chain/block-tree.ts';
import { witnessCommitmentScript } from '../chain/check-block.ts';
import { REGTEST_BITS, subsidySats } from '../chain/params.ts';
import { type Block, encodeBlock, encodeHeader, hashMeetsTarget, parseBlock } from '../encoding/block.ts';
import { u32 } from '../encoding/bytes.ts';
import { hash256, toDisplay } from '../encoding/hash.ts';
import { transactionMerkleRoot, witnessMerkleRoot } from '../encoding/merkle.ts';
import { buildTransaction, type Transaction, type TxOutput } from '../encoding/transaction.ts';
import { pushData, pushNumber } from '../script/instructions.ts';

const BLOCK_VERSION = 0x20000000;
const SEQUENCE_NONFINAL = 0xfffffffe;
const WITNESS_RESERVED = Buffer.alloc(32);
const NONCE_OFFSET = 76;

export type BlockPlan = {
  parent: BlockNode;
  payTo: Buffer;
  transactions: Transaction[];
  feeSats: bigint;
  nowSeconds: number;
  /** Keeps two blocks at the same height and second apart. */
  extraNonce: number;
};

/** Builds a block on `parent` and works its nonce out. Validity is for the chain to judge. */
export function assembleBlock(plan: BlockPlan): Block {
  const coinbase = createCoinbase(plan);
  const transactions = [coinbase, ...plan.transactions];
  const header = encodeHeader({
    version: BLOCK_VERSION,
    prevHash: plan.parent.hash,
    merkleRoot: transactionMerkleRoot(transactions).root,
    time: Math.max(plan.nowSeconds, plan.parent.medianTimePast + 1),
    bits: REGTEST_BITS,
    nonce: 0,
  });
  solve(header);
  return parseBlock(encodeBlock(header, transactions));
}

function createCoinbase({ parent, payTo, transactions, feeSats, extraNonce }: BlockPlan): Transaction {
  const height = parent.height + 1;
  const draft = (outputs: TxOutput[]): Transaction =>
    buildTransaction({
      version: 2,
      // As proposed by BIP54: the coinbase commits to its height in nLockTime too.
      lockTime: height - 1,
      inputs: [
        {
          prevTxid: '00'.repeat(32),
          vout: 0xffffffff,
          scriptSig: Buffer.concat([pushNumber(height), pushData(u32(extraNonce))]),
          sequence: SEQUENCE_NONFINAL,
          witness: [WITNESS_RESERVED],
        },
      ],
      outputs,
    });
  const reward = { valueSats: subsidySats(height) + feeSats, script: payTo };
  // The commitment leaves the coinbase's own wtxid out, so any coinbase will do to compute it.
  const witnessRoot = witnessMerkleRoot([draft([reward]), ...transactions]);
  return draft([reward, { valueSats: 0n, script: witnessCommitmentScript(witnessRoot, WITNESS_RESERVED) }]);
}

/** Finds a nonce; at regtest difficulty every second one will do. */
function solve(header: Buffer): void {
  const bits = header.readUInt32LE(NONCE_OFFSET - 4);
  for (let nonce = 0; !hashMeetsTarget(toDisplay(hash256(header)), bits); nonce++) {
    header.writeUInt32LE(nonce, NONCE_OFFSET);
  }
}
