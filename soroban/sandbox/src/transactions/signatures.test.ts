import { Keypair } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Signature } from './envelope.ts';
import { checkSignatures } from './signatures.ts';

const HASH = Buffer.alloc(32, 9);
const keypairs = Array.from({ length: 5 }, () => Keypair.random());
const signed = keypairs.map(
  (keypair): Pick<Signature, 'hint' | 'signature'> => ({
    hint: keypair.signatureHint(),
    signature: keypair.sign(HASH),
  }),
);
const fresh = (indexes: readonly number[]): Signature[] =>
  indexes.map((index) => ({ ...signed[index]!, checked: new Map() }));

const indexes = fc.uniqueArray(fc.nat(4), { maxLength: 5 });
const weights = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 5, maxLength: 5 });

test('signatures cover a threshold when the weights of those who signed reach it', () => {
  fc.assert(
    fc.property(indexes, weights, fc.integer({ min: 1, max: 1275 }), (signing, each, threshold) => {
      const signers = keypairs.map((keypair, index) => ({ key: keypair.publicKey(), weight: each[index]! }));
      const sum = signing.reduce((total, index) => total + each[index]!, 0);
      expect(checkSignatures(HASH, fresh(signing)).covers(signers, threshold)).toBe(sum >= threshold);
    }),
  );
});

test('a threshold of zero still needs one signature', () => {
  const signers = [{ key: keypairs[0]!.publicKey(), weight: 1 }];
  expect(checkSignatures(HASH, fresh([1])).covers(signers, 0)).toBe(false);
  expect(checkSignatures(HASH, fresh([0])).covers(signers, 0)).toBe(true);
});

test('a signature counts once, however often it is given', () => {
  const signers = [{ key: keypairs[0]!.publicKey(), weight: 1 }];
  const check = checkSignatures(HASH, fresh([0, 0]));
  expect(check.covers(signers, 2)).toBe(false);
});

test('signatures that no signer needed are found', () => {
  const signers = keypairs.slice(0, 2).map((keypair) => ({ key: keypair.publicKey(), weight: 1 }));
  const enough = checkSignatures(HASH, fresh([0, 1]));
  expect([enough.covers(signers, 2), enough.allUsed()]).toEqual([true, true]);
  const tooMany = checkSignatures(HASH, fresh([0, 1, 2]));
  expect([tooMany.covers(signers, 2), tooMany.allUsed()]).toEqual([true, false]);
});
