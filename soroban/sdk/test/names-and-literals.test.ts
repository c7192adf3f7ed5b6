import { describe, expect, test } from 'vitest';
import { compileText } from './support/compile-text.ts';
import { NumberHost } from './support/number-host.ts';

const head = `import { Address, contract, contractevent, contracttype, i128, instance, persistent, publish, Sym, variant } from '@istsi/soroban-sdk';`;
const words = ['of', 'async', 'override', 'declare', 'abstract', 'readonly', 'memory', 'changetype'];

/** Every place where such a name may stand, all in one contract: each compiles, and adds one to the sum. */
const contractWith = (word: string): string => `${head}
@contracttype class Item { ${['override', 'abstract', 'readonly', 'async', 'declare'].includes(word) ? 'plain' : word}!: u32; }
@contracttype class Key { static All(): Key { return variant(); } static One(${word}: Address): Key { return variant(); } }
@contractevent class Seen { by!: u32; }
function ${word}(): u64 { return 1; }
function next(${word}: u64): u64 { return ${word} + 1; }
@contract export class C {
  sum(${word}: u64): u64 { return next(${word}) + ${word}; }
  called(): u64 { return ${word}(); }
  looped(a: u64): u64 { let sum: u64 = 0; for (let ${word}: u64 = 0; ${word} < a; ${word}++) sum += ${word}; return sum; }
  ${word === 'memory' ? 'remember' : word}(by: u32): void { publish<Seen>({ by }); }
  keep(owner: Address): void { persistent.set<Key, u32>(Key.One(owner), 1); }
}`;

describe('a name that AssemblyScript has for itself', () => {
  test.each(words)('%s, stands wherever TypeScript lets it', async (word) => {
    const host = await NumberHost.start((await compileText(contractWith(word))).wasm);
    expect(host.call('sum', 'u64', [20n])).toBe(41n);
    expect(host.call('called', 'u64', [])).toBe(1n);
    expect(host.call('looped', 'u64', [5n])).toBe(10n);
  });

  test.each(['class', 'default', 'new', 'static', 'in', 'await', 'public', 'of', 'memory'])(
    '%s, as the name of a field, a case and an event’s field',
    async (word) => {
      const text = `${head}
@contracttype class Item { ${word}!: u32; }
@contracttype class Key { static ${word}(): Key { return variant(); } static Other(): Key { return variant(); } }
@contractevent class Seen { ${word}!: u32; }
@contract export class C {
  run(key: Sym, x: u32): void {
    const item: Item = { ${word}: x };
    item.${word} += 1;
    instance.set<Sym, Item>(key, item);
    instance.set<Key, u32>(Key.${word}(), item.${word});
    publish<Seen>({ ${word}: x });
  }
  is(key: Key): bool { return key.is('${word}'); }
}`;
      expect((await compileText(text)).wasm.length).toBeGreaterThan(100);
    },
  );

  test('the union of the README compiles', async () => {
    const text = `${head}
@contracttype class Key { static Admin(): Key { return variant(); } static Balance(of: Address): Key { return variant(); } }
@contract export class C {
  balance(owner: Address): i128 { return persistent.get<Key, i128>(Key.Balance(owner)); }
  of(key: Key): Address { return key.payload<Address>(0); }
}`;
    expect((await compileText(text)).wasm.length).toBeGreaterThan(100);
  });
});

describe('a literal on the left of a comparison takes the type of the right', () => {
  test.each<[string, string, bigint, bigint]>([
    ['of an i64', '-3 < a', -2n, -3n],
    ['of an i64, the other way', '7 >= a', 7n, 8n],
    ['of a wide integer', '0 < i128.from(a)', 1n, 0n],
    ['in brackets', '(-5) !== (a + 1)', 0n, -6n],
    ['of a small integer', '200 > (a as u8)', 199n, 200n],
  ])('%s', async (_, condition, yes, no) => {
    const text = `${head}\n@contract export class C { run(a: i64): i64 { return ${condition} ? 1 : 0; } }`;
    const host = await NumberHost.start((await compileText(text)).wasm);
    expect([host.call('run', 'i64', [yes]), host.call('run', 'i64', [no])]).toEqual([1n, 0n]);
  });
});

test.each<[string, string, bigint, bigint]>([
  ['i16 and a negative constant', '((b as i16) & -6) as i64', 65_532n, -8n],
  ['a negative constant and an i8', '(-6 & (b as i8)) as i64', 254n, -6n],
  ['i8, assigned', '(masked(b as i8)) as i64', 250n, -6n],
])('%s: the sign is the small type’s', async (_, expression, b, expected) => {
  const text = `${head}\nfunction masked(a: i8): i8 { let x: i8 = a; x &= -6; return x; }\n@contract export class C { run(b: i64): i64 { return ${expression}; } }`;
  const host = await NumberHost.start((await compileText(text)).wasm);
  expect(host.call('run', 'i64', [b])).toBe(expected);
});
