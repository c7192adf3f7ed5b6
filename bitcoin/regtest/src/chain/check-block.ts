import { type Block, type BlockHeader, hashMeetsTarget } from '../encoding/block.ts';
import { hash256 } from '../encoding/hash.ts';
import { transactionMerkleRoot, witnessMerkleRoot } from '../encoding/merkle.ts';
import { isCoinbase } from '../encoding/transaction.ts';
import { pushNumber } from '../script/instructions.ts';
import { legacySigops } from '../script/sigops.ts';
import type { BlockNode } from './block-tree.ts';
import { checkTransaction } from './check-transaction.ts';
import { isFinalTransaction } from './locks.ts';
import { MAX_BLOCK_SIGOP_COST, MAX_BLOCK_WEIGHT, MAX_FUTURE_SECONDS, REGTEST_BITS } from './params.ts';
import { Rejection, requireRule } from './rejection.ts';

const WITNESS_COMMITMENT_PREFIX = Buffer.from('6a24aa21a9ed', 'hex');
const WITNESS_COMMITMENT_BYTES = 38;

/** BIP34, BIP66 and BIP65 are active from block 1 and retired versions below 4. */
const LOWEST_VERSION = 4;

export function checkProofOfWork(header: BlockHeader): void {
  requireRule(header.bits === REGTEST_BITS || header.bits >>> 24 <= 0x20, 'high-hash', 'proof of work failed');
  requireRule(hashMeetsTarget(header.hash, header.bits), 'high-hash', 'proof of work failed');
}

/** Rules that need nothing but the block. Throws Rejection. */
export function checkBlock(block: Block, options: { proofOfWork?: boolean } = {}): void {
  const { header, transactions, strippedSize } = block;
  if (options.proofOfWork !== false) checkProofOfWork(header);
  const { root, mutated } = transactionMerkleRoot(transactions);
  requireRule(root.equals(header.merkleRoot), 'bad-txnmrklroot', 'hashMerkleRoot mismatch');
  requireRule(!mutated, 'bad-txns-duplicate', 'duplicate transaction');
  const fits =
    transactions.length > 0 && transactions.length * 4 <= MAX_BLOCK_WEIGHT && strippedSize * 4 <= MAX_BLOCK_WEIGHT;
  requireRule(fits, 'bad-blk-length', 'size limits failed');
  requireRule(isCoinbase(transactions[0]!), 'bad-cb-missing', 'first tx is not coinbase');
  requireRule(!transactions.slice(1).some(isCoinbase), 'bad-cb-multiple', 'more than one coinbase');
  for (const tx of transactions) {
    try {
      checkTransaction(tx);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      throw new Rejection(error.reason, `Transaction check failed (tx hash ${tx.txid}) ${error.details ?? ''}`);
    }
  }
  const sigops = transactions.reduce((sum, tx) => sum + legacySigops(tx), 0);
  requireRule(sigops * 4 <= MAX_BLOCK_SIGOP_COST, 'bad-blk-sigops', 'out-of-bounds SigOpCount');
}

/** Rules for a header on top of its parent. Throws Rejection. */
export function checkHeaderInContext(header: BlockHeader, parent: BlockNode, nowSeconds: number): void {
  requireRule(header.bits === REGTEST_BITS, 'bad-diffbits', 'incorrect proof of work');
  requireRule(header.time > parent.medianTimePast, 'time-too-old', "block's timestamp is too early");
  requireRule(header.time <= nowSeconds + MAX_FUTURE_SECONDS, 'time-too-new', 'block timestamp too far in the future');
  const version = (header.version >>> 0).toString(16).padStart(8, '0');
  requireRule(header.version >= LOWEST_VERSION, `bad-version(0x${version})`, `rejected nVersion=0x${version} block`);
}

/** Rules for a block on top of its parent that need no coins. Throws Rejection. */
export function checkBlockInContext(block: Block, parent: BlockNode): void {
  const height = parent.height + 1;
  for (const tx of block.transactions) {
    const isFinal = isFinalTransaction(tx, height, parent.medianTimePast);
    requireRule(isFinal, 'bad-txns-nonfinal', 'non-final transaction');
  }
  const expected = pushNumber(height);
  const { scriptSig } = block.transactions[0]!.inputs[0]!;
  requireRule(
    scriptSig.subarray(0, expected.length).equals(expected),
    'bad-cb-height',
    'block height mismatch in coinbase',
  );
  checkWitnessCommitment(block);
  requireRule(block.weight <= MAX_BLOCK_WEIGHT, 'bad-blk-weight', 'ContextualCheckBlock : weight limit failed');
}

/** Index of the coinbase output that commits to the witnesses (BIP141): the last one that matches, or -1. */
export const witnessCommitmentIndex = (block: Block): number =>
  block.transactions[0]!.outputs.findLastIndex(
    ({ script }) =>
      script.length >= WITNESS_COMMITMENT_BYTES && script.subarray(0, 6).equals(WITNESS_COMMITMENT_PREFIX),
  );

export const witnessCommitmentScript = (witnessRoot: Buffer, reserved: Buffer): Buffer =>
  Buffer.concat([WITNESS_COMMITMENT_PREFIX, hash256(Buffer.concat([witnessRoot, reserved]))]);

function checkWitnessCommitment(block: Block): void {
  const index = witnessCommitmentIndex(block);
  if (index < 0) {
    const unexpected = block.transactions.some((tx) => tx.hasWitness);
    requireRule(!unexpected, 'unexpected-witness', 'ContextualCheckBlock : unexpected witness data found');
    return;
  }
  const coinbase = block.transactions[0]!;
  const { witness } = coinbase.inputs[0]!;
  const [reserved] = witness;
  if (witness.length !== 1 || reserved?.length !== 32) {
    throw new Rejection('bad-witness-nonce-size', 'CheckWitnessMalleation : invalid witness reserved value size');
  }
  const expected = witnessCommitmentScript(witnessMerkleRoot(block.transactions), reserved);
  requireRule(
    coinbase.outputs[index]!.script.subarray(0, WITNESS_COMMITMENT_BYTES).equals(expected),
    'bad-witness-merkle-match',
    'CheckWitnessMalleation : witness merkle commitment mismatch',
  );
}

/** Failures that say nothing about the header: another body with the same header may be valid. */
const mutationReasons = new Set([
  'bad-txnmrklroot',
  'bad-txns-duplicate',
  'bad-witness-nonce-size',
  'bad-witness-merkle-match',
  'unexpected-witness',
]);
export const isMutation = (reason: string): boolean => mutationReasons.has(reason);
