import { describe, expect, test } from 'vitest';
import { numericOperation } from '../src/execution/numeric.ts';
import { evaluate } from '../src/terms/evaluate.ts';
import { constant, variable } from '../src/terms/term.ts';

/** The engine of this process, of which the types of a server say nothing. */
const engines = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object) => { exports: Record<string, unknown> };
      RuntimeError: new () => Error;
    };
  }
).WebAssembly;

const I32 = 0x7f;
const I64 = 0x7e;

/** Opcodes, the type they take and the type they give. */
const operations: readonly (readonly [first: number, last: number, takes: number, gives: number])[] = [
  [0x45, 0x4f, I32, I32],
  [0x50, 0x5a, I64, I32],
  [0x67, 0x78, I32, I32],
  [0x79, 0x8a, I64, I64],
  [0xa7, 0xa7, I64, I32],
  [0xac, 0xad, I32, I64],
  [0xc0, 0xc1, I32, I32],
  [0xc2, 0xc4, I64, I64],
];

const interesting = [
  0n,
  1n,
  2n,
  7n,
  31n,
  32n,
  63n,
  64n,
  0x7fn,
  0x80n,
  0xffn,
  0x8000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
];
const large = [
  0x1_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_ffff_ffffn,
  0x0123_4567_89ab_cdefn,
];

/** A function of one instruction, run by the engine of this process. */
function engine(op: number, operands: 1 | 2, takes: number, gives: number): (a: bigint, b: bigint) => bigint {
  const load = [0x20, 0x00, ...(operands === 2 ? [0x20, 0x01] : [])];
  const body = [0x00, ...load, op, 0x0b];
  const wasm = Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[0x01, 0x07, 0x01, 0x60, 0x02, takes, takes, 0x01, gives],
    ...[0x03, 0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00],
    ...[0x0a, body.length + 2, 0x01, body.length, ...body],
  );
  const f = new engines.Instance(new engines.Module(wasm)).exports.f as (a: unknown, b: unknown) => bigint | number;
  const width = gives === I32 ? 32 : 64;
  const cast = (value: bigint): unknown =>
    takes === I32 ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value);
  return (a, b) => BigInt.asUintN(width, BigInt(f(cast(a), cast(b))));
}

describe('every numeric instruction gives what an engine gives', () => {
  for (const [first, last, takes, gives] of operations) {
    for (let op = first; op <= last; op++) {
      const operation = numericOperation(op);
      test(`0x${op.toString(16)}`, () => {
        expect(operation).toBeDefined();
        const { operands, apply, traps } = operation!;
        const run = engine(op, operands, takes, gives);
        const width = takes === I32 ? 32 : 64;
        const values = takes === I32 ? interesting : [...interesting, ...large];
        const [x, y] = [variable('a', width), variable('b', width)];
        const [symbolic, trapping] = [apply(x, y), traps?.(x, y)];
        for (const a of values) {
          for (const b of operands === 2 ? values : [0n]) {
            const known = (name: string): bigint => (name === 'a' ? a : b);
            if (trapping && evaluate(trapping, known) === 1n) {
              expect(() => run(a, b)).toThrow(engines.RuntimeError);
              continue;
            }
            const expected = run(a, b);
            // With numbers put in at once, and afterwards: what is simplified early must be worth as much.
            expect(evaluate(symbolic, known)).toBe(expected);
            expect(apply(constant(width, a), constant(width, b)).value).toBe(expected);
          }
        }
      });
    }
  }
});
