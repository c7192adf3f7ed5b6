import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileText } from '../../test/support/compile-text.ts';
import { maxOf, minOf, NumberHost, type NumberType } from '../../test/support/number-host.ts';

const wide = ['u128', 'i128', 'u256', 'i256'] as const;
const half = ['u128', 'i128'] as const;

const operators = ['<', '>', '<=', '>=', '===', '!=='] as const;

const methods = (type: string): string[] => {
  const both = [
    `literal(): ${type} { const x: ${type} = 18_446_744_073_709; return x + 1 - 2 * 3; }`,
    `compare(a: ${type}): ${type} { return a > 5 && a !== 7 ? 1 : 0; }`,
    `order(a: ${type}, b: ${type}): u64 { return ${operators.map((o, i) => `(a ${o} b ? ${1 << i} : 0)`).join(' + ')}; }`,
    `isZero(a: ${type}): u64 { return a.isZero ? 1 : 0; }`,
    `pow(a: ${type}, b: u64): ${type} { return a.pow(b as u32); }`,
    `max(): ${type} { return ${type}.max; }`,
    `min(): ${type} { return ${type}.min; }`,
    ...wide.map((to) => `to_${to}(a: ${type}): ${to} { return a.to${to.toUpperCase()}(); }`),
    ...wide.map((to) => `from_${to}(a: ${to}): ${type} { return ${type}.from(a); }`),
    ...['u64', 'i64'].map((to) => `to_${to}(a: ${type}): ${to} { return a.to${to.toUpperCase()}(); }`),
    ...['u64', 'i64'].map((from) => `from_${from}(a: ${from}): ${type} { return ${type}.from(a); }`),
    `to_u32(a: ${type}): u64 { return a.toU32() as u64; }`,
  ];
  const scaled = ['mulDiv', 'mulDivCeil', ...(type === 'i128' ? ['mulDivFloor'] : [])].map(
    (name) => `${name}(a: ${type}, b: ${type}, c: ${type}): ${type} { return a.${name}(b, c); }`,
  );
  const signed = [
    `abs(a: ${type}): ${type} { return a.abs(); }`,
    `negative(a: ${type}): ${type} { const x: ${type} = -9; return a.isNegative ? x : ${type}.zero; }`,
  ];
  return [
    ...both,
    ...(type.endsWith('128') ? scaled : [`remEuclid(a: ${type}, b: ${type}): ${type} { return a.remEuclid(b); }`]),
    ...(type.startsWith('i') ? signed : []),
  ];
};

const hosts = new Map<NumberType, NumberHost>();

beforeAll(async () => {
  for (const type of wide) {
    const text = `import { contract, i128, i256, u128, u256 } from '@istsi/soroban-sdk';\n@contract\nexport class Wide {\n${methods(type).join('\n')}\n}\n`;
    hosts.set(type, await NumberHost.start((await compileText(text)).wasm));
  }
});

const fitted = (type: NumberType, value: bigint): bigint | undefined =>
  value < minOf(type) || value > maxOf(type) ? undefined : value;

const powers = [55n, 56n, 63n, 64n, 127n, 128n, 255n].map((exponent) => 2n ** exponent);
const edges = [...powers, ...powers.map((power) => -power)].flatMap((value) => [value - 1n, value, value + 1n]);

const valuesOf = (type: NumberType): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt({ min: minOf(type), max: maxOf(type) }),
    fc.bigInt({ min: type.startsWith('i') ? -1000n : 0n, max: 1000n }),
    fc.constantFrom(...edges.filter((value) => fitted(type, value) !== undefined)),
  );

const floorDiv = (a: bigint, b: bigint): bigint => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
const rounding: Record<string, (a: bigint, b: bigint) => bigint> = {
  mulDiv: (a, b) => a / b,
  mulDivCeil: (a, b) => -floorDiv(-a, b),
  mulDivFloor: floorDiv,
};

describe.each(half)('%s', (type) => {
  test.each(type === 'i128' ? ['mulDiv', 'mulDivCeil', 'mulDivFloor'] : ['mulDiv', 'mulDivCeil'])(
    '%s has a 256-bit product in between',
    (name) => {
      const value = valuesOf(type);
      fc.assert(
        fc.property(value, value, value, (a, b, c) => {
          // Rounding happens on a quotient toward zero that must itself fit.
          const fits = c !== 0n && fitted(type, (a * b) / c) !== undefined;
          const expected = fits ? fitted(type, rounding[name]!(a * b, c)) : undefined;
          expect(hosts.get(type)!.call(name, type, [a, b, c])).toBe(expected);
        }),
        { numRuns: 3_000 },
      );
    },
  );
});

describe.each(wide)('%s', (type) => {
  const call = (
    entry: string,
    args: bigint[],
    argTypes?: NumberType[],
    result: NumberType = type,
  ): bigint | undefined => hosts.get(type)!.call(entry, result, args, argTypes);

  test('a literal takes the type it is used as', () => {
    expect(call('literal', [])).toBe(18_446_744_073_704n);
    expect([4n, 5n, 6n, 7n, 8n].map((a) => call('compare', [a]))).toEqual([0n, 0n, 1n, 0n, 1n]);
  });

  test('every comparison is that of the numbers, whether they are small, large or one of each', () => {
    fc.assert(
      fc.property(valuesOf(type), valuesOf(type), (a, b) => {
        const bits = (x: bigint, y: bigint): bigint =>
          BigInt([x < y, x > y, x <= y, x >= y, x === y, x !== y].reduce((sum, is, i) => sum + (is ? 1 << i : 0), 0));
        expect(call('order', [a, b], [type, type], 'u64')).toBe(bits(a, b));
        expect(call('order', [a, a], [type, type], 'u64')).toBe(bits(a, a));
        expect(call('isZero', [a], [type], 'u64')).toBe(a === 0n ? 1n : 0n);
      }),
      { numRuns: 1_000 },
    );
  });

  test('max and min are the ends of the range', () => {
    expect([call('min', []), call('max', [])]).toEqual([minOf(type), maxOf(type)]);
  });

  test('pow traps on overflow', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: type.startsWith('i') ? -300n : 0n, max: 300n }),
        fc.bigInt({ min: 0n, max: 40n }),
        (a, b) => {
          expect(call('pow', [a, b], [type, 'u64'])).toBe(fitted(type, a ** b));
        },
      ),
    );
  });

  test.each(['u64', 'i64', ...wide] as const)('converts to and from %s when the value fits', (other) => {
    fc.assert(
      fc.property(valuesOf(type), valuesOf(other), (a, b) => {
        expect(call(`to_${other}`, [a], [type], other)).toBe(fitted(other, a));
        expect(call(`from_${other}`, [b], [other])).toBe(fitted(type, b));
      }),
      { numRuns: 300 },
    );
  });

  test('converts to u32 when the value fits', () => {
    for (const a of [0n, 2n ** 32n - 1n, 2n ** 32n]) {
      expect(call('to_u32', [a], [type], 'u64')).toBe(a < 2n ** 32n ? a : undefined);
    }
  });

  test.runIf(type.startsWith('i'))('abs traps for the minimum', () => {
    expect([minOf(type), -1n, 0n, 5n].map((a) => call('abs', [a]))).toEqual([undefined, 1n, 0n, 5n]);
    expect([-1n, 0n].map((a) => call('negative', [a]))).toEqual([-9n, 0n]);
  });

  test.runIf(type.endsWith('256'))('remEuclid is never negative', () => {
    expect(call('remEuclid', [type.startsWith('i') ? -7n : 7n, 3n])).toBe(type.startsWith('i') ? 2n : 1n);
  });
});
