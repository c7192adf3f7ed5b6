import { readFileSync } from 'node:fs';
import { verifySchnorr } from 'tiny-secp256k1';
import { describe, expect, test } from 'vitest';
import { buildTransaction, parseTransactionHex } from '../encoding/transaction.ts';
import { taprootOutputKey } from '../wallet/keys.ts';
import { payToWitness } from './address.ts';
import { CONSENSUS_FLAGS, STANDARD_FLAGS } from './flags.ts';
import { spendingTransaction, taprootSignatureHash } from './signature-hash.ts';
import { tapBranchHash, tapLeafHash } from './taproot.ts';
import { verifyInput } from './verify-input.ts';

const load = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../test/vectors/${name}.json`, import.meta.url), 'utf8')) as T;
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

type Spent = { script: string; sats: number }[];
const outputsOf = (spent: Spent) => spent.map(({ script, sats }) => ({ script: hex(script), valueSats: BigInt(sats) }));

const bip340 = load<{
  vectors: { key: string; message: string; signature: string; holds: boolean; comment: string }[];
}>('bip340');
const bip143 = load<{ vectors: { name: string; spent: Spent; tx: string }[] }>('bip143');
type Tree = { id: number; script: string; leafVersion: number } | Tree[];
const bip341 = load<{
  scriptPubKey: {
    internalKey: string;
    scriptTree: Tree | null;
    leafHashes: string[];
    merkleRoot: string | null;
    script: string;
  }[];
  keyPathSpending: {
    unsignedTx: string;
    spent: Spent;
    inputs: { index: number; hashType: number; signatureHash: string }[];
    signedTx: string;
  }[];
}>('bip341');

describe('BIP340', () => {
  test.each(bip340.vectors.map((vector, index) => ({ ...vector, index })))('vector $index $comment', (vector) => {
    const verify = (): boolean => {
      try {
        return verifySchnorr(hex(vector.message), hex(vector.key), hex(vector.signature));
      } catch {
        return false;
      }
    };
    // Messages of other lengths than 32 bytes do not occur in Bitcoin.
    if (vector.message.length === 64) expect(verify()).toBe(vector.holds);
  });
});

describe('BIP143', () => {
  test.each(bip143.vectors)('$name: the signed transaction is valid', ({ tx, spent }) => {
    const spending = spendingTransaction(parseTransactionHex(tx), outputsOf(spent));
    for (const index of spending.tx.inputs.keys())
      expect(verifyInput(spending, index, CONSENSUS_FLAGS)).toBeUndefined();
  });

  test.each(bip143.vectors)('$name: with another amount it is not', ({ tx, spent }) => {
    const other = outputsOf(spent).map((output) => ({ ...output, valueSats: output.valueSats + 1n }));
    const spending = spendingTransaction(parseTransactionHex(tx), other);
    const failures = spending.tx.inputs.map((_, index) => verifyInput(spending, index, CONSENSUS_FLAGS));
    expect(failures.some((failure) => failure !== undefined)).toBe(true);
  });
});

describe('BIP341', () => {
  const hashTree = (tree: Tree, leaves: string[]): Buffer => {
    if (Array.isArray(tree)) return tapBranchHash(hashTree(tree[0]!, leaves), hashTree(tree[1]!, leaves));
    const leaf = tapLeafHash(tree.leafVersion, hex(tree.script));
    leaves[tree.id] = leaf.toString('hex');
    return leaf;
  };

  test.each(bip341.scriptPubKey)(
    '$script commits to its script tree',
    ({ internalKey, scriptTree, leafHashes, script }) => {
      const leaves: string[] = [];
      const root = scriptTree ? hashTree(scriptTree, leaves) : undefined;
      expect(leaves).toEqual(leafHashes);
      expect(payToWitness(1, taprootOutputKey(hex(internalKey), root)).toString('hex')).toBe(script);
    },
  );

  const [spend] = bip341.keyPathSpending;
  test.each(spend!.inputs)(
    'signature hash of input $index with hash type $hashType',
    ({ index, hashType, signatureHash }) => {
      const spending = spendingTransaction(parseTransactionHex(spend!.unsignedTx), outputsOf(spend!.spent));
      expect(taprootSignatureHash(spending, index, hashType, undefined, undefined)?.toString('hex')).toBe(
        signatureHash,
      );
    },
  );

  test('the signed transaction is valid under standard rules, and no witness survives a flipped bit', () => {
    const signed = parseTransactionHex(spend!.signedTx);
    const spent = outputsOf(spend!.spent);
    const spending = spendingTransaction(signed, spent);
    for (const index of signed.inputs.keys()) expect(verifyInput(spending, index, STANDARD_FLAGS)).toBeUndefined();
    for (const [index, input] of signed.inputs.entries()) {
      if (input.witness.length === 0) continue;
      const inputs = signed.inputs.map((other, position) => {
        if (position !== index) return other;
        const signature = Buffer.from(input.witness[0]!);
        signature[5]! ^= 1;
        return { ...other, witness: [signature, ...input.witness.slice(1)] };
      });
      const changed = spendingTransaction(buildTransaction({ ...signed, inputs }), spent);
      expect(verifyInput(changed, index, CONSENSUS_FLAGS)).toBeDefined();
    }
  });
});
