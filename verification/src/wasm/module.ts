import { Reader } from './reader.ts';

export type ValueType = 32 | 64;

/** One instruction. Blocks hold theirs, so that a program is a tree. */
export interface Instruction {
  readonly op: number;
  /** Of a local, global or function, or how many blocks a branch leaves. */
  readonly index: number;
  /** Of a constant; where a load or store adds to its address. */
  readonly value: bigint;
  readonly body: readonly Instruction[];
  readonly otherwise: readonly Instruction[];
  readonly hasResult: boolean;
  /** Where a `br_table` goes, the default last. */
  readonly targets: readonly number[];
  /** Counts the instructions of the function, from 0. */
  readonly place: number;
  /** Where it stands in the module's bytes, and where it ends; of a block, where it begins. */
  readonly start: number;
  readonly end: number;
}

export interface WasmFunction {
  readonly parameters: readonly ValueType[];
  readonly hasResult: boolean;
  readonly locals: readonly ValueType[];
  readonly body: readonly Instruction[];
}

export interface WasmModule {
  /** `module.name` of the imported functions, which have the first indexes. */
  readonly imports: readonly { readonly name: string; readonly parameters: number; readonly hasResult: boolean }[];
  /** By index; none for the imported ones. */
  readonly functions: readonly (WasmFunction | undefined)[];
  readonly globals: readonly { readonly width: ValueType; readonly value: bigint }[];
  readonly exports: ReadonlyMap<string, number>;
  readonly data: readonly { readonly start: number; readonly bytes: Uint8Array }[];
  readonly pages: number;
}

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly hasResult: boolean;
}

/** Reads a module of what Soroban's engine takes: integers, one memory, functions. Throws on anything else. */
export function readModule(bytes: Uint8Array): WasmModule {
  // In a buffer of its own, so that parts of it know where they stand.
  const wasm = Uint8Array.from(bytes);
  const types: Signature[] = [];
  const imports: WasmModule['imports'][number][] = [];
  const declared: Signature[] = [];
  const bodies: { locals: ValueType[]; body: Instruction[] }[] = [];
  const globals: WasmModule['globals'][number][] = [];
  const exports = new Map<string, number>();
  const data: WasmModule['data'][number][] = [];
  let pages = 0;

  const sections: Record<number, (reader: Reader) => void> = {
    1: (reader) => reader.list(() => types.push(readSignature(reader))),
    2: (reader) =>
      reader.list(() => {
        const name = `${reader.text()}.${reader.text()}`;
        if (reader.byte() !== 0) throw new Error(`${name} is imported and no function`);
        const { parameters, hasResult } = types[reader.unsigned()]!;
        imports.push({ name, parameters: parameters.length, hasResult });
      }),
    3: (reader) => reader.list(() => declared.push(types[reader.unsigned()]!)),
    5: (reader) =>
      reader.list(() => {
        const hasMost = reader.byte() === 1;
        pages = reader.unsigned();
        if (hasMost) reader.unsigned();
      }),
    6: (reader) => reader.list(() => globals.push(readGlobal(reader))),
    7: (reader) =>
      reader.list(() => {
        const name = reader.text();
        const kind = reader.byte();
        const index = reader.unsigned();
        if (kind === 0) exports.set(name, index);
      }),
    10: (reader) => reader.list(() => bodies.push(readBody(reader))),
    11: (reader) => reader.list(() => data.push(readData(reader))),
  };
  const reader = new Reader(wasm, 8);
  while (!reader.isAtEnd) {
    const section = sections[reader.byte()];
    const content = new Reader(reader.bytes(reader.unsigned()));
    section?.(content);
  }
  const functions = [
    ...imports.map(() => undefined),
    ...declared.map((signature, i): WasmFunction => ({ ...signature, ...bodies[i]! })),
  ];
  return { imports, functions, globals, exports, data, pages };
}

function readSignature(reader: Reader): Signature {
  reader.byte();
  const parameters: ValueType[] = [];
  reader.list(() => parameters.push(widthOf(reader.byte())));
  let results = 0;
  reader.list(() => {
    results += widthOf(reader.byte()) > 0 ? 1 : 0;
  });
  return { parameters, hasResult: results === 1 };
}

function readGlobal(reader: Reader): { width: ValueType; value: bigint } {
  const width = widthOf(reader.byte());
  reader.byte();
  return { width, value: readConstant(reader, width) };
}

function readData(reader: Reader): { start: number; bytes: Uint8Array } {
  if (reader.unsigned() !== 0) throw new Error('a data segment is not at a constant place');
  const start = Number(readConstant(reader, 32));
  return { start, bytes: reader.bytes(reader.unsigned()) };
}

function readConstant(reader: Reader, width: ValueType): bigint {
  reader.byte();
  const value = BigInt.asUintN(width, reader.signed());
  if (reader.byte() !== 0x0b) throw new Error('an initial value is not a constant');
  return value;
}

function widthOf(type: number): ValueType {
  if (type === 0x7f) return 32;
  if (type === 0x7e) return 64;
  throw new Error(`a value of type 0x${type.toString(16)} is no integer`);
}

function readBody(whole: Reader): { locals: ValueType[]; body: Instruction[] } {
  const code = whole.bytes(whole.unsigned());
  const reader = new Reader(code);
  const locals: ValueType[] = [];
  reader.list(() => {
    const count = reader.unsigned();
    const width = widthOf(reader.byte());
    for (let i = 0; i < count; i++) locals.push(width);
  });
  const places = { next: 0, begin: code.byteOffset };
  const { body } = readBlock(reader, places);
  return { locals, body };
}

const END = 0x0b;
const ELSE = 0x05;

/** The next instruction's place, and where the function's bytes begin. */
interface Places {
  next: number;
  readonly begin: number;
}

function readBlock(reader: Reader, places: Places): { body: Instruction[]; ends: number } {
  const body: Instruction[] = [];
  for (;;) {
    const start = places.begin + reader.at;
    const op = reader.byte();
    if (op === END || op === ELSE) return { body, ends: op };
    const instruction = readInstruction(reader, op, places);
    body.push({ ...instruction, start, end: places.begin + reader.at });
  }
}

function readInstruction(reader: Reader, op: number, places: Places): Omit<Instruction, 'start' | 'end'> {
  const place = places.next++;
  const plain = { op, index: 0, value: 0n, body: [], otherwise: [], hasResult: false, targets: [], place };
  if (op >= 0x02 && op <= 0x04) {
    const hasResult = reader.byte() !== 0x40;
    const { body, ends } = readBlock(reader, places);
    const otherwise = ends === ELSE ? readBlock(reader, places).body : [];
    return { ...plain, hasResult, body, otherwise };
  }
  if (op === 0x0e) {
    const targets: number[] = [];
    reader.list(() => targets.push(reader.unsigned()));
    targets.push(reader.unsigned());
    return { ...plain, targets };
  }
  if (op === 0x0c || op === 0x0d || op === 0x10 || (op >= 0x20 && op <= 0x24))
    return { ...plain, index: reader.unsigned() };
  if (op === 0x41 || op === 0x42) return { ...plain, value: reader.signed() };
  if (op >= 0x28 && op <= 0x3e) {
    reader.unsigned();
    return { ...plain, value: BigInt(reader.unsigned()) };
  }
  if (op === 0x3f || op === 0x40) reader.byte();
  return plain;
}
