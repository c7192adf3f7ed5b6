import { describe, expect, test } from 'vitest';
import { testAccounts } from '../../test/accounts.ts';
import { networks } from '../networks.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { addChecksum } from './checksum.ts';
import { formatDescriptor, multisigDescriptor, parseDescriptor } from './descriptor.ts';
import { formatKeyExpression } from './key-expression.ts';

const regtest = networks.regtest;
const accounts = testAccounts(3);
const [a = '', b = '', c = ''] = accounts.map((key) => formatKeyExpression({ ...key, steps: [0], ranged: true }));
const parse = (text: string) => parseDescriptor(addChecksum(text), regtest);

describe.each(['wsh', 'tr'] as const)('a %s descriptor', (kind) => {
  test('is the same after being written and read', () => {
    const descriptor = multisigDescriptor({ kind, network: regtest, threshold: 2, keys: accounts });
    expect(parseDescriptor(formatDescriptor(descriptor), regtest)).toEqual(descriptor);
  });

  test('keeps the order of unsorted keys', () => {
    const text = kind === 'wsh' ? `wsh(multi(2,${c},${a}))` : `tr(${UNSPENDABLE_KEY},multi_a(2,${c},${a}))`;
    expect(formatDescriptor(parse(text))).toBe(addChecksum(text));
  });
});

describe('refused', () => {
  const other = 'a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd';
  test.each([
    ['an unknown function', `sh(wsh(sortedmulti(2,${a},${b})))`, 'descriptor/kind'],
    ['bare multisig (BIP-383)', `sortedmulti(2,${a},${b})`, 'descriptor/kind'],
    ['nothing', '', 'descriptor/kind'],
    ['an unclosed bracket', `wsh(sortedmulti(2,${a},${b})`, 'descriptor/syntax'],
    ['one bracket too many', `wsh(sortedmulti(2,${a},${b})))`, 'descriptor/syntax'],
    ['multi_a in wsh (BIP-387)', `wsh(multi_a(1,${a}))`, 'descriptor/syntax'],
    ['multi in tr', `tr(${UNSPENDABLE_KEY},multi(1,${a}))`, 'descriptor/syntax'],
    ['tr inside wsh (BIP-386)', `wsh(tr(${UNSPENDABLE_KEY}))`, 'descriptor/syntax'],
    ['a single key in wsh', `wsh(pk(${a}))`, 'descriptor/syntax'],
    ['a script tree', `tr(${UNSPENDABLE_KEY},{multi_a(1,${a}),multi_a(1,${b})})`, 'descriptor/syntax'],
    ['tr without a script', `tr(${UNSPENDABLE_KEY})`, 'descriptor/syntax'],
    ['an internal key that someone may hold', `tr(${other},multi_a(1,${a}))`, 'descriptor/internal-key'],
    ['an extended internal key', `tr(${a},multi_a(1,${b}))`, 'descriptor/internal-key'],
    ['an invalid threshold', `wsh(multi(a,${a},${b}))`, 'descriptor/threshold'],
    ['a threshold of 0', `wsh(multi(0,${a},${b}))`, 'descriptor/threshold'],
    ['a threshold with a leading zero', `wsh(multi(02,${a},${b}))`, 'descriptor/threshold'],
    ['a threshold larger than the keys', `wsh(multi(3,${a},${b}))`, 'descriptor/threshold'],
    ['no keys', 'wsh(multi(1))', 'descriptor/threshold'],
    ['the same key twice', `wsh(multi(2,${a},${a}))`, 'descriptor/duplicate-key'],
    ['the same account on two branches', `wsh(multi(2,${a},${a.replace('/0/*', '/1/*')}))`, 'descriptor/duplicate-key'],
    ['an empty key', `wsh(multi(1,${a},))`, 'descriptor/key'],
    ['a space', `wsh(multi(2, ${a},${b}))`, 'descriptor/key'],
  ])('%s', (_, text, code) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code }));
  });

  test('more keys than supported', () => {
    const keys = testAccounts(17);
    expect(() => multisigDescriptor({ network: regtest, threshold: 2, keys })).toThrow(
      expect.objectContaining({ code: 'descriptor/too-many-keys' }),
    );
  });

  test('keys of another network', () => {
    const descriptor = multisigDescriptor({ network: regtest, threshold: 2, keys: accounts });
    expect(() => parseDescriptor(formatDescriptor(descriptor), networks.mainnet)).toThrow(
      expect.objectContaining({ code: 'descriptor/wrong-network' }),
    );
  });
});
