import { hex } from '@scure/base';
import { describe, expect, test } from 'vitest';
import { networks } from '../networks.ts';
import { addressOfScript } from './address-of-script.ts';
import { scriptOfAddress } from './script-of-address.ts';

/** BIP-173 and BIP-350 vectors, and one of each older kind. */
const pairs: [string, string, string][] = [
  ['P2WPKH', '0014751e76e8199196d454941c45d1b3a323f1433bd6', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  [
    'version 1, 40 bytes',
    '5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
  ],
  ['version 16, 2 bytes', '6002751e', 'bc1sw50qgdz25j'],
  ['version 2, 16 bytes', '5210751e76e8199196d454941c45d1b3a323', 'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs'],
  ['P2A', '51024e73', 'bc1pfeessrawgf'],
  [
    'P2TR',
    '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ],
  ['P2PKH', '76a914010966776006953d5567439e5e39f86a0d273bee88ac', '16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM'],
  ['P2SH', 'a914b472a266d0bd89c13706a4132ccfb16f7c3b9fcb87', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
];

describe('a script and its address', () => {
  test.each(pairs)('%s', (_, script, address) => {
    expect(addressOfScript(hex.decode(script), networks.mainnet)).toBe(address);
    expect(hex.encode(scriptOfAddress(address, networks.mainnet))).toBe(script);
  });

  test.each(pairs.filter(([, , address]) => address.startsWith('bc1')))('%s, in upper case', (_, script, address) => {
    expect(hex.encode(scriptOfAddress(address.toUpperCase(), networks.mainnet))).toBe(script);
  });
});

test.each([
  ['data', '6a0401020304'],
  ['a public key', `21${'02'.repeat(33)}ac`],
  ['bare multisig', `5121${'02'.repeat(33)}51ae`],
  ['a program of version 0 that has another length', '0010751e76e8199196d454941c45d1b3a323'],
  ['a program of one byte', '510175'],
  ['a program of 41 bytes', `5129${'75'.repeat(41)}`],
  ['OP_RESERVED where a version would be', '5002751e'],
  ['nothing', ''],
])('a script of %s has no address', (_, script) => {
  expect(addressOfScript(hex.decode(script), networks.mainnet)).toBeUndefined();
});

describe('no address is', () => {
  test.each([
    // BIP-350, invalid addresses.
    ['an unknown prefix', 'tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut'],
    ['Bech32 for version 1', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd'],
    ['Bech32m for version 0', 'bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqes7t7z'],
    ['a character outside the set', 'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4'],
    ['version 17', 'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R'],
    ['a program of one byte', 'bc1pw5dgrnzv'],
    ['a program of 41 bytes', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav'],
    ['version 0 of 16 bytes', 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P'],
    ['mixed case', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vQzk5jj0'],
    ['more than four bits of padding', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf'],
    ['an empty program', 'bc1gmk9yu'],
    ['of another network', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['of another network, in Base58', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'],
    ['a damaged checksum', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz'],
    ['surrounded by space', ' 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
  ])('%s', (_, address) => {
    expect(() => scriptOfAddress(address, networks.mainnet)).toThrow(
      expect.objectContaining({ code: 'address/unreadable' }),
    );
  });
});
