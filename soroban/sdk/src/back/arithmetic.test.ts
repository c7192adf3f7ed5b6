import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileText } from '../../test/support/compile-text.ts';
import { NumberHost, type NumberType } from '../../test/support/number-host.ts';

const native = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'] as const;
const wide = ['u128', 'i128', 'u256', 'i256'] as const;
type IntegerType = (typeof native)[number] | (typeof wide)[number];

const sizeOf = (type: IntegerType): number => Number(type.slice(1));
const isSigned = (type: IntegerType): boolean => type.startsWith('i');
const min = (type: IntegerType): bigint => (isSigned(type) ? -(1n << BigInt(sizeOf(type) - 1)) : 0n);
const max = (type: IntegerType): bigint => (1n << BigInt(sizeOf(type) - (isSigned(type) ? 1 : 0))) - 1n;
const wrap = (type: IntegerType, value: bigint): bigint =>
  isSigned(type) ? BigInt.asIntN(sizeOf(type), value) : BigInt.asUintN(sizeOf(type), value);

/** Rust's result with overflow checks; undefined where it panics. */
type Oracle = (type: IntegerType, a: bigint, b: bigint) => bigint | undefined;

const fitted = (type: IntegerType, value: bigint): bigint | undefined =>
  value < min(type) || value > max(type) ? undefined : value;
const shifted =
  (shift: (type: IntegerType, a: bigint, b: bigint) => bigint): Oracle =>
  (type, a, b) =>
    b < 0n || b >= BigInt(sizeOf(type)) ? undefined : wrap(type, shift(type, a, b));

const binary: Record<string, [operator: string, Oracle]> = {
  add: ['+', (type, a, b) => fitted(type, a + b)],
  sub: ['-', (type, a, b) => fitted(type, a - b)],
  mul: ['*', (type, a, b) => fitted(type, a * b)],
  div: ['/', (type, a, b) => (b === 0n ? undefined : fitted(type, a / b))],
  rem: ['%', (type, a, b) => (b === 0n || fitted(type, a / b) === undefined ? undefined : a % b)],
  shl: ['<<', shifted((_, a, b) => a << b)],
  shr: ['>>', shifted((_, a, b) => a >> b)],
  shru: ['>>>', shifted((type, a, b) => BigInt.asUintN(sizeOf(type), a) >> b)],
  and: ['&', (type, a, b) => wrap(type, a & b)],
  or: ['|', (type, a, b) => wrap(type, a | b)],
  xor: ['^', (type, a, b) => wrap(type, a ^ b)],
};
const bitwise = new Set(['and', 'or', 'xor']);
const shifts = new Set(['shl', 'shr', 'shru']);
const hasOperator = (type: IntegerType, name: string): boolean =>
  sizeOf(type) <= 64 || (name !== 'shru' && !(sizeOf(type) === 256 && bitwise.has(name)));

const comparisons: Record<string, [operator: string, (a: bigint, b: bigint) => boolean]> = {
  lt: ['<', (a, b) => a < b],
  le: ['<=', (a, b) => a <= b],
  gt: ['>', (a, b) => a > b],
  ge: ['>=', (a, b) => a >= b],
  eq: ['===', (a, b) => a === b],
  ne: ['!==', (a, b) => a !== b],
};

const steps: Record<string, [body: string, Oracle]> = {
  pre_increment: ['const y = ++x; require(y === x, 1); return out(x);', (type, a) => fitted(type, a + 1n)],
  post_increment: ['const y = x++; require(y < x, 1); return out(x);', (type, a) => fitted(type, a + 1n)],
  post_value: ['return out(x++);', (type, a) => (fitted(type, a + 1n) === undefined ? undefined : a)],
  pre_decrement: ['--x; return out(x);', (type, a) => fitted(type, a - 1n)],
  post_decrement: ['x--; return out(x);', (type, a) => fitted(type, a - 1n)],
  in_loop: ['for (let i: u32 = 0; i < 1; i++) x++; return out(x);', (type, a) => fitted(type, a + 1n)],
};

/** The type a value crosses the boundary as. */
const boundary = (type: IntegerType): NumberType =>
  sizeOf(type) > 64 ? (type as NumberType) : isSigned(type) ? 'i64' : 'u64';

function contractText(type: IntegerType): string {
  const crossing = boundary(type);
  const isWide = sizeOf(type) > 64;
  const into = (name: string): string => (isWide ? name : `(${name} as ${type})`);
  const out = (value: string): string => (isWide ? value : `(${value} as ${crossing})`);
  const right = (name: string): string => (isWide && shifts.has(name) ? 'b.toU32()' : into('b'));
  const methods: string[] = [];
  for (const [name, [operator]] of Object.entries(binary).filter(([name]) => hasOperator(type, name))) {
    methods.push(
      `${name}(a: ${crossing}, b: ${crossing}): ${crossing} { return ${out(`(${into('a')} ${operator} ${right(name)})`)}; }`,
      `${name}_assign(a: ${crossing}, b: ${crossing}): ${crossing} { let x: ${type} = ${into('a')}; x ${operator}= ${right(name)}; return ${out('x')}; }`,
    );
  }
  for (const [name, [operator]] of Object.entries(comparisons)) {
    const [yes, no] = isWide ? [`${type}.from(1)`, `${type}.zero`] : ['1', '0'];
    methods.push(
      `${name}(a: ${crossing}, b: ${crossing}): ${crossing} { return ${into('a')} ${operator} ${into('b')} ? ${yes} : ${no}; }`,
    );
  }
  for (const [name, [body]] of Object.entries(steps).filter(() => !isWide)) {
    methods.push(
      `${name}(a: ${crossing}): ${crossing} { let x: ${type} = ${into('a')}; ${body.replace(/out\((.*?)\)/g, (_, v) => out(v))} }`,
    );
  }
  if (isSigned(type)) methods.push(`neg(a: ${crossing}): ${crossing} { return ${out(`(-${into('a')})`)}; }`);
  if (!(sizeOf(type) === 256)) methods.push(`not(a: ${crossing}): ${crossing} { return ${out(`(~${into('a')})`)}; }`);
  return `import { contract, i128, i256, require, u128, u256 } from '@istsi/soroban-sdk';\n@contract\nexport class Arithmetic {\n${methods.join('\n')}\n}\n`;
}

function edges(type: IntegerType): bigint[] {
  const around = [
    min(type),
    max(type),
    0n,
    1n << BigInt(sizeOf(type) / 2),
    (1n << BigInt(sizeOf(type) / 2)) - 1n,
  ].flatMap((value) => [value - 1n, value, value + 1n]);
  const small = [2n, 3n, 7n, BigInt(sizeOf(type) - 1), BigInt(sizeOf(type)), BigInt(sizeOf(type) + 1), -2n, -7n];
  return [...new Set([...around, ...small])].filter((value) => fitted(type, value) !== undefined);
}

describe.each([...native, ...wide])('%s', (type) => {
  let host: NumberHost;

  beforeAll(async () => {
    host = await NumberHost.start((await compileText(contractText(type))).wasm);
  });

  const run = (entry: string, ...args: bigint[]): bigint | undefined => host.call(entry, boundary(type), args);
  const pairs = edges(type).flatMap((a) => edges(type).map((b) => [a, b] as const));
  const operators = Object.entries(binary).filter(([name]) => hasOperator(type, name));

  test.each(operators)('%s is right or traps, for all pairs of edge values', (name, [, oracle]) => {
    for (const [a, b] of pairs) {
      const expected = oracle(type, a, b);
      expect([a, b, run(name, a, b)]).toEqual([a, b, expected]);
      expect([a, b, run(`${name}_assign`, a, b)]).toEqual([a, b, expected]);
    }
  });

  test.each(Object.entries(comparisons))('%s compares all pairs of edge values', (name, [, oracle]) => {
    for (const [a, b] of pairs) expect([a, b, run(name, a, b)]).toEqual([a, b, oracle(a, b) ? 1n : 0n]);
  });

  test('operators agree with the oracle on any values', () => {
    const value = fc.oneof(fc.bigInt({ min: min(type), max: max(type) }), fc.constantFrom(...edges(type)));
    fc.assert(
      fc.property(fc.constantFrom(...operators), value, value, ([name, [, oracle]], a, b) => {
        expect(run(name, a, b)).toEqual(oracle(type, a, b));
      }),
      { numRuns: 2_000, verbose: 1 },
    );
  });

  test.runIf(isSigned(type))('unary minus traps for the minimum', () => {
    for (const a of edges(type)) expect([a, run('neg', a)]).toEqual([a, fitted(type, -a)]);
  });

  test.runIf(sizeOf(type) < 256)('~ flips every bit', () => {
    for (const a of edges(type)) expect([a, run('not', a)]).toEqual([a, wrap(type, ~a)]);
  });

  test.runIf(sizeOf(type) <= 64).each(Object.entries(steps))('%s traps at the end of the range', (name, [, oracle]) => {
    for (const a of edges(type)) expect([a, run(name, a)]).toEqual([a, oracle(type, a, 0n)]);
  });
});
