import { describe, expect, test } from 'vitest';
import { acceptMarks, asKnown, type MarkStore, marksOf, meetMarks, type Told } from './known-system.ts';

const honest: Told = {
  bitcoin: { network: 'bitcoin' },
  stellar: { network_passphrase: 'Public Global Stellar Network ; September 2015' },
  contracts: { 'integration-router': 'CROUTER', 'istsi-token': 'CTOKEN', 'kyc-registry': 'CREGISTRY' },
  descriptors: ['wsh(old)', 'wsh(ours)'],
  local: false,
};

function browser(): MarkStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

function visit(store: MarkStore, told: Told) {
  const { known, changes } = meetMarks(store, marksOf(told));
  return { shown: asKnown(told, known), changes: changes.map(({ mark }) => mark) };
}

const lies: [string, Partial<Told>, string[]][] = [
  ['another network', { stellar: { network_passphrase: 'Mallory’s network' } }, ['Stellar network']],
  ['another Bitcoin network', { bitcoin: { network: 'testnet' } }, ['Bitcoin network']],
  [
    'another router',
    { contracts: { ...honest.contracts, 'integration-router': 'CMALLORY' } },
    ['contract integration-router'],
  ],
  ['another token', { contracts: { ...honest.contracts, 'istsi-token': 'CMALLORY' } }, ['contract istsi-token']],
  ['keys of another custody', { descriptors: ['wsh(old)', 'wsh(mallory)'] }, ['custody keys']],
  ['an older custody, whose keys were stolen', { descriptors: ['wsh(old)'] }, ['custody keys']],
  ['helpers of a test network', { local: true }, ['test networks']],
  ['no custody', { descriptors: [] }, ['custody keys']],
  [
    'another registry, under whose name nothing was remembered yet, and keys of another custody',
    { contracts: { ...honest.contracts, 'kyc-registry': 'CMALLORY' }, descriptors: ['wsh(mallory)'] },
    ['custody keys', 'contract kyc-registry'],
  ],
  [
    'no router any more',
    { contracts: { 'istsi-token': 'CTOKEN', 'kyc-registry': 'CREGISTRY' } },
    ['contract integration-router'],
  ],
];

describe('a service that lies to a browser that knew it before is told of, and signed for by what was known', () => {
  test.each(lies)('it names %s', (_, lie, changes) => {
    const store = browser();
    expect(visit(store, honest)).toEqual({ shown: honest, changes: [] });

    const met = visit(store, { ...honest, ...lie });
    expect(met.changes).toEqual(changes);
    expect(met.shown.contracts).toEqual(honest.contracts);
    expect(met.shown.stellar).toEqual(honest.stellar);
    expect(met.shown.bitcoin).toEqual(honest.bitcoin);
    expect(met.shown.local).toBe(false);
    expect(met.shown.descriptors.at(-1)).toBe('wsh(ours)');
    // Looking again does not make it known.
    expect(visit(store, { ...honest, ...lie }).changes).toEqual(changes);
    expect(visit(store, honest).changes).toEqual([]);
  });

  test('nothing that comes with a lie is taken over', () => {
    const store = browser();
    visit(store, honest);
    const contracts = { ...honest.contracts, 'istsi-token': 'CMALLORY', 'price-oracle': 'CMALLORY' };
    visit(store, { ...honest, contracts });
    expect([...store.kept.values()].join()).not.toContain('MALLORY');
  });
});

describe('what no system is can neither fill the memory nor be met', () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, place) => [`contract-${place}`, 'C']));
  test.each<[string, Partial<Told>]>([
    ['a thousand contracts', { contracts: { ...honest.contracts, ...many } }],
    ['a contract as long as a book', { contracts: { ...honest.contracts, 'price-oracle': 'C'.repeat(100_000) } }],
    ['a name as long as a book', { contracts: { ...honest.contracts, ['c'.repeat(100_000)]: 'C' } }],
    ['what is no text', { contracts: { ...honest.contracts, 'price-oracle': 7 as never } }],
  ])('%s', (_, lie) => {
    const store = browser();
    expect(() => visit(store, { ...honest, ...lie })).toThrow(RangeError);
    expect(store.kept.size).toBe(0);
    visit(store, honest);
    const before = [...store.kept];
    expect(() => visit(store, { ...honest, ...lie })).toThrow(RangeError);
    expect([...store.kept]).toEqual(before);
    expect(visit(store, honest)).toEqual({ shown: honest, changes: [] });
  });
});

test('a contract that is new is remembered from its first sight on', () => {
  const store = browser();
  visit(store, honest);
  const more = { ...honest, contracts: { ...honest.contracts, 'price-oracle': 'CORACLE' } };
  expect(visit(store, more).changes).toEqual([]);
  const swapped = { ...honest, contracts: { ...honest.contracts, 'price-oracle': 'CMALLORY' } };
  expect(visit(store, swapped).changes).toEqual(['contract price-oracle']);
});

test('a person who knows of a change has it remembered', () => {
  const store = browser();
  visit(store, honest);
  const renewed = { ...honest, descriptors: ['wsh(old)', 'wsh(ours)', 'wsh(renewed)'] };
  expect(visit(store, renewed).changes).toEqual(['custody keys']);
  acceptMarks(store, marksOf(renewed));
  expect(visit(store, renewed)).toEqual({ shown: renewed, changes: [] });
});

test.each(['', '{', 'null', '[1]', '{"custody keys":7}'])('what is damaged (%s) is as good as none', (damaged) => {
  const store = browser();
  store.setItem('istsi-system', damaged);
  expect(visit(store, honest)).toEqual({ shown: honest, changes: [] });
});
