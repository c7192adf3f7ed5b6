import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { REGISTRY_LAYOUT } from '../src/address-indices.ts';
import { type StoringContractName, storingContractNames } from '../src/index.ts';
import { layoutsFile } from '../src/paths.ts';
import { compareLayouts, layoutSources, type StorageLayout, storageLayout } from '../src/storage-layout.ts';

const committed: Record<StoringContractName, StorageLayout> = JSON.parse(readFileSync(layoutsFile, 'utf8'));
const ACCEPT = 'run `npm run accept -w @istsi/contracts` and commit contracts/storage-layouts.json';

test.each(storingContractNames)('what %s stores is written down', (name) => {
  const layout = storageLayout(layoutSources(name));
  expect(layout, ACCEPT).toEqual(committed[name]);
  expect(Object.keys(layout.keys)).toEqual(expect.arrayContaining(['Layout()', 'Paused()']));
});

test('the description goes down to the last field', () => {
  const { keys, types } = committed['reserve-manager'];
  expect(keys['Utxo(BytesN<32>, u32)']).toEqual({ kind: 'persistent', value: 'Utxo' });
  expect(types.Batch).toContain('anchor: Outpoint');
  expect(types.Outpoint).toEqual(['tx_hash: BytesN<32>', 'vout: u32']);
  expect(types.UtxoState).toContain('Promised = 5');
  // Never stored, only answered.
  expect(types.BitcoinTransaction).toBeUndefined();
});

function edited(file: string, from: string, to: string): StorageLayout {
  const sources = layoutSources('reserve-manager');
  const path = `reserve-manager/${file}`;
  const text = sources.get(path);
  if (!text?.includes(from)) throw new Error(`${file} does not have: ${from}`);
  return storageLayout(sources.set(path, text.replaceAll(from, to)));
}

describe('stored values can be read by the next code', () => {
  test.each<[string, string, string, string]>([
    [
      'when it has one more key',
      'storage.ts',
      'static Proof()',
      'static Other(): DataKey { return variant(); }\n  static Proof()',
    ],
    ['when an enum has one more case', 'types.ts', 'Promised = 5,', 'Promised = 5, Burnt = 6,'],
    [
      'when fields change places',
      'types.ts',
      '  amount!: u64;\n  confirmations!: u32;',
      '  confirmations!: u32;\n  amount!: u64;',
    ],
    ['when a type changes that is only answered', 'bitcoin/transaction.ts', '  version!: u32;', '  version!: u64;'],
  ])('%s', (_, file, from, to) => {
    expect(compareLayouts(committed['reserve-manager'], edited(file, from, to))).toEqual([]);
  });

  test.each<[string, string, string, string, string]>([
    ['a stored struct has one more field', 'types.ts', 'class Epoch {', 'class Epoch {\n  name!: u32;', 'type Epoch'],
    ['a stored struct lost a field', 'types.ts', '  confirmations!: u32;\n', '', 'type Utxo'],
    ['a field has another type', 'types.ts', '  payments!: u32;', '  payments!: u64;', 'type Batch'],
    [
      'a field deep within has another type',
      'bitcoin/transaction.ts',
      '  vout!: u32;',
      '  vout!: u64;',
      'type Outpoint',
    ],
    ['an enum is renumbered', 'types.ts', 'Lost = 4,', 'Lost = 7,', 'type UtxoState'],
    ['a key is gone', 'storage.ts', 'DataKey.Level()', 'DataKey.Proof()', 'key Level()'],
    [
      'a key is made of something else',
      'storage.ts',
      'Utxo(tx_hash: BytesN<32>, vout: u32)',
      'Utxo(tx_hash: BytesN<32>, vout: u64)',
      'key Utxo(BytesN<32>, u32)',
    ],
    ['a value is of another type', 'storage.ts', 'DataKey, ReserveLevel>', 'DataKey, u64>', 'key Level()'],
    ['a value is kept elsewhere', 'storage.ts', 'persistent.', 'temporary.', 'key Utxo(BytesN<32>, u32)'],
  ])('but not when %s', (_, file, from, to, what) => {
    const found = compareLayouts(committed['reserve-manager'], edited(file, from, to));
    expect(found.map((problem) => problem.what)).toContain(what);
  });

  test('and what is stored in a way that the description cannot follow is refused', () => {
    expect(() => edited('storage.ts', 'DataKey.Level()', 'keyOfLevel()')).toThrow('cannot tell what is stored');
  });
});

test('the numbers of addresses are where they are read without the contract', () => {
  const { layout, keys, types } = committed['kyc-registry'];
  expect(layout).toBe(REGISTRY_LAYOUT);
  expect(keys['Account(Address)']).toEqual({ kind: 'persistent', value: 'Account' });
  expect(keys['Layout()']).toEqual({ kind: 'instance', value: 'u32' });
  expect(types.Account).toContain('address_index: u32');
});
