import { add, concat, eq, extract, lshr, mul, not, shl, sub, udiv, ult, urem, zext } from '../terms/bits.ts';
import { constant, type Term } from '../terms/term.ts';
import { bitsOf, compareValues } from './compare.ts';
import type { HostFunctions } from './functions.ts';
import type { HostObject } from './objects.ts';

type Kind = HostObject['is'];

/** The pieces of a number that is an object. What is none traps, as it does in the host. */
const piece =
  (kind: Kind, low: number): HostFunctions[string] =>
  (host, [value], state) => {
    const resolved = state.resolve(value!);
    if (resolved.op !== 'ite' && host.objects.get(resolved)?.is !== kind) return host.trap(state, `no ${kind}`);
    return [{ state, value: extract(bitsOf(host.objects, resolved), low, 64) }];
  };

const fromPieces =
  (
    make: (objects: Parameters<HostFunctions[string]>[0]['objects'], pieces: readonly Term[]) => Term,
  ): HostFunctions[string] =>
  (host, pieces, state) => [{ state, value: make(host.objects, pieces) }];

const WIDTH = constant(256, 256);

/** What two numbers give, and when they give anything: the host traps where the result does not fit. */
const u256 =
  (compute: (a: Term, b: Term) => readonly [result: Term, fits: Term]): HostFunctions[string] =>
  (host, [a, b], state) => {
    const [result, fits] = compute(zext(bitsOf(host.objects, a!), 256), zext(bitsOf(host.objects, b!), 256));
    return host.demand(state, fits, 'no number of 256 bits').map((state) => ({
      state,
      value: state.resolve(host.objects.u256(result)),
    }));
  };

/** Integers of more than 56 bits, and the order of values. */
export const numberFunctions: HostFunctions = {
  obj_from_u64: fromPieces((objects, [value]) => objects.valueOf({ is: 'u64', value: value! })),
  obj_to_u64: piece('u64', 0),
  obj_from_i64: fromPieces((objects, [value]) => objects.valueOf({ is: 'i64', value: value! })),
  obj_to_i64: piece('i64', 0),
  obj_from_u128_pieces: fromPieces((objects, [high, low]) => objects.valueOf({ is: 'u128', high: high!, low: low! })),
  obj_to_u128_lo64: piece('u128', 0),
  obj_to_u128_hi64: piece('u128', 64),
  obj_from_i128_pieces: fromPieces((objects, [high, low]) => objects.valueOf({ is: 'i128', high: high!, low: low! })),
  obj_to_i128_lo64: piece('i128', 0),
  obj_to_i128_hi64: piece('i128', 64),
  obj_from_u256_pieces: fromPieces((objects, pieces) =>
    objects.valueOf({ is: 'u256', value: pieces.reduce((high, low) => concat(high, low)) }),
  ),
  obj_to_u256_lo_lo: piece('u256', 0),
  obj_to_u256_lo_hi: piece('u256', 64),
  obj_to_u256_hi_lo: piece('u256', 128),
  obj_to_u256_hi_hi: piece('u256', 192),
  u256_add: u256((a, b) => [add(a, b), not(ult(add(a, b), a))]),
  u256_sub: u256((a, b) => [sub(a, b), not(ult(a, b))]),
  u256_mul: u256((a, b) => {
    const whole = mul(zext(a, 512), zext(b, 512));
    return [extract(whole, 0, 256), eq(extract(whole, 256, 256), constant(256, 0n))];
  }),
  u256_div: u256((a, b) => [udiv(a, b), not(eq(b, constant(256, 0n)))]),
  u256_rem_euclid: u256((a, b) => [urem(a, b), not(eq(b, constant(256, 0n)))]),
  u256_shl: u256((a, by) => [shl(a, by), ult(by, WIDTH)]),
  u256_shr: u256((a, by) => [lshr(a, by), ult(by, WIDTH)]),
  obj_cmp: (host, [a, b], state) => [{ state, value: compareValues(host.objects, a!, b!) }],
};
