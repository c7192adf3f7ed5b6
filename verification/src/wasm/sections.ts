import { Reader } from './reader.ts';

/** Wasm in its binary format, taken apart and put together again: what is changed is changed in the bytes that run. */
interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

const I64 = 0x7e;
const END = 0x0b;
const FUNCTION = 0x60;
const NO_LOCALS = 0x00;
const Id = { custom: 0, types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
const META = 'contractenvmetav0';

export const unsignedLeb = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsignedLeb(Math.floor(value / 128))];

function signedLeb(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
  return isLast ? [low] : [low | 0x80, ...signedLeb(rest)];
}

export const i32Const = (value: bigint | number): number[] => [0x41, ...signedLeb(BigInt.asIntN(32, BigInt(value)))];
export const i64Const = (value: bigint | number): number[] => [0x42, ...signedLeb(BigInt.asIntN(64, BigInt(value)))];

/** A function that is given values of the host, and returns one. */
export interface AddedFunction {
  readonly name: string;
  readonly parameters: number;
  readonly code: readonly number[];
}

/** A module with more functions, which are exported. */
export function withFunctions(wasm: Uint8Array, added: readonly AddedFunction[]): Uint8Array {
  const sections = sectionsOf(wasm);
  const count = (id: number): number => countOf(sections.find((section) => section.id === id));
  const firstType = count(Id.types);
  const firstFunction = count(Id.imports) + count(Id.functions);
  const more: Partial<Record<number, number[][]>> = {
    [Id.types]: added.map(({ parameters }) => signature(parameters)),
    [Id.functions]: added.map((_, i) => unsignedLeb(firstType + i)),
    [Id.exports]: added.map(({ name }, i) => [...text(name), 0x00, ...unsignedLeb(firstFunction + i)]),
    [Id.code]: added.map(({ code }) => body(code)),
  };
  return moduleOf(sections.map((section) => extended(section, more[section.id] ?? [])));
}

/** A module of functions alone, each exported, that may call functions of the host. */
export function moduleWith(
  like: Uint8Array,
  imports: readonly (readonly [name: string, parameters: number])[],
  functions: readonly AddedFunction[],
): Uint8Array {
  const types = [...imports.map(([, parameters]) => parameters), ...functions.map(({ parameters }) => parameters)];
  const meta = sectionsOf(like).filter(({ id, content }) => id === Id.custom && new Reader(content).text() === META);
  return moduleOf([
    section(Id.types, types.map(signature)),
    section(
      Id.imports,
      imports.map(([name], i) => [...name.split('.').flatMap(text), 0x00, ...unsignedLeb(i)]),
    ),
    section(
      Id.functions,
      functions.map((_, i) => unsignedLeb(imports.length + i)),
    ),
    section(
      Id.exports,
      functions.map(({ name }, i) => [...text(name), 0x00, ...unsignedLeb(imports.length + i)]),
    ),
    section(
      Id.code,
      functions.map(({ code }) => body(code)),
    ),
    ...meta,
  ]);
}

/** A module in which some bytes of one function are others. */
export function withCode(wasm: Uint8Array, start: number, end: number, bytes: readonly number[]): Uint8Array {
  let at = 8;
  const sections: Section[] = [];
  for (const { id, content } of sectionsOf(wasm)) {
    at += 1 + lebLength(wasm, at + 1);
    const here = start >= at && start < at + content.length;
    sections.push({ id, content: here ? changed(content, start - at, end - at, bytes) : content });
    at += content.length;
  }
  return moduleOf(sections);
}

function changed(code: Uint8Array, start: number, end: number, bytes: readonly number[]): Uint8Array {
  const reader = new Reader(code);
  const bodies: number[][] = [];
  reader.list(() => {
    const length = reader.unsigned();
    const from = reader.at;
    const old = reader.bytes(length);
    const isHere = start >= from && start < from + length;
    const next = isHere ? [...old.slice(0, start - from), ...bytes, ...old.slice(end - from)] : [...old];
    bodies.push([...unsignedLeb(next.length), ...next]);
  });
  return section(Id.code, bodies).content;
}

function sectionsOf(wasm: Uint8Array): Section[] {
  const reader = new Reader(wasm, 8);
  const sections: Section[] = [];
  while (!reader.isAtEnd) sections.push({ id: reader.byte(), content: reader.bytes(reader.unsigned()) });
  return sections;
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

const moduleOf = (sections: readonly Section[]): Uint8Array =>
  Uint8Array.from([
    ...HEADER,
    ...sections.flatMap(({ id, content }) => [id, ...unsignedLeb(content.length), ...content]),
  ]);

const section = (id: number, items: readonly (readonly number[])[]): Section => ({
  id,
  content: Uint8Array.from([...unsignedLeb(items.length), ...items.flat()]),
});

function extended({ id, content }: Section, more: readonly number[][]): Section {
  if (more.length === 0) return { id, content };
  const reader = new Reader(content);
  const count = reader.unsigned();
  const old = content.subarray(reader.at);
  return { id, content: Uint8Array.from([...unsignedLeb(count + more.length), ...old, ...more.flat()]) };
}

const countOf = (known: Section | undefined): number => (known ? new Reader(known.content).unsigned() : 0);

const signature = (parameters: number): number[] => [
  FUNCTION,
  ...unsignedLeb(parameters),
  ...Array<number>(parameters).fill(I64),
  1,
  I64,
];

const body = (code: readonly number[]): number[] => {
  const whole = [NO_LOCALS, ...code, END];
  return [...unsignedLeb(whole.length), ...whole];
};

const text = (name: string): number[] => [...unsignedLeb(name.length), ...new TextEncoder().encode(name)];

function lebLength(wasm: Uint8Array, at: number): number {
  const reader = new Reader(wasm, at);
  reader.unsigned();
  return reader.at - at;
}
