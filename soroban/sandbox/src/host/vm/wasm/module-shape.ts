import { readSections, SECTION, type Section, WasmReader } from './leb.ts';

export const VALUE_TYPE = { i32: 0x7f, i64: 0x7e } as const;

export type FunctionType = { readonly parameters: readonly number[]; readonly results: readonly number[] };
export type Import = { readonly module: string; readonly name: string; readonly kind: number; readonly type: number };
export type Export = { readonly name: string; readonly kind: number; readonly index: number };
export type Global = { readonly type: number; readonly mutable: boolean };
export type MemoryLimits = { readonly initial: number; readonly maximum: number | undefined };
export const KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;

/** A module's declarations, as far as the host needs them. Code is read separately. */
export type ModuleShape = {
  readonly sections: readonly Section[];
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  /** Type index of each function defined here; imported functions come before them in the index space. */
  readonly functions: readonly number[];
  readonly tables: number;
  readonly tableEntries: number;
  readonly memory: MemoryLimits | undefined;
  readonly globals: readonly Global[];
  readonly exports: readonly Export[];
  readonly elementSegments: number;
  readonly data: { readonly segments: number; readonly bytes: number };
  readonly hasStart: boolean;
  readonly custom: ReadonlyMap<string, Uint8Array>;
  /** All of them, those of the same name too; bytes of names and contents. */
  readonly customSections: { readonly sections: number; readonly bytes: number };
};

/** Thrown for binaries that are not what they claim; the caller turns it into a host error. */
export class WasmFormatError extends Error {}

export function readModuleShape(wasm: Uint8Array): ModuleShape {
  const sections = readSections(wasm);
  if (sections === undefined) throw new WasmFormatError('not a WebAssembly 1 module');
  const find = (id: number): WasmReader | undefined => {
    const section = sections.find((s) => s.id === id);
    return section === undefined ? undefined : new WasmReader(wasm, section.start, section.end);
  };
  const table = readTables(find(SECTION.table));
  return {
    sections,
    types: readTypes(find(SECTION.type)),
    imports: readImports(find(SECTION.import)),
    functions: vector(find(SECTION.function), (r) => r.u32()),
    tables: table.count,
    tableEntries: table.entries,
    memory: readMemory(find(SECTION.memory)),
    globals: readGlobals(find(SECTION.global)),
    exports: vector(find(SECTION.export), (r) => ({ name: r.name(), kind: r.byte(), index: r.u32() })),
    elementSegments: find(SECTION.element)?.u32() ?? 0,
    data: readData(find(SECTION.data)),
    hasStart: find(SECTION.start) !== undefined,
    ...readCustomSections(wasm, sections),
  };
}

function vector<T>(reader: WasmReader | undefined, read: (reader: WasmReader) => T): T[] {
  if (reader === undefined) return [];
  const count = reader.u32();
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(read(reader));
  return items;
}

function readTypes(reader: WasmReader | undefined): FunctionType[] {
  return vector(reader, (r) => {
    if (r.byte() !== 0x60) throw new WasmFormatError('only function types are supported');
    return { parameters: [...r.take(r.u32())], results: [...r.take(r.u32())] };
  });
}

function readImports(reader: WasmReader | undefined): Import[] {
  return vector(reader, (r) => {
    const module = r.name();
    const name = r.name();
    const kind = r.byte();
    if (kind !== KIND.function) throw new WasmFormatError(`imports something other than a function: ${module}.${name}`);
    return { module, name, kind, type: r.u32() };
  });
}

function readLimits(reader: WasmReader): MemoryLimits {
  const flags = reader.byte();
  if (flags > 1) throw new WasmFormatError('shared and 64-bit memories are not supported');
  return { initial: reader.u32(), maximum: flags === 1 ? reader.u32() : undefined };
}

function readMemory(reader: WasmReader | undefined): MemoryLimits | undefined {
  const memories = vector(reader, readLimits);
  if (memories.length > 1) throw new WasmFormatError('several memories are not supported');
  return memories[0];
}

function readTables(reader: WasmReader | undefined): { count: number; entries: number } {
  const tables = vector(reader, (r) => {
    if (r.byte() !== 0x70) throw new WasmFormatError('reference types are not supported');
    return readLimits(r);
  });
  return { count: tables.length, entries: tables.reduce((sum, table) => sum + table.initial, 0) };
}

function readGlobals(reader: WasmReader | undefined): Global[] {
  return vector(reader, (r) => {
    const global = { type: r.byte(), mutable: r.byte() === 1 };
    skipConstant(r);
    return global;
  });
}

/** Steps over an initializer, which must be a plain constant. */
function skipConstant(reader: WasmReader): void {
  const opcode = reader.byte();
  if (opcode !== 0x41 && opcode !== 0x42) throw new WasmFormatError('unsupported complex Wasm constant expression');
  reader.skipNumber();
  if (reader.byte() !== 0x0b) throw new WasmFormatError('unsupported complex Wasm constant expression');
}

function readData(reader: WasmReader | undefined): { segments: number; bytes: number } {
  let bytes = 0;
  const segments = vector(reader, (r) => {
    const mode = r.u32();
    if (mode === 2) r.u32();
    if (mode !== 1) skipConstant(r);
    const size = r.u32();
    r.skip(size);
    bytes += size;
  }).length;
  return { segments, bytes };
}

/** Sections of the same name: the first one counts. */
function readCustomSections(
  wasm: Uint8Array,
  sections: readonly Section[],
): Pick<ModuleShape, 'custom' | 'customSections'> {
  const custom = new Map<string, Uint8Array>();
  let bytes = 0;
  let count = 0;
  for (const section of sections) {
    if (section.id !== SECTION.custom) continue;
    const reader = new WasmReader(wasm, section.start, section.end);
    const name = reader.name();
    count += 1;
    bytes += Buffer.byteLength(name) + section.end - reader.at;
    if (!custom.has(name)) custom.set(name, wasm.subarray(reader.at, section.end));
  }
  return { custom, customSections: { sections: count, bytes } };
}
