import { createHash } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountEntry, Signer } from '../host/boundary.ts';
import { entryToXdr, storedEntryToXdr } from '../host/codec/ledger-entry.ts';
import { ledgerKeyToXdr } from '../host/codec/ledger-key.ts';
import { dataBytes, entryBytes, entrySize, keyBytes, keyHash } from './entry-bytes.ts';

const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const byte = fc.nat(255);
const amount = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const signer: fc.Arbitrary<Signer> = fc
  .tuple(fc.constantFrom('G', 'T', 'X'), key32, byte)
  .map(([kind, key, weight]) => ({ key: strkey(kind, key), weight }));
const account: fc.Arbitrary<AccountEntry> = fc.record({
  type: fc.constant('account' as const),
  accountId: key32.map((key) => StrKey.encodeEd25519PublicKey(key)),
  balance: amount,
  sequence: amount,
  subEntries: fc.nat(),
  flags: fc.nat(15),
  homeDomain: fc.stringMatching(/^[a-z.]{0,32}$/),
  thresholds: fc.tuple(byte, byte, byte, byte),
  signers: fc.array(signer, { maxLength: 20 }),
  buyingLiabilities: amount,
  sellingLiabilities: amount,
  sequenceLedger: fc.nat(),
  sequenceTime: amount,
});

function strkey(kind: string, key: Uint8Array): string {
  if (kind === 'T') return StrKey.encodePreAuthTx(key);
  return kind === 'X' ? StrKey.encodeSha256Hash(key) : StrKey.encodeEd25519PublicKey(key);
}

test('accounts written by hand are what the SDK would write', () => {
  fc.assert(
    fc.property(account, (entry) => {
      const stored = { entry, lastModified: 7 };
      expect(Buffer.from(dataBytes(entry))).toEqual(Buffer.from(entryToXdr(entry).toXdr()));
      expect(Buffer.from(entryBytes(stored))).toEqual(Buffer.from(storedEntryToXdr(stored).toXdr()));
      expect(entrySize(stored)).toBe(entryBytes(stored).length);
    }),
  );
});

test('keys written by hand are what the SDK would write, and their hashes name TTL entries', () => {
  fc.assert(
    fc.property(
      key32,
      fc.constantFrom('temporary' as const, 'persistent' as const),
      fc.nat(),
      (hash, durability, value) => {
        const contract = StrKey.encodeContract(hash);
        for (const key of [
          { type: 'contractData' as const, contract, durability, key: { type: 'u32' as const, value } },
          { type: 'contractCode' as const, hash: Buffer.from(hash).toString('hex') },
          { type: 'account' as const, accountId: StrKey.encodeEd25519PublicKey(hash) },
        ]) {
          const expected = Buffer.from(ledgerKeyToXdr(key).toXdr());
          expect(Buffer.from(keyBytes(key))).toEqual(expected);
          expect(keyHash(key)).toEqual(createHash('sha256').update(expected).digest());
        }
      },
    ),
  );
});
