import { Address, Keypair, xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import type { AccountEntry, LedgerEntry } from '../boundary.ts';
import { compareVals } from '../objects/compare.ts';
import { contractAddress, muxedAddress } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';
import { encodedLength } from './encoded-length.ts';
import { entryFromXdr, entryToXdr } from './ledger-entry.ts';
import { ledgerKeyFromXdr, ledgerKeyOf, ledgerKeyString, ledgerKeyToXdr } from './ledger-key.ts';
import { encodeVal, toScVal } from './value.ts';
import { fromLedgerScVal, fromScVal } from './value-from-xdr.ts';

const account = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1)).publicKey();
const contract = contractAddress(new Uint8Array(32).fill(9));
const issuer = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 2)).publicKey();

const values: HostVal[] = [
  { type: 'bool', value: false },
  { type: 'bool', value: true },
  { type: 'void' },
  { type: 'error', errorType: 0, code: 301 },
  { type: 'error', errorType: 3, code: 3 },
  { type: 'u32', value: 0xffff_ffff },
  { type: 'i32', value: -1 },
  { type: 'u64', value: 2n ** 64n - 1n },
  { type: 'i64', value: -(2n ** 63n) },
  { type: 'timepoint', value: 5n },
  { type: 'duration', value: 6n },
  { type: 'u128', value: 2n ** 128n - 1n },
  { type: 'i128', value: -(2n ** 127n) },
  { type: 'u256', value: 2n ** 256n - 1n },
  { type: 'i256', value: -(2n ** 255n) },
  { type: 'bytes', value: new Uint8Array([1, 2, 3]) },
  { type: 'string', value: new Uint8Array([0xff, 0x41]) },
  { type: 'symbol', value: 'a_symbol_of_more_than_nine' },
  { type: 'vec', value: [{ type: 'u32', value: 1 }, { type: 'void' }] },
  {
    type: 'map',
    value: [
      [
        { type: 'symbol', value: 'a' },
        { type: 'u32', value: 1 },
      ],
    ],
  },
  { type: 'address', value: account },
  { type: 'address', value: contract },
  { type: 'muxedAddress', value: muxedAddress(new Uint8Array(32).fill(3), 77n) },
  { type: 'executableTag', value: new Uint8Array([1]) },
  { type: 'contractInstance', executable: { type: 'wasm', hash: 'ab'.repeat(32) }, storage: undefined },
  { type: 'contractInstance', executable: { type: 'stellarAsset' }, storage: [] },
  {
    type: 'contractInstance',
    executable: { type: 'externalRef', owner: contract, tag: new Uint8Array([1, 2]) },
    storage: [[{ type: 'u32', value: 1 }, { type: 'void' }]],
  },
  { type: 'ledgerKeyContractInstance' },
  { type: 'ledgerKeyNonce', nonce: -5n },
];

test.each(values.map((value) => [value.type, value] as const))('a %s survives XDR', (_, value) => {
  const encoded = encodeVal(value);
  expect(fromLedgerScVal(xdr.ScVal.fromXdr(encoded))).toEqual(value);
  expect(toScVal(value).toXdr()).toEqual(encoded);
  expect(encodedLength(value)).toBe(encoded.length);
});

describe('fromScVal refuses', () => {
  const symbol = (text: string) => xdr.ScVal.scvSymbol(text);
  const entry = (key: string) => new xdr.ScMapEntry({ key: symbol(key), val: xdr.ScVal.scvVoid() });
  test.each<[string, xdr.ScVal, string]>([
    ['an unsorted map', xdr.ScVal.scvMap([entry('b'), entry('a')]), 'Error(Object, InvalidInput)'],
    ['a map with a key twice', xdr.ScVal.scvMap([entry('a'), entry('a')]), 'Error(Object, InvalidInput)'],
    ['a vec without a body', xdr.ScVal.scvVec(null), 'Error(Value, InvalidInput)'],
    ['a symbol with a space', symbol('a b'), 'Error(Value, InvalidInput)'],
    ['a contract instance key', xdr.ScVal.scvLedgerKeyContractInstance(), 'Error(Value, UnexpectedType)'],
    [
      'a liquidity pool address',
      xdr.ScVal.scvAddress(xdr.ScAddress.scAddressTypeLiquidityPool(new xdr.PoolId(new Uint8Array(32)))),
      'Error(Object, UnexpectedType)',
    ],
  ])('%s', (_, value, error) => {
    expect(() => fromScVal(value)).toThrow(HostError);
    expect(() => fromScVal(value)).toThrow(error);
  });
});

const owner: AccountEntry = {
  type: 'account',
  accountId: account,
  balance: 10n ** 11n,
  sequence: 5n << 32n,
  subEntries: 1,
  flags: 0,
  homeDomain: 'example.org',
  thresholds: [1, 2, 3, 4],
  signers: [{ key: issuer, weight: 2 }],
  buyingLiabilities: 1n,
  sellingLiabilities: 2n,
  sequenceLedger: 7,
  sequenceTime: 8n,
};
const entries: LedgerEntry[] = [
  owner,
  {
    type: 'trustline',
    accountId: account,
    asset: `USD:${issuer}`,
    balance: 1n,
    limit: 2n,
    flags: 1,
    buyingLiabilities: 0n,
    sellingLiabilities: 0n,
  },
  {
    type: 'contractData',
    contract,
    durability: 'temporary',
    key: {
      type: 'vec',
      value: [
        { type: 'symbol', value: 'Balance' },
        { type: 'address', value: account },
      ],
    },
    value: { type: 'i128', value: 5n },
  },
  { type: 'contractCode', hash: 'cd'.repeat(32), wasm: new Uint8Array([0, 0x61]) },
];

test.each(entries.map((entry) => [entry.type, entry] as const))('a %s entry and its key survive XDR', (_, entry) => {
  expect(entryFromXdr(xdr.LedgerEntryData.fromXdr(entryToXdr(entry).toXdr()))).toEqual(entry);
  const key = ledgerKeyOf(entry);
  const again = ledgerKeyFromXdr(xdr.LedgerKey.fromXdr(ledgerKeyToXdr(key).toXdr()));
  expect(again).toEqual(key);
  expect(ledgerKeyString(again)).toBe(ledgerKeyString(key));
});

test('different keys have different key strings', () => {
  const keys = values.map((key) => ledgerKeyString({ type: 'contractData', contract, durability: 'persistent', key }));
  expect(new Set(keys).size).toBe(values.length);
});

test('addresses are ordered by type, then by bytes, though base32 is not', () => {
  const seeds = Array.from({ length: 40 }, (_, i) => new Uint8Array(32).fill((i * 37) % 256));
  const sorted = seeds.toSorted((a, b) => Buffer.compare(a, b)).map((bytes) => contractAddress(bytes));
  const shuffled = seeds.map((bytes): HostVal => ({ type: 'address', value: contractAddress(bytes) }));
  expect(shuffled.toSorted(compareVals).map((v) => (v.type === 'address' ? v.value : ''))).toEqual(sorted);
  expect(compareVals({ type: 'address', value: account }, { type: 'address', value: contract })).toBeLessThan(0);
  expect(new Address(sorted[0]!).toString()).toBe(sorted[0]);
});
