import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NumberHost } from '../../../test/support/number-host.ts';
import { compileContract } from '../../compile.ts';
import { Edits } from './edits.ts';

describe('edits', () => {
  test('nest, and lead back to the original offsets', () => {
    const original = 'f(a + b)';
    const edits = new Edits();
    edits.wrap(0, 8, '<', '>');
    edits.wrap(2, 7, '(', ')');
    edits.wrap(2, 3, '[', ']');
    edits.replace(4, 5, 'plus');
    const { text, originalOffset } = edits.apply(original);
    expect(text).toBe('<f(([a] plus b))>');
    expect([0, 1, 5, 8, 13].map((offset) => original[originalOffset(offset)])).toEqual(['f', 'f', 'a', '+', 'b']);
  });

  test('what is inside a replaced range goes with it', () => {
    const edits = new Edits();
    edits.replace(2, 7, 'x');
    edits.wrap(2, 3, '[', ']');
    edits.replace(4, 5, 'plus');
    expect(edits.apply('f(a + b)').text).toMatch(/^f\(\[?x\)$/);
  });

  test('overlapping replacements are a defect', () => {
    const edits = new Edits();
    edits.replace(0, 4, 'x');
    edits.replace(3, 6, 'y');
    expect(() => edits.apply('f(a + b)')).toThrow(/overlapping edits/);
  });
});

describe('several files with awkward names', () => {
  let folder: string;
  let host: NumberHost;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lower-'));
    await writeFile(
      join(folder, 'limits.ts'),
      `export const day: u64 = 24 * 60 * 60;
export const week: u64 = 7 * day;
export const on: bool = true;
export enum Level { Low = 1, High = 3 }
const hidden: u64 = 5;
export { hidden };
`,
    );
    await writeFile(
      join(folder, 'again.ts'),
      `export { day as aDay, hidden, Level, on } from './limits.ts';\nexport * from './limits.ts';\n`,
    );
    await writeFile(
      join(folder, 'contract.ts'),
      `import { contract, contracttype, Map, variant, type i128, type u128, Vec } from '@istsi/soroban-sdk';
import { aDay, hidden, Level, on, week } from './again.ts';

/** Names that generated code might have used itself. */
@contracttype
class Key {
  static Pair(b: u32, k: u32, v0: u32): Key { return variant(); }
}
@contracttype
class Box { readonly v!: u64; o!: u64; b!: u64; }

const calls: u64 = 1;
const limit: i128 = 3;

function load(x: u64): u64 { return x + calls; }
function store(x: u64): u64 { return load(x) * 2; }

@contract
export class Names {
  constants(): u64 { return aDay + week + hidden + (on ? 1 : 0); }
  level(x: u64): u64 {
    switch (x as u32) {
      case Level.Low: return 10;
      case Level.High: return 30;
      default: return 0;
    }
  }
  functions(x: u64): u64 { return store(x) + load(x); }
  countdown(x: u64): u64 {
    let rounds: u64 = 0;
    let left = x;
    for (; left-- > 1; ) rounds++;
    return rounds;
  }
  shadow(x: u64): u64 { const week = x; return week + 1; }
  shorthand(x: u64): u64 { const week2: Box = { v: x, o: week, b: hidden }; return week2.v + week2.o + week2.b; }
  precedence(x: u64): u64 { return x++ * 2 + --x - (x === 5 ? 1 : 0); }
  wide(x: u64): u64 { return (limit * 2 + 1).toU64() + x; }
  used(): u64 { const a = Key.Pair(1, 2, 3); return a.is('Pair') ? a.payload<u32>(1) as u64 : 0; }
  none(): u64 { const m = Map.empty<u32, u128>(); return (m.size as u64) + (Vec.of<u32>().length as u64); }
}
`,
    );
    const { wasm } = await compileContract({ entry: join(folder, 'contract.ts') });
    host = await NumberHost.start(wasm);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each<[string, bigint[], bigint]>([
    ['constants', [], 86_400n * 8n + 5n + 1n],
    ['level', [3n], 30n],
    ['level', [2n], 0n],
    ['functions', [1n], (1n + 1n) * 2n + (1n + 1n)],
    ['countdown', [5n], 4n],
    ['shadow', [5n], 6n],
    ['shorthand', [5n], 5n + 604_800n + 5n],
    ['precedence', [5n], 10n + 5n - 1n],
    ['wide', [5n], 12n],
  ])('%s(%s) is %s', (entry, args, expected) => {
    expect(host.call(entry, 'u64', args)).toBe(expected);
  });
});

describe('what is behind a name and < is no type, however it begins:', () => {
  test.each<[string, (a: number, b: number, c: number) => boolean]>([
    ['a < (b | 6)', (a, b) => a < (b | 6)],
    ['a < (b | 6) + 1', (a, b) => a < (b | 6) + 1],
    ['a + 1 < (b | 6)', (a, b) => a + 1 < (b | 6)],
    ['same(a) < (b | (6))', (a, b) => a < (b | 6)],
    ['a < (b | c)', (a, b, c) => a < (b | c)],
    ['a < (b | same(c))', (a, b, c) => a < (b | c)],
    ['a < (b | 6) && c > (a)', (a, b, c) => a < (b | 6) && c > a],
    ['(a < (b & 6)) == (c > (b | 1))', (a, b, c) => a < (b & 6) === c > (b | 1)],
    ['box.n < (b | 6)', (a, b) => a < (b | 6)],
    ['b < (box.n | 6)', (a, b) => b < (a | 6)],
    ['a < ((b | 6) as u64)', (a, b) => a < (b | 6)],
  ])('%s', async (text, expected) => {
    const folder = await mkdtemp(join(tmpdir(), 'lower-'));
    const entry = join(folder, 'contract.ts');
    await writeFile(
      entry,
      `import { contract, contracttype } from '@istsi/soroban-sdk';
@contracttype
class Box { n!: u64; }
function same(x: u64): u64 { return x; }
@contract
export class Smaller {
  is(a: u64, b: u64, c: u64): u64 { const box: Box = { n: a }; return ${text} ? 1 : 0; }
}
`,
    );
    const host = await NumberHost.start((await compileContract({ entry })).wasm);
    await rm(folder, { recursive: true });
    for (const given of ['1 8 3', '15 8 2', '7 1 9', '8 8 8', '6 0 7']) {
      const [a, b, c] = given.split(' ').map(Number) as [number, number, number];
      expect(host.call('is', 'u64', [a, b, c].map(BigInt)), given).toBe(expected(a, b, c) ? 1n : 0n);
    }
  });
});
