import { fileURLToPath } from 'node:url';
import { grainGenConstants } from '@noble/curves/abstract/poseidon.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileContract } from '../src/index.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

let network: TestNetwork;
let client: ContractClient;
beforeAll(async () => {
  const entry = fileURLToPath(new URL('./contracts/curves/contract.ts', import.meta.url));
  network = await startNetwork();
  client = await network.deploy((await compileContract({ entry })).wasm);
});
afterAll(() => network?.stop());

const read = async (entry: string, args: Record<string, unknown>): Promise<unknown> =>
  (await client[entry]!(args)).result;
const point = async (entry: string, args: Record<string, unknown>): Promise<string> =>
  Buffer.from((await read(entry, args)) as Uint8Array).toString('hex');
const unhex = (text: string): Buffer => Buffer.from(text, 'hex');
const word = (value: bigint, bytes = 32): string => value.toString(16).padStart(2 * bytes, '0');

/** ((a + b) (a - b))^exponent / b. */
function inField(order: bigint, a: bigint, b: bigint, exponent: bigint): bigint {
  const reduced = (value: bigint): bigint => ((value % order) + order) % order;
  const power = (base: bigint, to: bigint): bigint =>
    to === 0n ? 1n : reduced(power(reduced(base * base), to >> 1n) * (to & 1n ? base : 1n));
  return reduced(power(reduced((a + b) * (a - b)), exponent) * power(reduced(b), order - 2n));
}

describe('BLS12-381 (CAP-59)', () => {
  const { G1, G2 } = bls12_381;
  const g1 = (times: bigint) => Buffer.from(G1.Point.BASE.multiply(times).toBytes(false));
  const g2 = (times: bigint) => Buffer.from(G2.Point.BASE.multiply(times).toBytes(false));
  const { ORDER } = bls12_381.fields.Fr;

  test('twice the generator of G1 is the point of EIP-2537', async () => {
    expect(await point('bls_g1', { point: g1(1n), scalar: 1n })).toBe(
      '0572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e' +
        '166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d28',
    );
  });

  test('messages are hashed to points as in RFC 9380, J.9.1 and J.10.1', async () => {
    const message = Buffer.alloc(0);
    const domain = (group: string) => Buffer.from(`QUUX-V01-CS02-with-BLS12381${group}_XMD:SHA-256_SSWU_RO_`);
    expect(await point('bls_hash_g1', { message, domain: domain('G1') })).toBe(
      '052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1' +
        '08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265',
    );
    expect(await point('bls_hash_g2', { message, domain: domain('G2') })).toBe(
      '05cb8437535e20ecffaef7752baddf98034139c38452458baeefab379ba13dff5bf5dd71b72418717047f5b0f37da03d' +
        '0141ebfbdca40eb85b87142e130ab689c673cf60f1a3e98d69335266f30d9b8d4ac44c1038e9dcdd5393faf5c41fb78a' +
        '12424ac32561493f3fe3c260708a12b7c620e7be00099a974e259ddc7d1f6395c3c811cdd19f1e8dbf3e9ecfdcbab8d6' +
        '0503921d7f6a12805e72940b963c0cf3471c7b2a524950ca195d11062ee75ec076daf2d4bc358c4b190c0c98064fdd92',
    );
  });

  test('elements of the fields are mapped as in RFC 9380, J.9.1 and J.10.1: to the curve, not to the group', async () => {
    const u1 = '0ba14bd907ad64a016293ee7c2d276b8eae71f25a4b941eece7b0d89f17f75cb3ae5438a614fb61d6835ad59f29c564f';
    expect(await point('bls_map_g1', { element: unhex(u1) })).toBe(
      '11a3cce7e1d90975990066b2f2643b9540fa40d6137780df4e753a8054d07580db3b7f1f03396333d4a359d1fe3766fe' +
        '0eeaf6d794e479e270da10fdaf768db4c96b650a74518fc67b04b03927754bac66f3ac720404f339ecdcc028afa091b7',
    );
    const u2 =
      '05a2acec64114845711a54199ea339abd125ba38253b70a92c876df10598bd1986b739cad67961eb94f7076511b3b39a' +
      '03dbc2cce174e91ba93cbb08f26b917f98194a2ea08d1cce75b2b9cc9f21689d80bd79b594a613d0a68eb807dfdc1cf8';
    expect(await point('bls_map_g2', { element: unhex(u2) })).toBe(
      '171c88b0b0efb5eb2b88913a9e74fe111a4f68867b59db252ce5868af4d1254bfab77ebde5d61cd1a86fb2fe4a5a1c1d' +
        '019ad3fc9c72425a998d7ab1ea0e646a1f6093444fc6965f1cad5a3195a7b1e099c050d57f45e3fa191cc6d75ed7458c' +
        '0eb22c7a543d3d376e9716a49b72e79a89c9bfe9feee8533ed931cbb5373dde1fbcd7411d8052e02693654f71e15410a' +
        '0ba10604e62bdd9eeeb4156652066167b72c8d743b050fb4c1016c31b505129374f76e03fa127d6a156213576910fef3',
    );
  });

  test('sums of multiples', async () => {
    expect(await point('bls_g2', { point: g2(3n), scalar: 4n })).toBe(g2(15n).toString('hex'));
    const scalars = [5n, 7n];
    expect(await point('bls_g1_msm', { points: [g1(2n), g1(3n)], scalars })).toBe(g1(31n).toString('hex'));
    expect(await point('bls_g2_msm', { points: [g2(2n), g2(3n)], scalars })).toBe(g2(31n).toString('hex'));
  });

  test('a signature is checked by one product of pairings', async () => {
    // Key 9, message point 5 G2, signature 45 G2.
    const minus = Buffer.from(G1.Point.BASE.negate().toBytes(false));
    expect(await read('bls_pairing', { g1: [g1(9n), minus], g2: [g2(5n), g2(45n)] })).toBe(true);
    expect(await read('bls_pairing', { g1: [g1(9n), minus], g2: [g2(5n), g2(46n)] })).toBe(false);
  });

  test('scalars', async () => {
    const args = { a: 3n, b: ORDER - 5n, exponent: 77n };
    expect(await read('bls_scalars', args)).toBe(inField(ORDER, args.a, args.b, args.exponent));
  });

  test('a point off the curve is refused', async () => {
    const off = g1(1n);
    off[95]! ^= 1;
    await expect(read('bls_g1', { point: off, scalar: 1n })).rejects.toThrow(/Error\(Crypto, InvalidInput\)/);
  });
});

describe('BN254 (CAP-74)', () => {
  const generator = unhex(word(1n) + word(2n));
  const { ORDER } = bn254.fields.Fr;
  const twice =
    '030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3' +
    '15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4';

  test('twice the generator is the point of EIP-196, and so is a sum of multiples', async () => {
    expect(await point('bn_g1', { point: generator, scalar: 1n })).toBe(twice);
    const points = [generator, unhex(twice)];
    expect(await point('bn_g1_msm', { points, scalars: [ORDER - 2n, 2n] })).toBe(twice);
  });

  test('the pairing check of EIP-197, "jeff1" of its vectors', async () => {
    const words = [
      '1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f59',
      '3034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41',
      '209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf7',
      '04bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a41678',
      '2bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d',
      '120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550',
      '111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c',
      '2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411',
      '198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2',
      '1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed',
      '090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b',
      '12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa',
    ];
    const join = (from: number, to: number) => unhex(words.slice(from, to).join(''));
    const g2 = [join(2, 6), join(8, 12)];
    expect(await read('bn_pairing', { g1: [join(0, 2), join(6, 8)], g2 })).toBe(true);
    expect(await read('bn_pairing', { g1: [join(6, 8), join(0, 2)], g2 })).toBe(false);
  });

  test('scalars', async () => {
    const args = { a: ORDER - 1n, b: 4n, exponent: 1_000_003n };
    expect(await read('bn_scalars', args)).toBe(inField(ORDER, args.a, args.b, args.exponent));
  });
});

describe('Poseidon (CAP-75)', () => {
  const { Fr } = bn254.fields;

  test('the reference permutation of width 3, by which circom hashes two numbers', async () => {
    const [rounds_f, rounds_p] = [8, 57];
    const made = grainGenConstants({ Fp: Fr, t: 3, roundsFull: rounds_f, roundsPartial: rounds_p });
    const input = [0n, 1n, 2n];
    const args = { input, field: 'BN254', rounds_f, rounds_p, mds: made.mds, constants: made.roundConstants };
    const [first] = (await read('poseidon', args)) as bigint[];
    expect(first).toBe(7853200120776062878684798364095072458815029376092732009249414926327459813530n);
  });

  test('the second version, width 2, by the matrices of its paper', async () => {
    const constants = [
      [3n, 5n],
      [7n, 0n],
      [11n, 13n],
    ];
    const fifth = (value: bigint): bigint => value ** 5n % Fr.ORDER;
    const external = ([a, b]: bigint[]): bigint[] => [2n * a! + b!, a! + 2n * b!];
    let state = external([1n, 2n]);
    state = external([fifth(state[0]! + 3n), fifth(state[1]! + 5n)]);
    const first = fifth(state[0]! + 7n);
    state = [2n * first + state[1]!, first + 3n * state[1]!];
    state = external([fifth(state[0]! + 11n), fifth(state[1]! + 13n)]);
    const args = { input: [1n, 2n], field: 'BN254', rounds_f: 2, rounds_p: 1, diagonal: [1n, 2n], constants };
    expect(await read('poseidon2', args)).toEqual(state.map((value) => value % Fr.ORDER));
  });
});
