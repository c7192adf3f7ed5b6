import { customSection, readSections, readUnsigned } from './sections.ts';

const codeSection = 10;
const functionNames = 1;

/**
 * The names of the functions by index, from a module that has a section of names. Throws unless its code is, byte for byte,
 * the code that is asked about: only then are they the names of that.
 */
export function functionNamesOf(named: Uint8Array, code: Uint8Array): string[] {
  if (!Buffer.from(codeOf(named)).equals(codeOf(code)))
    throw new Error('names change the code: a defect of the compiler');
  const section = customSection(named, 'name');
  return section ? readNames(section) : [];
}

function codeOf(wasm: Uint8Array): Uint8Array {
  const section = readSections(wasm).find(({ id }) => id === codeSection);
  return section ? wasm.subarray(section.bodyStart, section.end) : new Uint8Array();
}

function readNames(section: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; at < section.length; ) {
    const kind = section[at];
    const size = readUnsigned(section, at + 1);
    const end = size.next + size.value;
    if (kind === functionNames) readMap(section, size.next, names);
    at = end;
  }
  return names;
}

function readMap(section: Uint8Array, start: number, names: string[]): void {
  const count = readUnsigned(section, start);
  let at = count.next;
  for (let i = 0; i < count.value; i++) {
    const index = readUnsigned(section, at);
    const length = readUnsigned(section, index.next);
    at = length.next + length.value;
    names[index.value] = new TextDecoder().decode(section.subarray(length.next, at));
  }
}
