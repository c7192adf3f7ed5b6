import { functionNamesOf } from './function-names.ts';
import { readSections, readUnsigned } from './sections.ts';
import { placesOf, type SourcePlace } from './source-map.ts';

/** The custom section of a debug build, which says what its functions are called and which line its code comes from. */
export const debugSectionName = 'contractdebugv0';

const codeSection = 10;

/** A place in a contract's own files; undefined for the library and what the compiler made. */
type Original = (place: SourcePlace) => { readonly file: string; readonly line: number } | undefined;

/**
 * JSON: `functions` are names by index, imported ones first; `files` are paths; `places` are triples of an offset into the
 * code section, the position of a file, and a line from 1. A file of -1 is nobody's: the library.
 */
export function debugSection(wasm: Uint8Array, sourceMap: string, original: Original): Uint8Array {
  const start = readSections(wasm).find(({ id }) => id === codeSection)?.bodyStart ?? 0;
  const bodies = bodyStarts(wasm, start);
  const files: string[] = [];
  const places: number[] = [];
  let last = '';
  for (const [offset, place] of placesOf(sourceMap)) {
    // A function says where it begins, even where the one before it ended on that line.
    if ((bodies[0] ?? Number.POSITIVE_INFINITY) <= offset) {
      while (bodies[0]! <= offset) bodies.shift();
      last = '';
    }
    const found = original(place);
    const file = found === undefined ? -1 : indexIn(files, found.file);
    const line = found?.line ?? 0;
    if (`${file} ${line}` === last) continue;
    last = `${file} ${line}`;
    places.push(offset - start, file, line);
  }
  const functions = functionNamesOf(wasm, wasm).map(plainName);
  return new TextEncoder().encode(JSON.stringify({ functions, files, places }));
}

/** Where the bodies of the functions begin that a module has itself, in order. */
function bodyStarts(wasm: Uint8Array, codeStart: number): number[] {
  if (codeStart === 0) return [];
  const count = readUnsigned(wasm, codeStart);
  let at = count.next;
  return Array.from({ length: count.value }, () => {
    const size = readUnsigned(wasm, at);
    at = size.next + size.value;
    return size.next;
  });
}

function indexIn(files: string[], file: string): number {
  if (!files.includes(file)) files.push(file);
  return files.indexOf(file);
}

/** `folder/contract/Vault#pay` is `Vault.pay`; what the compiler made keeps a name that begins with `__`. */
const plainName = (name: string): string => name.replace(/^(?:~?[\w.@-]+\/)*/, '').replace('#', '.');
