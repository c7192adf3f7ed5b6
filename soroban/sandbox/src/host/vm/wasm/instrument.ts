import { meterBody } from './fuel.ts';
import { SECTION, WASM_HEADER, WasmReader, WasmWriter } from './leb.ts';
import type { LineHits } from './line-hits.ts';
import { KIND, type ModuleShape, VALUE_TYPE } from './module-shape.ts';

/** Name of the module that lends contracts their fuel and memory; no contract can import from it itself. */
export const RUNTIME_MODULE = '$';
export const FUEL_IMPORT = 'fuel';
export const MEMORY_IMPORT = 'memory';
/** Prefix of the globals that count what runs of a contract's sources. */
export const HIT_IMPORT = 'hit';
/** Prefix of the exports that let mutable globals be set back. */
export const GLOBAL_EXPORT = '$global';

export type Instrumented = {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly instructions: number;
  /** Of all branch tables, without their defaults. */
  readonly branchTargets: number;
  /** Exports of mutable globals. */
  readonly globals: readonly string[];
  /** Whether setting memory and globals back makes an instance as good as new. */
  readonly reusable: boolean;
};

/**
 * A contract rewritten for this host: it pays fuel, its fuel and memory are imported, its mutable globals exported.
 * Custom sections are dropped.
 */
export function instrument(wasm: Uint8Array, shape: ModuleShape, hits?: LineHits): Instrumented {
  const counters = hits?.counters.length ?? 0;
  const out = new WasmWriter(wasm.length * 2 + 1024).append(WASM_HEADER);
  const globals = shape.globals.flatMap((global, i) => (global.mutable ? [{ name: `${GLOBAL_EXPORT}${i}`, i }] : []));
  let instructions = 0;
  let branchTargets = 0;
  let reusable = true;
  let imported = false;
  for (const { id, start, end } of shape.sections) {
    if (id === SECTION.custom || id === SECTION.memory) continue;
    if (!imported && id >= SECTION.import) {
      out.section(SECTION.import, importSection(wasm, shape, counters));
      imported = true;
      if (id === SECTION.import) continue;
    }
    if (id === SECTION.export) {
      out.section(id, exportSection(shape, globals, 1 + counters));
    } else if (id === SECTION.code) {
      const code = codeSection(wasm, shape, start, end, hits);
      instructions = code.instructions;
      branchTargets = code.branchTargets;
      reusable = code.reusable;
      out.section(id, code.content);
    } else {
      out
        .append([id])
        .number(end - start)
        .append(wasm.subarray(start, end));
    }
  }
  return { wasm: out.view(), instructions, branchTargets, globals: globals.map((g) => g.name), reusable };
}

function importSection(wasm: Uint8Array, shape: ModuleShape, counters: number): WasmWriter {
  const content = new WasmWriter();
  content.number(shape.imports.length + counters + (shape.memory === undefined ? 1 : 2));
  const original = shape.sections.find((s) => s.id === SECTION.import);
  if (original !== undefined) {
    const reader = new WasmReader(wasm, original.start, original.end);
    reader.u32();
    content.append(wasm.subarray(reader.at, original.end));
  }
  content.name(RUNTIME_MODULE).name(FUEL_IMPORT).append([KIND.global, VALUE_TYPE.i32, 1]);
  for (let i = 0; i < counters; i++) {
    content.name(RUNTIME_MODULE).name(`${HIT_IMPORT}${i}`).append([KIND.global, VALUE_TYPE.i32, 1]);
  }
  if (shape.memory !== undefined) {
    const { initial, maximum } = shape.memory;
    content
      .name(RUNTIME_MODULE)
      .name(MEMORY_IMPORT)
      .append([KIND.memory, maximum === undefined ? 0 : 1]);
    content.number(initial);
    if (maximum !== undefined) content.number(maximum);
  }
  return content;
}

function exportSection(
  shape: ModuleShape,
  globals: readonly { name: string; i: number }[],
  importedGlobals: number,
): WasmWriter {
  const content = new WasmWriter();
  content.number(shape.exports.length + globals.length);
  for (const { name, kind, index } of shape.exports) {
    content
      .name(name)
      .append([kind])
      .number(kind === KIND.global ? index + importedGlobals : index);
  }
  for (const { name, i } of globals)
    content
      .name(name)
      .append([KIND.global])
      .number(i + importedGlobals);
  return content;
}

function codeSection(wasm: Uint8Array, shape: ModuleShape, start: number, end: number, hits: LineHits | undefined) {
  const reader = new WasmReader(wasm, start, end);
  const count = reader.u32();
  const content = new WasmWriter((end - start) * 2);
  content.number(count);
  let instructions = 0;
  let branchTargets = 0;
  let reusable = true;
  for (let i = 0; i < count; i++) {
    const size = reader.u32();
    const type = shape.types[shape.functions[i] ?? -1];
    const parameters = type?.parameters.length ?? 0;
    const metered = meterBody({ wasm, parameters, fuelGlobal: 0, hits }, reader.at, reader.at + size);
    reader.skip(size);
    content.number(metered.body.length).append(metered.body);
    instructions += metered.instructions;
    branchTargets += metered.branchTargets;
    reusable &&= metered.keepsSegments;
  }
  return { content, instructions, branchTargets, reusable };
}
