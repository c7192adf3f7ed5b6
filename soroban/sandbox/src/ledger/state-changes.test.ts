import { StrKey } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerEntry, StoredEntry } from '../host/boundary.ts';
import { ledgerKeyOf, ledgerKeyString } from '../host/codec/ledger-key.ts';
import { newAccount } from '../host/storage/new-account.ts';
import type { HostVal } from '../host/values/value.ts';
import { dataBytes, entryBytes } from './entry-bytes.ts';
import { decodeState, encodeState, wake } from './state-changes.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const account = bytes(32).map((key) => StrKey.encodeEd25519PublicKey(key));
const contract = bytes(32).map((key) => StrKey.encodeContract(key));
const value: fc.Arbitrary<HostVal> = fc.oneof(
  fc.constant<HostVal>({ type: 'ledgerKeyContractInstance' }),
  fc.boolean().map((value): HostVal => ({ type: 'bool', value })),
  fc.nat().map((value): HostVal => ({ type: 'u32', value })),
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }).map((value): HostVal => ({ type: 'i128', value })),
  fc.uint8Array({ maxLength: 9 }).map((value): HostVal => ({ type: 'bytes', value })),
  fc.stringMatching(/^[a-zA-Z0-9_]{0,12}$/).map((value): HostVal => ({ type: 'symbol', value })),
  account.map((value): HostVal => ({ type: 'address', value })),
  fc
    .array(
      fc.nat().map((value): HostVal => ({ type: 'u32', value })),
      { maxLength: 3 },
    )
    .map((value): HostVal => ({ type: 'vec', value })),
);
const entry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  fc
    .record({ id: account, balance: fc.bigInt({ min: 0n, max: 2n ** 62n }), ledger: fc.nat() })
    .map(({ id, balance, ledger }) => newAccount(id, balance, ledger)),
  fc.record({
    type: fc.constant('contractData' as const),
    contract,
    durability: fc.constantFrom('temporary' as const, 'persistent' as const),
    key: value,
    value,
  }),
  fc.record({
    type: fc.constant('contractCode' as const),
    hash: bytes(32).map((hash) => Buffer.from(hash).toString('hex')),
    wasm: fc.uint8Array({ maxLength: 50 }),
  }),
);
const stored: fc.Arbitrary<StoredEntry> = fc
  .record({ entry, lastModified: fc.nat(), liveUntil: fc.integer({ min: 1, max: 2 ** 31 }) })
  .map(({ entry, lastModified, liveUntil }) =>
    entry.type === 'account' ? { entry, lastModified } : { entry, lastModified, liveUntil },
  );

test('entries sleep and wake unchanged, under the key text they were stored by', () => {
  fc.assert(
    fc.property(stored, (before) => {
      const text = ledgerKeyString(ledgerKeyOf(before.entry));
      const [change] = decodeState(Buffer.from(encodeState([[text, before]])));
      const after = wake(change!.after!);
      expect([change!.text, ledgerKeyString(ledgerKeyOf(after.entry))]).toEqual([text, text]);
      expect([after.lastModified, after.liveUntil]).toEqual([before.lastModified, before.liveUntil]);
      expect(Buffer.from(dataBytes(after.entry))).toEqual(Buffer.from(dataBytes(before.entry)));
    }),
  );
});

test('an entry that was never woken is stored again as it is', () => {
  fc.assert(
    fc.property(stored, (before) => {
      const once = Buffer.from(
        encodeState([
          ['key', before],
          ['gone', undefined],
        ]),
      );
      const [dormant, gone] = decodeState(once);
      expect(gone).toEqual({ text: 'gone', after: undefined });
      expect(
        Buffer.from(
          encodeState([
            ['key', dormant!.after],
            ['gone', undefined],
          ]),
        ),
      ).toEqual(once);
      expect(dormant!.after!.dormant).toEqual(Buffer.from(entryBytes(before)));
    }),
  );
});
