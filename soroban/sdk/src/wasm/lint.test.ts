import binaryen from 'assemblyscript/binaryen';
import { describe, expect, test } from 'vitest';
import { assemble } from '../back/assemble.ts';
import { lintWasm } from './lint.ts';
import { withCustomSections } from './sections.ts';
import { findSource } from './source-map.ts';

const empty = new Uint8Array();

/** Wasm from its text form, with the sections a contract has. */
function contractOf(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  return withCustomSections(module.emitBinary(), [
    ['contractspecv0', empty],
    ['contractenvmetav0', empty],
  ]);
}

const clean = `(module
  (import "l" "1" (func $get (param i64 i64) (result i64)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (data (i32.const 0) "x")
  (func (export "run") (param i64) (result i64) (local i32)
    (local.set 1 (i32.const 3))
    (block $out (loop $again
      (br_if $out (i32.eqz (local.get 1)))
      (local.set 1 (i32.sub (local.get 1) (i32.const 1)))
      (br_table $again $out (local.get 1))))
    (global.set $top (i32.extend8_s (i32.load offset=4 (global.get $top))))
    (if (result i64) (i64.eqz (local.get 0)) (then (i64.const -1)) (else (call $get (local.get 0) (i64.const 2))))))`;

test('a contract with only what the network takes has no problem', () => {
  expect(lintWasm(contractOf(clean))).toEqual([]);
});

describe('the lint finds', () => {
  test.each<[string, string, RegExp]>([
    [
      'a floating point instruction',
      '(func (export "f") (drop (f64.add (f64.const 1) (f64.const 2))))',
      /uses floating point/,
    ],
    [
      'a floating point conversion',
      '(func (export "f") (drop (i64.trunc_f64_s (f64.const 1))))',
      /uses floating point/,
    ],
    [
      'a saturating conversion',
      '(func (export "f") (param f32) (drop (i32.trunc_sat_f32_s (local.get 0))))',
      /floating point|neither i32 nor i64/,
    ],
    [
      'a floating point local',
      '(func (export "f") (local f32) (local.set 0 (local.get 0)))',
      /neither i32 nor i64|floating point/,
    ],
    ['a floating point global', '(global (mut f64) (f64.const 1))', /a global is neither/],
    ['a start function', '(func $s) (start $s)', /has a start function/],
    [
      'bulk memory',
      '(memory 1) (func (export "f") (memory.copy (i32.const 0) (i32.const 1) (i32.const 2)))',
      /uses bulk memory/,
    ],
    ['a reference', '(func (export "f") (drop (ref.null func)))', /uses reference types/],
    ['SIMD', '(func (export "f") (drop (v128.const i64x2 0 0)))', /uses SIMD/],
    ['a tail call', '(func $g) (func (export "f") (return_call $g))', /uses tail calls/],
    ['threads', '(memory 1 1 shared) (func (export "f") (drop (i32.atomic.load (i32.const 0))))', /uses threads/],
    ['several results', '(func (export "f") (result i64 i64) (i64.const 1) (i64.const 2))', /several results/],
    ['an unknown import', '(import "env" "abort" (func (param i32)))', /imports env\.abort, which no host has/],
    [
      'an import of another shape',
      '(import "l" "1" (func (param i32) (result i64)))',
      /get_contract_data with other parameters/,
    ],
    ['an exported global', '(global (export "g") i32 (i32.const 1))', /exports g/],
    ['an exported table', '(table (export "t") 1 funcref)', /exports t/],
    ['too much memory', '(memory 641)', /641 pages/],
  ])('%s', (_, body, message) => {
    const problems = lintWasm(contractOf(`(module ${body})`));
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
  });

  test('bytes that are no Wasm', () => {
    expect(lintWasm(Uint8Array.of(1, 2, 3))[0]!.message).toMatch(/no Wasm module/);
    expect(lintWasm(contractOf(clean).subarray(0, 12))[0]!.message).toMatch(/no Wasm module/);
  });

  test('a missing or doubled section', () => {
    const wasm = contractOf(clean);
    expect(lintWasm(withCustomSections(wasm, [['contractenvmetav0', empty]]))[0]!.message).toMatch(
      /0 sections named contractspecv0/,
    );
    const doubled = withCustomSections(wasm, [
      ['contractspecv0', empty],
      ['contractspecv0', empty],
      ['contractenvmetav0', empty],
    ]);
    expect(lintWasm(doubled)[0]!.message).toMatch(/2 sections named contractspecv0/);
  });

  test('a contract over the size limit', () => {
    const wasm = withCustomSections(contractOf(clean), [
      ['contractspecv0', new Uint8Array(131_072)],
      ['contractenvmetav0', empty],
    ]);
    expect(lintWasm(wasm)[0]!.message).toMatch(/the network takes 131072/);
  });
});

test('a byte is traced to the source line it comes from', () => {
  const source = 'export function run(a: u64): u64 {\n  return <u64>(<f64>a * 1.5);\n}\n';
  const { wasm, sourceMap } = assemble({
    sources: new Map([['main', source]]),
    entry: 'main',
    sizes: new Set(),
    withSourceMap: true,
  });
  const problem = lintWasm(wasm!).find(({ offset, function: fn }) => offset !== undefined && fn !== undefined);
  expect(problem?.message).toMatch(/floating point/);
  expect(findSource(sourceMap!, problem!.offset!)).toMatchObject({ source: 'main.ts', line: 1 });
});
