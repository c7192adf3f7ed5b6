import { SECTION, WasmReader } from './leb.ts';
import type { ModuleShape } from './module-shape.ts';

/** The custom section of a debug build; the compiler of the SDK says what is in it. */
const DEBUG_SECTION = 'contractdebugv0';

export type DebugSection = {
  readonly functions: readonly string[];
  readonly files: readonly string[];
  /** Triples: an offset into the code section, a file (-1: the library's), a line. */
  readonly places: readonly number[];
};

/** What a build says of its sources; undefined when it is no debug build. */
export function readDebugSection(wasm: Uint8Array, shape: ModuleShape): DebugSection | undefined {
  for (const { id, start, end } of shape.sections) {
    if (id !== SECTION.custom) continue;
    const reader = new WasmReader(wasm, start, end);
    const length = reader.u32();
    const contents = reader.at + length;
    if (Buffer.from(wasm.subarray(reader.at, contents)).toString('utf8') !== DEBUG_SECTION) continue;
    return JSON.parse(Buffer.from(wasm.subarray(contents, end)).toString('utf8')) as DebugSection;
  }
  return undefined;
}

type Bodies = { readonly start: number; readonly bodies: readonly { readonly start: number; readonly end: number }[] };

/** The bodies of the functions that a module has itself, and where their section begins. */
export function bodiesOf(wasm: Uint8Array): Bodies {
  const reader = new WasmReader(wasm, WASM_HEADER_BYTES, wasm.length);
  while (!reader.done) {
    const id = reader.byte();
    const size = reader.u32();
    const start = reader.at;
    if (id !== SECTION.code) {
      reader.skip(size);
      continue;
    }
    const bodies = Array.from({ length: reader.u32() }, () => {
      const length = reader.u32();
      const body = { start: reader.at, end: reader.at + length };
      reader.skip(length);
      return body;
    });
    return { start, bodies };
  }
  return { start: 0, bodies: [] };
}

const WASM_HEADER_BYTES = 8;
