import { describe, expect, test } from 'vitest';
import { compileTestContract } from '../../../test/host/contracts.ts';
import { bytes, callFunction, expectOk, TestLedger, u32, vec } from '../../../test/host/test-ledger.ts';
import { invocationPrngs } from '../host.ts';
import { Prng } from './prng.ts';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

test('random bytes are ChaCha20 of the seed (RFC 7539, test vectors 1 to 3)', () => {
  const zero = new Prng(new Uint8Array(32));
  expect(hex(zero.bytes(64))).toBe(
    '76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7' +
      'da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586',
  );
  expect(hex(zero.bytes(32))).toBe('9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed');
  const one = new Prng(new Uint8Array(32).with(31, 1));
  one.bytes(64);
  expect(hex(one.bytes(32))).toBe('3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a');
});

test('frames of an invocation draw what they draw on the network', () => {
  const { base } = invocationPrngs(new Uint8Array(32));
  const frames = Array.from({ length: 4 }, () => base.fork());
  expect(frames.slice(2).map((prng) => prng.inRange(12_345n, 78_910n))).toEqual([19_133n, 64_200n]);
});

test.each([
  [0, 33n],
  [2, 81n],
])('prng::base_prng_seed_%i', (byte, drawn) => {
  expect(invocationPrngs(new Uint8Array(32).fill(byte)).base.fork().inRange(0n, 90n)).toBe(drawn);
});

describe('in a contract', async () => {
  const wasm = await compileTestContract('probe');
  const seed = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
  const call = (name: string, byte: number, ...args: Parameters<typeof callFunction>[2][]) => {
    const ledger = new TestLedger();
    const id = ledger.deploy(wasm, [u32(0)]);
    return expectOk(ledger.run(callFunction(id, name, ...args), { prngSeed: seed(byte) }));
  };

  test('numbers follow from the seed of the transaction', () => {
    expect(call('random', 1)).toEqual(call('random', 1));
    expect(call('random', 1)).not.toEqual(call('random', 2));
  });

  test('after reseeding they follow from that seed alone', () => {
    const fixed = bytes(seed(9));
    expect(call('random_reseeded', 1, fixed)).toEqual(call('random_reseeded', 2, fixed));
  });

  test('shuffling keeps every item', () => {
    const items = Array.from({ length: 50 }, (_, i) => u32(i));
    const shuffled = call('shuffled', 3, vec(...items));
    if (shuffled.type !== 'vec') throw new Error(shuffled.type);
    expect(shuffled.value).not.toEqual(items);
    expect(new Set(shuffled.value.map((v) => (v.type === 'u32' ? v.value : -1))).size).toBe(50);
  });
});
