import { meterBody } from './fuel.ts';
import { SECTION, WasmReader } from './leb.ts';
import { KIND, type ModuleShape } from './module-shape.ts';

/** Where in a contract's sources a call stood: a function of theirs, and the line that it had come to. */
export type SourceFrame = { readonly name: string; readonly file: string; readonly line: number };

/** The custom section of a debug build; the compiler of the SDK says what is in it. */
const DEBUG_SECTION = 'contractdebugv0';

type DebugSection = {
  readonly functions: readonly string[];
  readonly files: readonly string[];
  /** Triples: an offset into the code section, a file (-1: the library's), a line. */
  readonly places: readonly number[];
};

/** Finds the source of what runs: of a function by its index, and a byte of the module as it was rewritten to pay fuel. */
export type DebugPlaces = (functionIndex: number, offset: number) => SourceFrame | undefined;

/** What a build says of its sources; undefined when it is no debug build. */
export function debugPlaces(wasm: Uint8Array, shape: ModuleShape, rewritten: Uint8Array): DebugPlaces | undefined {
  const section = readDebugSection(wasm, shape);
  if (section === undefined) return undefined;
  const imported = shape.imports.filter(({ kind }) => kind === KIND.function).length;
  const [before, after] = [bodiesOf(wasm), bodiesOf(rewritten)];
  return (functionIndex, offset) => {
    const index = functionIndex - imported;
    const [original, body] = [before.bodies[index], after.bodies[index]];
    const type = shape.types[shape.functions[index] ?? -1];
    if (original === undefined || body === undefined || type === undefined) return undefined;
    const parameters = type.parameters.length;
    const metered = meterBody({ wasm, parameters, fuelGlobal: 0 }, original.start, original.end);
    const place = placeAt(
      section,
      metered.originalOf(offset - body.start) - before.start,
      original.start - before.start,
    );
    const name = section.functions[functionIndex] ?? '';
    return place && !name.startsWith('__') ? { name, ...place } : undefined;
  };
}

/** The last line of the contract's own before an offset, in the same function: what stands between is the library's. */
function placeAt({ places, files }: DebugSection, offset: number, functionStart: number) {
  let found: { file: string; line: number } | undefined;
  for (let i = 0; i < places.length && places[i]! <= offset; i += 3) {
    const file = files[places[i + 1]!];
    if (places[i]! < functionStart) found = undefined;
    else if (file !== undefined) found = { file, line: places[i + 2]! };
  }
  return found;
}

function readDebugSection(wasm: Uint8Array, shape: ModuleShape): DebugSection | undefined {
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
function bodiesOf(wasm: Uint8Array): Bodies {
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
