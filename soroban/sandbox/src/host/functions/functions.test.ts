import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Keypair } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  addr,
  bytes,
  i128,
  NETWORK_ID,
  sym,
  TestLedger,
  u32,
  uploadFunction,
  vec as vecVal,
} from '../../../test/host/test-ledger.ts';
import { Host } from '../host.ts';
import { compareVals } from '../objects/compare.ts';
import { muxedAddress } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { type HostVal, type MapEntry, VOID } from '../values/value.ts';
import { address } from './address.ts';
import { buf } from './buf.ts';
import { context } from './context.ts';
import { crypto } from './crypto.ts';
import { int } from './int.ts';
import { map } from './map.ts';
import { vec } from './vec.ts';

let host: Host;
beforeEach(() => {
  const ledger = new TestLedger();
  host = new Host({
    reader: ledger.entries,
    ledger: ledger.info,
    function: uploadFunction(new Uint8Array()),
    source: ledger.source,
    auth: [],
    footprint: 'record',
    prngSeed: new Uint8Array(32),
  });
});

function errorOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof HostError) return error.short;
    throw error;
  }
  return 'no error';
}

describe('256-bit integers', () => {
  const U_MAX = 2n ** 256n - 1n;
  const I_MAX = 2n ** 255n - 1n;
  const I_MIN = -(2n ** 255n);
  const OVERFLOW = 'Error(Object, ArithDomain)';

  test.each<[string, () => bigint, bigint]>([
    ['u256 sums up to the maximum', () => int.u256_add(host, U_MAX - 1n, 1n), U_MAX],
    ['u256 differences down to zero', () => int.u256_sub(host, 5n, 5n), 0n],
    ['u256 products', () => int.u256_mul(host, 2n ** 128n - 1n, 2n ** 128n + 1n), U_MAX],
    ['u256 quotients round down', () => int.u256_div(host, 7n, 2n), 3n],
    ['i256 quotients round toward zero', () => int.i256_div(host, -7n, 2n), -3n],
    ['i256 Euclidean remainders are never negative', () => int.i256_rem_euclid(host, -7n, 2n), 1n],
    ['i256 Euclidean remainders ignore the sign of the divisor', () => int.i256_rem_euclid(host, -7n, -2n), 1n],
    ['u256 powers', () => int.u256_pow(host, 2n, 255), 2n ** 255n],
    ['the zeroth power is one', () => int.i256_pow(host, I_MIN, 0), 1n],
    ['i256 powers down to the minimum', () => int.i256_pow(host, -2n, 255), I_MIN],
    ['powers of one with any exponent', () => int.u256_pow(host, 1n, 0xffff_ffff), 1n],
    ['u256 left shifts lose high bits', () => int.u256_shl(host, U_MAX, 255), 2n ** 255n],
    ['i256 left shifts wrap', () => int.i256_shl(host, 1n, 255), I_MIN],
    ['i256 right shifts keep the sign', () => int.i256_shr(host, I_MIN, 255), -1n],
    ['u256 from bytes', () => int.u256_val_from_be_bytes(host, new Uint8Array(32).fill(0xff)), U_MAX],
    ['i256 from bytes', () => int.i256_val_from_be_bytes(host, new Uint8Array(32).fill(0xff)), -1n],
    [
      'i256 from pieces',
      () => int.obj_from_i256_pieces(host, -1n, 2n ** 64n - 1n, 2n ** 64n - 1n, 2n ** 64n - 1n),
      -1n,
    ],
    ['i128 from pieces', () => int.obj_from_i128_pieces(host, -1n, 0n), -(2n ** 64n)],
    ['the high piece of a negative i128', () => int.obj_to_i128_hi64(host, -1n), -1n],
    ['the low piece of a negative i128', () => int.obj_to_i128_lo64(host, -1n), 2n ** 64n - 1n],
  ])('%s', (_, compute, expected) => expect(compute()).toBe(expected));

  test.each<[string, () => unknown, string]>([
    ['u256 sums past the maximum', () => int.u256_add(host, U_MAX, 1n), OVERFLOW],
    ['u256 differences below zero', () => int.u256_sub(host, 0n, 1n), OVERFLOW],
    ['i256 sums past the maximum', () => int.i256_add(host, I_MAX, 1n), OVERFLOW],
    ['i256 products past the minimum', () => int.i256_mul(host, I_MIN, 2n), OVERFLOW],
    ['division by zero', () => int.u256_div(host, 1n, 0n), OVERFLOW],
    ['remainders by zero', () => int.i256_rem_euclid(host, 1n, 0n), OVERFLOW],
    ['the minimum divided by minus one', () => int.i256_div(host, I_MIN, -1n), OVERFLOW],
    ['the minimum modulo minus one', () => int.i256_rem_euclid(host, I_MIN, -1n), OVERFLOW],
    ['u256 powers past the maximum', () => int.u256_pow(host, 2n, 256), OVERFLOW],
    ['powers with an exponent that takes for ever', () => int.i256_pow(host, 3n, 0xffff_ffff), OVERFLOW],
    ['shifts by the width', () => int.u256_shl(host, 1n, 256), OVERFLOW],
    [
      'bytes that are not 32',
      () => int.u256_val_from_be_bytes(host, new Uint8Array(31)),
      'Error(Object, UnexpectedSize)',
    ],
  ])('refuse %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));

  test('checked functions give void where the others fail', () => {
    expect(int.u256_checked_add(host, U_MAX, 1n)).toEqual(VOID);
    expect(int.i256_checked_sub(host, I_MIN, 1n)).toEqual(VOID);
    expect(int.u256_checked_mul(host, 3n, 4n)).toEqual({ type: 'u256', value: 12n });
    expect(int.i256_checked_pow(host, -2n, 255)).toEqual({ type: 'i256', value: I_MIN });
    expect(int.u256_checked_pow(host, 2n, 256)).toEqual(VOID);
  });

  test('bytes and numbers are each other’s inverse', () => {
    fc.assert(
      fc.property(fc.bigInt(I_MIN, I_MAX), (n) => {
        expect(int.i256_val_from_be_bytes(host, int.i256_val_to_be_bytes(host, n))).toBe(n);
      }),
    );
  });
});

describe('vectors', () => {
  const items = [u32(1), u32(2), u32(3)];
  test.each<[string, () => unknown, unknown]>([
    ['put', () => vec.vec_put(host, items, 1, u32(9)), [u32(1), u32(9), u32(3)]],
    ['insert at the end', () => vec.vec_insert(host, items, 3, u32(9)), [...items, u32(9)]],
    ['delete', () => vec.vec_del(host, items, 0), [u32(2), u32(3)]],
    ['push and pop', () => vec.vec_pop_back(host, vec.vec_push_front(host, items, u32(0))), [u32(0), u32(1), u32(2)]],
    ['slice nothing at the end', () => vec.vec_slice(host, items, 3, 3), []],
    ['append', () => vec.vec_append(host, items, items), [...items, ...items]],
    ['the first index', () => vec.vec_first_index_of(host, [...items, ...items], u32(2)), u32(1)],
    ['the last index', () => vec.vec_last_index_of(host, [...items, ...items], u32(2)), u32(4)],
    ['no index', () => vec.vec_first_index_of(host, items, u32(7)), VOID],
    ['binary search that finds', () => vec.vec_binary_search(host, items, u32(3)), (1n << 32n) | 2n],
    ['binary search that tells where', () => vec.vec_binary_search(host, items, u32(0)), 0n],
  ])('%s', (_, compute, expected) => expect(compute()).toEqual(expected));

  const BOUNDS = 'Error(Object, IndexBounds)';
  test.each<[string, () => unknown, string]>([
    ['reading past the end', () => vec.vec_get(host, items, 3), BOUNDS],
    ['writing past the end', () => vec.vec_put(host, items, 3, VOID), BOUNDS],
    ['inserting past the end', () => vec.vec_insert(host, items, 4, VOID), BOUNDS],
    ['the front of nothing', () => vec.vec_front(host, []), BOUNDS],
    ['the back of nothing', () => vec.vec_back(host, []), BOUNDS],
    ['popping nothing', () => vec.vec_pop_front(host, []), BOUNDS],
    ['slicing past the end', () => vec.vec_slice(host, items, 0, 4), BOUNDS],
    ['slicing backwards', () => vec.vec_slice(host, items, 2, 1), 'Error(Object, InvalidInput)'],
  ])('refuse %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));
});

describe('maps', () => {
  const key = fc.oneof(
    fc.nat(5).map((n): HostVal => u32(n)),
    fc.constantFrom('a', 'b', 'Z', '_', 'long_symbol_1', 'long_symbol_2').map((s): HostVal => sym(s)),
    fc.bigInt(-3n, 3n).map((n): HostVal => i128(n)),
    fc.uint8Array({ maxLength: 2 }).map((b): HostVal => bytes(b)),
  );

  test('hold the last value put under each key, in the order of keys', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat(9))), (puts) => {
        let entries: readonly MapEntry[] = [];
        const model = new Map<string, number>();
        const text = (k: HostVal): string => JSON.stringify(k, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));
        for (const [k, v] of puts) {
          entries = map.map_put(host, entries, k, u32(v));
          model.set(text(k), v);
        }
        expect(entries).toHaveLength(model.size);
        for (const [k, v] of entries) expect(v).toEqual(u32(model.get(text(k))!));
        for (let i = 1; i < entries.length; i++)
          expect(compareVals(entries[i - 1]![0], entries[i]![0])).toBeLessThan(0);
      }),
    );
  });

  const entries: readonly MapEntry[] = [
    [sym('a'), u32(1)],
    [sym('b'), u32(2)],
  ];
  test('give keys, values, and what is at a position', () => {
    expect(map.map_keys(host, entries)).toEqual([sym('a'), sym('b')]);
    expect(map.map_values(host, entries)).toEqual([u32(1), u32(2)]);
    expect(map.map_key_by_pos(host, entries, 1)).toEqual(sym('b'));
    expect(map.map_val_by_pos(host, entries, 1)).toEqual(u32(2));
    expect(map.map_has(host, entries, sym('b'))).toBe(true);
    expect(map.map_del(host, entries, sym('a'))).toEqual([[sym('b'), u32(2)]]);
  });

  test.each<[string, () => unknown, string]>([
    ['getting a missing key', () => map.map_get(host, entries, sym('c')), 'Error(Object, MissingValue)'],
    ['deleting a missing key', () => map.map_del(host, entries, sym('c')), 'Error(Object, MissingValue)'],
    ['a position past the end', () => map.map_key_by_pos(host, entries, 2), 'Error(Object, IndexBounds)'],
  ])('refuse %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));
});

describe('values are ordered', () => {
  const ascending: HostVal[] = [
    { type: 'bool', value: false },
    { type: 'bool', value: true },
    VOID,
    { type: 'error', errorType: 0, code: 9 },
    { type: 'error', errorType: 1, code: 0 },
    u32(0),
    u32(0xffff_ffff),
    { type: 'i32', value: -1 },
    { type: 'i32', value: 0 },
    { type: 'u64', value: 1n << 60n },
    { type: 'i64', value: -1n },
    { type: 'timepoint', value: 1n },
    { type: 'duration', value: 0n },
    { type: 'u128', value: 0n },
    i128(-(2n ** 100n)),
    i128(5n),
    { type: 'u256', value: 0n },
    { type: 'i256', value: -1n },
    bytes(new Uint8Array([0, 255])),
    bytes(new Uint8Array([1])),
    { type: 'string', value: Buffer.from('a') },
    sym(''),
    sym('A'),
    sym('_'),
    sym('a'),
    sym('aa'),
    vecVal(),
    vecVal(u32(1)),
    vecVal(u32(1), u32(0)),
    vecVal(u32(2)),
    { type: 'map', value: [] },
    { type: 'map', value: [[u32(1), u32(1)]] },
    addr(Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1))),
  ];

  test('by type and then by content', () => {
    for (let i = 0; i < ascending.length; i++) {
      for (let j = 0; j < ascending.length; j++) {
        expect(Math.sign(Number(context.obj_cmp(host, ascending[i]!, ascending[j]!)))).toBe(Math.sign(i - j));
      }
    }
  });
});

describe('byte strings', () => {
  const abc = Buffer.from('abc');
  const noValue = Buffer.from([1, 2, 3, 4]);
  test.each<[string, () => unknown, unknown]>([
    ['put', () => buf.bytes_put(host, abc, 1, 0x78), Buffer.from('axc')],
    ['delete', () => buf.bytes_del(host, abc, 0), Buffer.from('bc')],
    ['insert', () => buf.bytes_insert(host, abc, 3, 0x64), Buffer.from('abcd')],
    ['push', () => buf.bytes_push(host, abc, 0x64), Buffer.from('abcd')],
    ['pop', () => buf.bytes_pop(host, abc), Buffer.from('ab')],
    ['append', () => buf.bytes_append(host, abc, abc), Buffer.from('abcabc')],
    ['slice', () => buf.bytes_slice(host, abc, 1, 2), Buffer.from('b')],
  ])('%s', (_, compute, expected) => expect(Buffer.from(compute() as Uint8Array)).toEqual(expected));

  test.each<[string, () => unknown, string]>([
    ['a byte past the end', () => buf.bytes_get(host, abc, 3), 'Error(Object, IndexBounds)'],
    ['a byte above 255', () => buf.bytes_push(host, abc, 256), 'Error(Value, ArithDomain)'],
    ['the front of nothing', () => buf.bytes_front(host, new Uint8Array()), 'Error(Object, IndexBounds)'],
    ['slicing backwards', () => buf.bytes_slice(host, abc, 2, 1), 'Error(Object, InvalidInput)'],
    ['deserializing what is no value', () => buf.deserialize_from_bytes(host, noValue), 'Error(Value, InvalidInput)'],
    ['deserializing what ends early', () => buf.deserialize_from_bytes(host, abc), 'Error(Context, ExceededLimit)'],
    [
      'deserializing what a contract cannot hold',
      () => buf.deserialize_from_bytes(host, Uint8Array.from([0, 0, 0, 20])),
      'Error(Value, UnexpectedType)',
    ],
  ])('refuse %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));

  test('hold serialized values', () => {
    const value = vecVal(sym('a'), i128(-5n));
    expect(buf.deserialize_from_bytes(host, buf.serialize_to_bytes(host, value))).toEqual(value);
  });
});

describe('cryptography', () => {
  const message = Buffer.from('message');
  const digest = createHash('sha256').update(message).digest();
  const FAILED = 'Error(Crypto, InvalidInput)';

  test('sha256 and keccak256 (FIPS 180-4; Keccak team)', () => {
    expect(Buffer.from(crypto.compute_hash_sha256(host, Buffer.from('abc'))).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(Buffer.from(crypto.compute_hash_keccak256(host, new Uint8Array())).toString('hex')).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
  });

  const pair = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 3));
  const verify = (key: Uint8Array, text: Uint8Array, signature: Uint8Array) => () =>
    crypto.verify_sig_ed25519(host, key, text, signature);
  const ed25519 = pair.sign(message);
  const smallOrder = new Uint8Array(32).with(0, 1);
  test.each<[string, () => unknown, string]>([
    ['a good signature', verify(pair.rawPublicKey(), message, ed25519), 'no error'],
    ['another message', verify(pair.rawPublicKey(), digest, ed25519), FAILED],
    [
      'another signature',
      verify(pair.rawPublicKey(), message, new Uint8Array(ed25519).with(0, ed25519[0]! ^ 1)),
      FAILED,
    ],
    ['a key of small order', verify(smallOrder, message, new Uint8Array(64).with(0, 1)), FAILED],
    ['a key of 31 bytes', verify(new Uint8Array(31), message, ed25519), FAILED],
    [
      'a signature of 63 bytes',
      verify(pair.rawPublicKey(), message, ed25519.subarray(1)),
      'Error(Object, UnexpectedSize)',
    ],
  ])('ed25519: %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));

  const secret = new Uint8Array(32).fill(5);
  const recoverable = secp256k1.sign(digest, secret, { prehash: false, format: 'recovered' });
  const compact = recoverable.subarray(1);
  test('secp256k1 recovers the uncompressed key that signed', () => {
    const key = crypto.recover_key_ecdsa_secp256k1(host, digest, compact, recoverable[0]!);
    expect(key).toEqual(secp256k1.getPublicKey(secret, false));
  });

  test.each<[string, () => unknown, string]>([
    [
      'an s in the upper half',
      () => crypto.recover_key_ecdsa_secp256k1(host, digest, highS(compact, secp256k1.Point.Fn.ORDER), 0),
      FAILED,
    ],
    [
      'a zero r',
      () => crypto.recover_key_ecdsa_secp256k1(host, digest, new Uint8Array(compact).fill(0, 0, 32), 0),
      FAILED,
    ],
    ['a recovery id of 4', () => crypto.recover_key_ecdsa_secp256k1(host, digest, compact, 4), FAILED],
    [
      'a digest of 31 bytes',
      () => crypto.recover_key_ecdsa_secp256k1(host, digest.subarray(1), compact, 0),
      'Error(Object, UnexpectedSize)',
    ],
  ])('secp256k1 refuses %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));

  const r1 = p256.sign(digest, secret, { prehash: false, lowS: true });
  const r1Key = p256.getPublicKey(secret, false);
  test.each<[string, () => unknown, string]>([
    ['a good signature', () => crypto.verify_sig_ecdsa_secp256r1(host, r1Key, digest, r1), 'no error'],
    ['another digest', () => crypto.verify_sig_ecdsa_secp256r1(host, r1Key, NETWORK_ID, r1), FAILED],
    [
      'an s in the upper half',
      () => crypto.verify_sig_ecdsa_secp256r1(host, r1Key, digest, highS(r1, p256.Point.Fn.ORDER)),
      FAILED,
    ],
    [
      'a point that is not on the curve',
      () => crypto.verify_sig_ecdsa_secp256r1(host, r1Key.with(64, r1Key[64]! ^ 1), digest, r1),
      FAILED,
    ],
    [
      'a compressed key',
      () => crypto.verify_sig_ecdsa_secp256r1(host, p256.getPublicKey(secret, true), digest, r1),
      'Error(Crypto, InvalidInput)',
    ],
  ])('secp256r1: %s', (_, compute, error) => expect(errorOf(compute)).toBe(error));

  function highS(signature: Uint8Array, order: bigint): Uint8Array {
    const s = order - BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
    return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
  }
});

describe('addresses', () => {
  const account = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1));
  const muxed = muxedAddress(account.rawPublicKey(), 77n);
  const text = (value: string): HostVal => ({ type: 'string', value: Buffer.from(value) });

  test('become strkeys and come back', () => {
    const value = { type: 'address', value: account.publicKey() } as const;
    const strkey = address.address_to_strkey(host, value);
    expect(address.strkey_to_address(host, { type: 'string', value: strkey })).toEqual(value);
    expect(address.strkey_to_muxed_address(host, text(muxed))).toEqual({ type: 'muxedAddress', value: muxed });
  });

  test('that are muxed have an account and an id (CAP-67)', () => {
    expect(address.get_address_from_muxed_address(host, muxed)).toEqual(addr(account));
    expect(address.get_id_from_muxed_address(host, muxed)).toBe(77n);
  });

  test.each<[string, HostVal, string]>([
    ['text that is none', text('GABC'), 'Error(Value, InvalidInput)'],
    ['a muxed one where an address belongs', text(muxed), 'Error(Value, InvalidInput)'],
    ['a secret key', text(account.secret()), 'Error(Value, InvalidInput)'],
    ['a number', u32(1), 'Error(Value, UnexpectedType)'],
  ])('refuse %s', (_, strkey, error) => expect(errorOf(() => address.strkey_to_address(host, strkey))).toBe(error));
});
