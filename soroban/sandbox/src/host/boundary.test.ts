import { describe, expect, test } from 'vitest';
import { buildModule, type ModuleParts } from '../../test/host/module-builder.ts';
import { bytes, callFunction, sym, TestLedger, u32, vec } from '../../test/host/test-ledger.ts';
import { env } from './env/table.ts';
import type { EnvFunction } from './env/wire-types.ts';
import { hostFunctions } from './functions/all.ts';
import { traceHostFunctions } from './functions/link.ts';
import type { HostVal } from './values/value.ts';

const I64 = 0x7e;
const OP = { localGet: 0x20, call: 0x10, i64Const: 0x42 };

/** Signed LEB128 of 64 bits. */
function leb64(value: bigint): number[] {
  const out: number[] = [];
  for (let rest = BigInt.asIntN(64, value); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    const next = rest >> 7n;
    if ((next === 0n && (low & 0x40) === 0) || (next === -1n && (low & 0x40) !== 0)) return [...out, low];
    out.push(low | 0x80);
  }
}

const word = (value: bigint): number[] => [OP.i64Const, ...leb64(value)];
const u32Word = (value: number): number[] => word((BigInt(value) << 32n) | 4n);

/** A contract whose `f` calls one host function with these words, or with its own arguments where none are given. */
function caller(module: string, name: string, args: readonly number[][], parts: Partial<ModuleParts> = {}): Uint8Array {
  const parameters = new Array<number>(args.length).fill(I64);
  const spec = Object.values<EnvFunction>(env[module as 'x']).find((f) => f.export === name)!;
  const imported = { parameters: new Array<number>(spec.args.length).fill(I64), results: [I64] };
  return buildModule({
    types: [imported, { parameters, results: [I64] }],
    imports: [{ module, name, type: 0 }],
    functions: [{ type: 1, code: [...args.flat(), OP.call, 0] }],
    memory: { initial: 1 },
    exports: [
      { name: 'f', kind: 0, index: 1 },
      { name: 'memory', kind: 2, index: 0 },
    ],
    protocol: 28,
    ...parts,
  });
}

function callWith(wasm: Uint8Array, ...args: HostVal[]): HostVal | string {
  const ledger = new TestLedger();
  return ledger.call(ledger.deploy(wasm, []), 'f', ...args);
}

/** Words that a contract makes up, given to `bytes_len`, `obj_cmp` or `has_contract_data`. */
function forged(...code: number[]): HostVal | string {
  const wasm = caller('b', '8', [code], {
    types: [
      { parameters: [I64], results: [I64] },
      { parameters: [I64], results: [I64] },
    ],
  });
  return callWith(wasm, bytes(new Uint8Array(3)));
}

test('every function of the table has an implementation under its name', () => {
  for (const [module, functions] of Object.entries(env)) {
    expect(Object.keys(hostFunctions[module as 'x']).sort()).toEqual(Object.keys(functions).sort());
  }
  expect(Object.values(env).flatMap((functions) => Object.keys(functions))).toHaveLength(202);
});

describe('a contract gets', () => {
  test('the length of bytes it was given', () => {
    expect(forged(OP.localGet, 0)).toEqual(u32(3));
  });
});

/** A contract that compares two values, given as code, and gives the order as an i64. */
function comparing(a: readonly number[], b: readonly number[]): Uint8Array {
  const [shl, or] = [0x86, 0x84];
  const smallI64 = [...word(8n), shl, ...word(7n), or];
  return buildModule({
    types: [
      { parameters: [I64, I64], results: [I64] },
      { parameters: [I64], results: [I64] },
      { parameters: [], results: [I64] },
    ],
    imports: [
      { module: 'x', name: '0', type: 0 },
      { module: 'i', name: '_', type: 1 },
    ],
    functions: [{ type: 2, code: [...a, ...b, OP.call, 0, ...smallI64] }],
    exports: [{ name: 'f', kind: 0, index: 2 }],
    protocol: 28,
  });
}

describe('refused as Value/InvalidInput is', () => {
  const object = (index: number, tag: number): bigint => (BigInt(index) << 32n) | BigInt(tag);
  test.each<[string, bigint]>([
    ['a handle the contract was never given', object(2, 72)],
    ['an absolute handle', object(1, 72)],
    ['a handle with another type', object(0, 73)],
    ['a handle with stray bits', object(0, 72) | 0x100n],
    ['a number where bytes belong', (5n << 32n) | 4n],
    ['a tag that means nothing', 15n],
    ['a tag between small values and objects', 63n],
    ['a tag past the objects', 80n],
    ['true with a body', 0x100n | 1n],
  ])('%s', (_, value) => {
    expect(forged(...word(value))).toBe('Error(Value, InvalidInput)');
  });

  test.each<[string, bigint]>([
    ['void with a body', (1n << 32n) | 2n],
    ['u32 with stray bits', (1n << 32n) | 0x104n],
    ['a symbol of 55 bits', (1n << 62n) | 14n],
    ['an error of a type that does not exist', (11n << 8n) | 3n],
    ['an error with a code that does not exist', (10n << 32n) | (1n << 8n) | 3n],
  ])('%s as any value', (_, value) => {
    const wasm = caller('x', '0', [word(value), word(2n)], {
      types: [
        { parameters: [I64, I64], results: [I64] },
        { parameters: [], results: [I64] },
      ],
    });
    expect(callWith(wasm)).toBe('Error(Value, InvalidInput)');
  });

  test('two small values to compare, which a contract does by itself, as Value/UnexpectedType', () => {
    const refused = 'Error(Value, UnexpectedType)';
    const small = [u32Word(1), word(2n), word(0n), word(14n), word((9n << 8n) | 12n), word((10n << 8n) | 14n)];
    for (const a of small) {
      for (const b of small) expect(callWith(comparing(a, b))).toBe(refused);
    }
  });

  test('a storage type that does not exist', () => {
    const types = [
      { parameters: [I64, I64], results: [I64] },
      { parameters: [], results: [I64] },
    ];
    const has = (storage: bigint): Uint8Array => caller('l', '0', [word(2n), word(storage)], { types });
    expect(callWith(has(1n))).toEqual({ type: 'bool', value: false });
    expect(callWith(has(3n))).toBe('Error(Value, InvalidInput)');
  });
});

test('what a contract returns that is no value is of an unexpected type', () => {
  const wasm = caller('x', '2', [], {
    types: [{ parameters: [], results: [I64] }],
    functions: [{ type: 0, code: word(15n) }],
  });
  expect(callWith(wasm)).toBe('Error(Value, UnexpectedType)');
});

describe('a comparison is the host’s where an object is involved', () => {
  // The host puts any number into an object when it is asked to, be it small or not.
  const asObject = (value: bigint): number[] => [...word(value), OP.call, 1];
  const small = (value: bigint): number[] => word((value << 8n) | 6n);
  test.each<[string, number[], number[], bigint]>([
    ['an object of a small number equals the small number', asObject(5n), small(5n), 0n],
    ['the small number equals the object', small(5n), asObject(5n), 0n],
    ['two objects of small numbers', asObject(5n), asObject(5n), 0n],
    ['in order', asObject(4n), small(5n), -1n],
    ['in order, the other way round', small(5n), asObject(4n), 1n],
    ['by type, where types differ', asObject(5n), u32Word(9), 1n],
    ['by type, the other way round', word(2n), asObject(5n), -1n],
  ])('%s', (_, a, b, expected) => {
    expect(callWith(comparing(a, b))).toEqual({ type: 'i64', value: expected });
  });
});

describe('linear memory', () => {
  const types = [
    { parameters: [I64, I64], results: [I64] },
    { parameters: [], results: [I64] },
  ];
  const newBytes = (at: number, length: number): Uint8Array =>
    caller('b', '3', [u32Word(at), u32Word(length)], { types });
  const newVec = (at: number, length: number): Uint8Array =>
    caller('v', 'g', [u32Word(at), u32Word(length)], { types });

  test('is read to its last byte and not further', () => {
    expect(callWith(newBytes(65_535, 1))).toEqual(bytes(new Uint8Array(1)));
    expect(callWith(newBytes(65_536, 0))).toEqual(bytes(new Uint8Array(0)));
    expect(callWith(newBytes(65_536, 1))).toBe('Error(WasmVm, IndexBounds)');
    expect(callWith(newBytes(0xffff_ffff, 1))).toBe('Error(WasmVm, IndexBounds)');
  });

  test('of values has room for as many as are asked for', () => {
    expect(callWith(newVec(65_528, 1))).toEqual(vec({ type: 'bool', value: false }));
    expect(callWith(newVec(65_529, 1))).toBe('Error(WasmVm, IndexBounds)');
    // Room for the values is paid for before their length in bytes is looked at.
    expect(callWith(newVec(0, 0x2000_0000))).toBe('Error(Budget, ExceededLimit)');
  });

  test('is needed by functions that read it', () => {
    const wasm = caller('b', '3', [u32Word(0), u32Word(1)], {
      types,
      exports: [{ name: 'f', kind: 0, index: 1 }],
    });
    expect(callWith(wasm)).toBe('Error(WasmVm, MissingValue)');
  });

  test('is as the data segments left it in every call, and so are globals', () => {
    // f: global += 1; memory[0] += 1; return u32(global + memory[0])
    const wasm = buildModule({
      types: [{ parameters: [], results: [I64] }],
      functions: [
        {
          type: 0,
          code: [
            ...[0x23, 0, 0x41, 1, 0x6a, 0x24, 0],
            ...[0x41, 0, 0x41, 0, 0x2d, 0, 0, 0x41, 1, 0x6a, 0x3a, 0, 0],
            ...[0x23, 0, 0x41, 0, 0x2d, 0, 0, 0x6a, 0xad, 0x42, 32, 0x86, 0x42, 4, 0x84],
          ],
        },
      ],
      memory: { initial: 1 },
      globals: [{ type: 0x7f, mutable: true, init: [0x41, 10] }],
      exports: [{ name: 'f', kind: 0, index: 0 }],
      data: [{ at: 0, bytes: [20] }],
    });
    const ledger = new TestLedger();
    const id = ledger.deploy(wasm, []);
    for (let i = 0; i < 3; i++) expect(ledger.call(id, 'f')).toEqual(u32(32));
  });

  test('that may not grow ends the call with the budget', () => {
    const grow = (pages: number): Uint8Array =>
      buildModule({
        types: [{ parameters: [], results: [I64] }],
        functions: [{ type: 0, code: [0x41, ...leb64(BigInt(pages)), 0x40, 0, 0xad, 0x42, 32, 0x86, 0x42, 4, 0x84] }],
        memory: { initial: 1 },
        exports: [{ name: 'f', kind: 0, index: 0 }],
      });
    expect(callWith(grow(3))).toEqual(u32(1));
    expect(callWith(grow(640))).toBe('Error(Budget, ExceededLimit)');
  });
});

test('deep recursion in Wasm ends with the budget, not with the process', () => {
  const wasm = buildModule({
    types: [{ parameters: [], results: [I64] }],
    functions: [{ type: 0, code: [OP.call, 0] }],
    exports: [{ name: 'f', kind: 0, index: 0 }],
  });
  expect(callWith(wasm)).toBe('Error(Budget, ExceededLimit)');
});

// As soroban-env-host 28.0.2 has it: 100 values one in the other, and less where their XDR is nested deeper than 500.
test.each([
  ['vectors', 'returned', 99, 'vec'],
  ['vectors', 'returned', 100, 'Error(Context, ExceededLimit)'],
  ['vectors', 'returned', 400, 'Error(Context, ExceededLimit)'],
  ['vectors', 'stored', 99, 'void'],
  ['maps', 'returned', 99, 'map'],
  ['maps', 'stored', 98, 'void'],
  ['maps', 'stored', 99, 'Error(Budget, ExceededLimit)'],
  ['maps', 'looked for', 98, 'bool'],
  ['maps', 'looked for', 99, 'Error(Value, InvalidInput)'],
  ['maps', 'authorized', 98, 'void'],
  ['maps', 'authorized', 99, 'Error(Value, InvalidInput)'],
] as const)('%s that are %s, nested %i times: %s', (type, use, depth, expected) => {
  // f: v = 1; for i in 0..depth { v = vec_push_back(vec_new(), v) or map_put(map_new(), 9, v) }; v, or put(3, v, temporary),
  // or has(v, temporary), or require_auth_for_args(get_current_contract_address(), [v])
  const nested = {
    vectors: [OP.call, 0, OP.localGet, 0, OP.call, 1],
    maps: [OP.call, 2, ...u32Word(9), OP.localGet, 0, OP.call, 3],
  }[type];
  const used = {
    returned: [OP.localGet, 0],
    stored: [...u32Word(3), OP.localGet, 0, ...word(0n), OP.call, 4],
    'looked for': [OP.localGet, 0, ...word(0n), OP.call, 5],
    authorized: [OP.call, 6, OP.call, 0, OP.localGet, 0, OP.call, 1, OP.call, 7],
  }[use];
  const wasm = buildModule({
    types: [
      { parameters: [], results: [I64] },
      { parameters: [I64, I64], results: [I64] },
      { parameters: [I64, I64, I64], results: [I64] },
    ],
    imports: [
      { module: 'v', name: '_', type: 0 },
      { module: 'v', name: '6', type: 1 },
      { module: 'm', name: '_', type: 0 },
      { module: 'm', name: '0', type: 2 },
      { module: 'l', name: '_', type: 2 },
      { module: 'l', name: '0', type: 1 },
      { module: 'x', name: '7', type: 0 },
      { module: 'a', name: '_', type: 1 },
    ],
    functions: [
      {
        type: 0,
        locals: [I64, 0x7f],
        code: [
          ...[...u32Word(1), 0x21, 0, 0x03, 0x40, ...nested, 0x21, 0, OP.localGet, 1, 0x41, 1, 0x6a, 0x22, 1],
          ...[0x41, ...leb64(BigInt(depth)), 0x48, 0x0d, 0, 0x0b, ...used],
        ],
      },
    ],
    exports: [{ name: 'f', kind: 0, index: 8 }],
  });
  const ledger = new TestLedger();
  const result = ledger.run(callFunction(ledger.deploy(wasm, []), 'f'), { diagnostics: true });
  expect(result.ok ? result.value.type : result.error.short).toBe(expected);
});

test('a trace tells each host function with its arguments and result', () => {
  const seen: unknown[] = [];
  traceHostFunctions((event) => seen.push([event.name, event.args, event.result]));
  try {
    const wasm = caller('l', '_', [[OP.localGet, 0], [OP.localGet, 1], word(0n)], {
      types: [
        { parameters: [I64, I64, I64], results: [I64] },
        { parameters: [I64, I64], results: [I64] },
      ],
    });
    const ledger = new TestLedger();
    ledger.run(callFunction(ledger.deploy(wasm, []), 'f', sym('k'), u32(1)));
  } finally {
    traceHostFunctions(undefined);
  }
  expect(seen).toEqual([['put_contract_data', [sym('k'), u32(1), 'temporary'], undefined]]);
});
