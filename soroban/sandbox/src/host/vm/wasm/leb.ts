/** Reads WebAssembly's binary format (core specification, chapter 5). */
export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  u32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) break;
    }
    return result >>> 0;
  }

  /** Steps over a LEB128 number of any width and sign. */
  skipNumber(): void {
    while ((this.byte() & 0x80) !== 0);
  }

  skip(count: number): void {
    this.at += count;
  }

  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return taken;
  }

  name(): string {
    return Buffer.from(this.take(this.u32())).toString('utf8');
  }
}

/** Unsigned LEB128. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128, as `i32.const` takes it. */
export function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Appends bytes without a copy per call. */
export class WasmWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  append(part: ArrayLike<number>): this {
    const end = this.#length + part.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(part, this.#length);
    this.#length = end;
    return this;
  }

  number(value: number): this {
    return this.append(leb(value));
  }

  name(text: string): this {
    const bytes = Buffer.from(text, 'utf8');
    return this.number(bytes.length).append(bytes);
  }

  section(id: number, content: WasmWriter): this {
    return this.append([id]).number(content.length).append(content.view());
  }

  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

export const WASM_HEADER: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Section numbers of the binary format. */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

export type Section = { readonly id: number; readonly start: number; readonly end: number };

/** The sections in order of appearance; `undefined` when the file is not framed as WebAssembly 1. */
export function readSections(wasm: Uint8Array): Section[] | undefined {
  if (!WASM_HEADER.every((byte, i) => wasm[i] === byte)) return undefined;
  const reader = new WasmReader(wasm, WASM_HEADER.length);
  const sections: Section[] = [];
  while (!reader.done) {
    const id = reader.byte();
    const size = reader.u32();
    const start = reader.at;
    if (start + size > wasm.length) return undefined;
    reader.skip(size);
    sections.push({ id, start, end: start + size });
  }
  return sections;
}
