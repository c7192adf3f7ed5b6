import { readSections, readUnsigned } from './sections.ts';

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  /** 0 function, 1 table, 2 memory, 3 global. */
  readonly kind: number;
  /** For a function, the index of its type. */
  readonly type: number;
}

const importSection = 2;

export function readImports(wasm: Uint8Array): WasmImport[] {
  const section = readSections(wasm).find(({ id }) => id === importSection);
  if (!section) return [];
  const imports: WasmImport[] = [];
  let { value: count, next: at } = readUnsigned(wasm, section.bodyStart);
  const text = (): string => {
    const { value: length, next } = readUnsigned(wasm, at);
    at = next + length;
    return new TextDecoder().decode(wasm.subarray(next, at));
  };
  for (; count > 0; count--) {
    const module = text();
    const name = text();
    const kind = wasm[at++]!;
    if (kind !== 0) throw new Error(`the Wasm imports something that is no function: ${module}.${name}`);
    const type = readUnsigned(wasm, at);
    at = type.next;
    imports.push({ module, name, kind, type: type.value });
  }
  return imports;
}
