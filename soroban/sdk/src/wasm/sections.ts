const magicAndVersion = 8;

/** A section of a Wasm module; `name` only for custom ones (id 0). Offsets are into the module. */
export interface Section {
  readonly id: number;
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly bodyStart: number;
}

/** An unsigned LEB128 integer and the offset after it. */
export function readUnsigned(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let next = at; next < bytes.length; next++) {
    const byte = bytes[next]!;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return { value, next: next + 1 };
  }
  throw new Error('the Wasm ends inside a number');
}

export function readSections(wasm: Uint8Array): Section[] {
  const sections: Section[] = [];
  for (let at = magicAndVersion; at < wasm.length; ) {
    const start = at;
    const id = wasm[at]!;
    const size = readUnsigned(wasm, at + 1);
    const end = size.next + size.value;
    if (end > wasm.length) throw new Error('the Wasm ends inside a section');
    let bodyStart = size.next;
    let name: string | undefined;
    if (id === 0) {
      const length = readUnsigned(wasm, bodyStart);
      bodyStart = length.next + length.value;
      name = new TextDecoder().decode(wasm.subarray(length.next, bodyStart));
    }
    sections.push({ id, name, start, end, bodyStart });
    at = end;
  }
  return sections;
}

/** The content of a custom section, if the module has it. */
export function customSection(wasm: Uint8Array, name: string): Uint8Array | undefined {
  const section = readSections(wasm).find((candidate) => candidate.name === name);
  return section && wasm.subarray(section.bodyStart, section.end);
}

/** The module without its custom sections and with these instead, at the end and in this order. */
export function withCustomSections(
  wasm: Uint8Array,
  custom: readonly [name: string, content: Uint8Array][],
): Uint8Array {
  const kept = readSections(wasm)
    .filter(({ id }) => id !== 0)
    .map(({ start, end }) => wasm.subarray(start, end));
  const added = custom.map(([name, content]) => {
    const encodedName = new TextEncoder().encode(name);
    const body = Buffer.concat([unsigned(encodedName.length), encodedName, content]);
    return Buffer.concat([Buffer.of(0), unsigned(body.length), body]);
  });
  return new Uint8Array(Buffer.concat([wasm.subarray(0, magicAndVersion), ...kept, ...added]));
}

/** An unsigned LEB128 integer. */
export function unsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? low | 0x80 : low);
  } while (left > 0);
  return Uint8Array.from(bytes);
}
