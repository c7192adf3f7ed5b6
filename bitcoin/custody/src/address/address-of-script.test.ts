import { hex } from '@scure/base';
import { expect, test } from 'vitest';
import { networks } from '../networks.ts';
import { addressOfScript } from './address-of-script.ts';

test.each([
  ['BIP-173', '0014751e76e8199196d454941c45d1b3a323f1433bd6', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ['BIP-350', '6002751e', 'bc1sw50qgdz25j'],
  ['P2PKH', '76a914010966776006953d5567439e5e39f86a0d273bee88ac', '16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM'],
  ['P2SH', 'a914b472a266d0bd89c13706a4132ccfb16f7c3b9fcb87', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
])('%s: the address of a script', (_, script, address) => {
  expect(addressOfScript(hex.decode(script), networks.mainnet)).toBe(address);
});

test('a script that carries data has no address', () => {
  expect(addressOfScript(hex.decode('6a0401020304'), networks.mainnet)).toBeUndefined();
});
