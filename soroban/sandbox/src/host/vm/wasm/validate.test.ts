import { describe, expect, test } from 'vitest';
import { buildModule, type ModuleParts } from '../../../../test/host/module-builder.ts';
import { TestLedger, uploadFunction } from '../../../../test/host/test-ledger.ts';
import { HostError } from '../../values/error.ts';
import { validateContract } from './validate.ts';

const [i32, i64, f32, f64, v128, externref] = [0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x6f];
const nothing = { parameters: [], results: [i64] };
const body = { type: 0, code: [0x42, 2] }; // i64.const 2: void
const valid: ModuleParts = {
  types: [nothing],
  functions: [body],
  memory: { initial: 1 },
  exports: [
    { name: 'f', kind: 0, index: 0 },
    { name: 'memory', kind: 2, index: 0 },
  ],
};
const withCode = (...code: number[]): ModuleParts => ({ ...valid, functions: [{ type: 0, code }] });
const importing = (module: string, name: string, parameters: number[], results = [i64]): ModuleParts => ({
  ...valid,
  types: [nothing, { parameters, results }],
  imports: [{ module, name, type: 1 }],
  exports: [],
});

/** The memory section says two where the builder writes one. */
function twoMemories(): Uint8Array {
  const wasm = buildModule(valid);
  const at = wasm.findIndex((_, i) => [5, 3, 1, 0, 1].every((byte, j) => wasm[i + j] === byte));
  return Uint8Array.from([...wasm.slice(0, at), 5, 5, 2, 0, 1, 0, 1, ...wasm.slice(at + 5)]);
}

test('a plain module is accepted', () => {
  expect(validateContract(buildModule(valid), 28).protocol).toBe(22);
});

describe('refused is a module', () => {
  test.each<[string, Uint8Array | ModuleParts, string, RegExp]>([
    ['that is no Wasm', new Uint8Array([1, 2, 3]), 'InvalidAction', /not a WebAssembly 1 module/],
    ['that is cut off', buildModule(valid).slice(0, 40), 'InvalidAction', /./],
    ['whose types do not check', withCode(0x41, 0), 'InvalidAction', /does not validate/],
    ['with a float constant', withCode(0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x1a, 0x42, 2), 'InvalidAction', /floating-point/],
    ['with a float load', withCode(0x41, 0, 0x2a, 2, 0, 0x1a, 0x42, 2), 'InvalidAction', /floating-point/],
    ['with a float store', withCode(0x41, 0, 0x41, 0, 0x38, 2, 0, 0x42, 2), 'InvalidAction', /floating-point/],
    ['with a saturating conversion', withCode(0x42, 2, 0xfc, 0), 'InvalidAction', /floating-point/],
    [
      'with a float parameter',
      { ...valid, types: [nothing, { parameters: [f64], results: [] }] },
      'InvalidAction',
      /floating-point/,
    ],
    ['with a float local', { ...valid, functions: [{ ...body, locals: [f32] }] }, 'InvalidAction', /floating-point/],
    [
      'with a float global',
      { ...valid, globals: [{ type: f64, mutable: false, init: [0x44, 0, 0, 0, 0, 0, 0, 0, 0] }] },
      'InvalidAction',
      /./,
    ],
    [
      'with a vector local',
      { ...valid, functions: [{ ...body, locals: [v128] }] },
      'InvalidAction',
      /unsupported value type/,
    ],
    [
      'with a reference local',
      { ...valid, functions: [{ ...body, locals: [externref] }] },
      'InvalidAction',
      /unsupported value type/,
    ],
    ['with a reference instruction', withCode(0xd0, 0x70, 0x1a, 0x42, 2), 'InvalidAction', /reference types/],
    ['with a tail call', withCode(0x12, 0), 'InvalidAction', /unsupported instruction 0x12/],
    ['with an exception', withCode(0x08, 0), 'InvalidAction', /unsupported instruction 0x08/],
    ['with a table of references', { ...valid, table: [1, externref, 0, 1] }, 'InvalidAction', /reference types/],
    [
      'with several results',
      { ...valid, types: [nothing, { parameters: [], results: [i64, i64] }] },
      'InvalidAction',
      /several results/,
    ],
    [
      'with a start function',
      {
        ...valid,
        types: [nothing, { parameters: [], results: [] }],
        functions: [body, { type: 1, code: [] }],
        start: 1,
      },
      'InvalidAction',
      /start function/,
    ],
    [
      'that computes a global',
      { ...valid, globals: [{ type: i32, mutable: false, init: [0x41, 1, 0x41, 1, 0x6a] }] },
      'InvalidAction',
      /constant expression/,
    ],
    [
      'that imports what is no host function',
      importing('x', 'zz', []),
      'InvalidAction',
      /x\.zz, which is no host function/,
    ],
    ['that imports from elsewhere', importing('env', 'abort', [i32]), 'InvalidAction', /env\.abort/],
    ['that imports the runtime of this host', importing('$', 'fuel', []), 'InvalidAction', /\$\.fuel/],
    [
      'that imports a host function with other arguments',
      importing('x', '0', [i64]),
      'InvalidAction',
      /wrong signature/,
    ],
    [
      'that imports a host function with other types',
      importing('x', '0', [i32, i64]),
      'InvalidAction',
      /wrong signature/,
    ],
    [
      'that imports a function newer than itself',
      importing('i', 'H', [i64, i64]),
      'InvalidAction',
      /needs protocol 26/,
    ],
    ['that imports a function that is gone', importing('t', '0', []), 'InvalidAction', /ended with protocol 19/],
    ['with two memories', twoMemories(), 'InvalidAction', /several memories/],
    ['without an environment section', { ...valid, protocol: null }, 'InvalidInput', /missing metadata section/],
    ['for a later protocol', { ...valid, protocol: 29 }, 'InvalidInput', /newer than host, which speaks 28/],
    ['for a pre-release', { ...valid, preRelease: 1 }, 'InvalidInput', /pre-release/],
    [
      'with an export of 33 parameters',
      { ...valid, types: [{ parameters: new Array(33).fill(i64), results: [i64] }] },
      'InvalidInput',
      /Too many arguments/,
    ],
  ])('%s', (_, module, code, reason) => {
    const wasm = module instanceof Uint8Array ? module : buildModule(module);
    const result = new TestLedger().submit(uploadFunction(wasm));
    expect(result).toMatchObject({ ok: false, error: { type: 'WasmVm', code } });
    expect((result as { error: HostError }).error.reason).toMatch(reason);
    expect(result.changes.size).toBe(0);
  });

  test('that is too large', () => {
    const wasm = new Uint8Array(300_000);
    expect(new TestLedger().submit(uploadFunction(wasm))).toMatchObject({
      error: { type: 'Value', code: 'ExceededLimit' },
    });
  });

  test.each<[string, ModuleParts, object]>([
    ['whose memory is too large', { ...valid, memory: { initial: 641 } }, { type: 'Budget', code: 'ExceededLimit' }],
    [
      'whose data does not fit into its memory',
      { ...valid, data: [{ at: 65_535, bytes: [1, 2] }] },
      { type: 'WasmVm', code: 'IndexBounds' },
    ],
  ])('%s', (_, module, error) => {
    expect(new TestLedger().submit(uploadFunction(buildModule(module)))).toMatchObject({ ok: false, error });
  });

  test('whose table is too large', () => {
    const wasm = buildModule({ ...valid, table: [1, 0x70, 0, 0xe9, 0x07] });
    expect(() => validateContract(wasm, 28)).toThrow(HostError);
  });
});
