/// <reference path="./webassembly.d.ts" />
import { SECTION, WASM_HEADER, WasmWriter } from './leb.ts';
import { KIND, VALUE_TYPE } from './module-shape.ts';

/** A host function that takes each 64-bit argument as two halves and returns the low half of its result. */
export type SplitFunction = (...halves: number[]) => number;
export type SplitImport = { readonly name: string; readonly arity: number; readonly call: SplitFunction };

const FUNCTION_TYPE = 0x60;

/**
 * Makes host functions of `(i64, …) -> i64` from JavaScript functions of 32-bit halves. V8 turns an i64 that crosses
 * into JavaScript into a BigInt; splitting it in a Wasm module in between costs a sixth of that.
 *
 * The high half of the result is the first word of `memory`.
 */
export function buildAdapter(
  functions: readonly SplitImport[],
  memory: WebAssembly.Memory,
): Record<string, WebAssembly.ExportValue> {
  const highest = Math.max(...functions.map((f) => f.arity));
  const out = new WasmWriter(16_384).append(WASM_HEADER);
  out.section(SECTION.type, types(highest));
  out.section(SECTION.import, imports(functions));
  out.section(
    SECTION.function,
    indices(functions, (f) => outerType(f.arity)),
  );
  out.section(SECTION.export, exports(functions));
  out.section(SECTION.code, code(functions));
  const host = Object.fromEntries(functions.map((f) => [f.name, f.call]));
  return new WebAssembly.Instance(new WebAssembly.Module(out.view()), { host, runtime: { memory } }).exports;
}

/** Types come in pairs: even ones are what contracts call, odd ones what JavaScript provides. */
const outerType = (arity: number): number => arity * 2;
const innerType = (arity: number): number => arity * 2 + 1;

function types(highest: number): WasmWriter {
  const content = new WasmWriter();
  content.number((highest + 1) * 2);
  for (let arity = 0; arity <= highest; arity++) {
    content.append([FUNCTION_TYPE]).number(arity).append(new Array(arity).fill(VALUE_TYPE.i64));
    content.append([1, VALUE_TYPE.i64]);
    content
      .append([FUNCTION_TYPE])
      .number(arity * 2)
      .append(new Array(arity * 2).fill(VALUE_TYPE.i32));
    content.append([1, VALUE_TYPE.i32]);
  }
  return content;
}

function imports(functions: readonly SplitImport[]): WasmWriter {
  const content = new WasmWriter();
  content.number(functions.length + 1);
  for (const f of functions) content.name('host').name(f.name).append([KIND.function]).number(innerType(f.arity));
  return content.name('runtime').name('memory').append([KIND.memory, 0, 1]);
}

function indices(functions: readonly SplitImport[], index: (f: SplitImport) => number): WasmWriter {
  const content = new WasmWriter();
  content.number(functions.length);
  for (const f of functions) content.number(index(f));
  return content;
}

function exports(functions: readonly SplitImport[]): WasmWriter {
  const content = new WasmWriter();
  content.number(functions.length);
  functions.forEach((f, i) => {
    content
      .name(f.name)
      .append([KIND.function])
      .number(functions.length + i);
  });
  return content;
}

function code(functions: readonly SplitImport[]): WasmWriter {
  const content = new WasmWriter();
  content.number(functions.length);
  functions.forEach((f, i) => {
    const body = new WasmWriter().append([0]);
    for (let p = 0; p < f.arity; p++) {
      body.append([0x20]).number(p).append([0xa7]); // i32.wrap_i64(p)
      body.append([0x20]).number(p).append([0x42, 32, 0x88, 0xa7]); // i32.wrap_i64(p >> 32)
    }
    body.append([0x10]).number(i).append([0xad]); // i64.extend_i32_u(call)
    body.append([0x41, 0, 0x35, 2, 0]); // i64.load32_u(0)
    body.append([0x42, 32, 0x86, 0x84, 0x0b]); // << 32, or
    content.number(body.length).append(body.view());
  });
  return content;
}
