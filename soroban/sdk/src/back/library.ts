import { readdirSync, readFileSync } from 'node:fs';
import { libraryFiles } from 'assemblyscript/asc';
import { hostFunctions } from '../wasm/host-functions.ts';
import { encodeSizes, importSizes, sizeClasses } from './sizes.ts';

const assemblyFolder = new URL('../../assembly/', import.meta.url);

/** The paths under which generated code imports the library. */
export const libraryPath = 'soroban/index';
export const sizesPath = 'soroban/sizes';
/** The symbols of the contract: generated with its sources. */
export const symbolsPath = 'soroban/symbols';
export const checkedPath = 'soroban/checked';

/** Every library file AssemblyScript may ask for, by path without `~lib/` and extension. */
export function readLibrary(contractSizes: ReadonlySet<number>): ReadonlyMap<string, string> {
  const files = new Map<string, string>(Object.entries(libraryFiles));
  const sizes = new Set(contractSizes);
  for (const file of readdirSync(assemblyFolder).sort()) {
    const name = file.replace(/\.ts$/, '');
    const encoded = encodeSizes(withoutTypeImports(readFileSync(new URL(file, assemblyFolder), 'utf8')));
    for (const size of encoded.sizes) sizes.add(size);
    if (name === 'runtime') files.set('rt/stub', markGlobal(encoded.text));
    else files.set(`soroban/${name}`, importSizes(encoded.sizes, './sizes') + encoded.text);
  }
  files.set('soroban/sizes', sizeClasses(sizes));
  files.set('soroban/env', hostImports());
  return files;
}

// AssemblyScript does not know `import type`.
const withoutTypeImports = (text: string): string =>
  text.replace(/^import type /gm, 'import ').replace(/^(import \{.*)$/gm, (line) => line.replace(/\btype /g, ''));

// AssemblyScript finds its runtime functions by @global, which TypeScript does not allow on functions.
const markGlobal = (text: string): string => text.replace(/^export function /gm, '@global @unsafe export function ');

function hostImports(): string {
  return hostFunctions
    .map((fn) => {
      const parameters = fn.parameters.map((p) => (p.endsWith(':i64') ? p : `${p}: u64`)).join(', ');
      return `@external("${fn.module}", "${fn.export}") export declare function ${fn.name}(${parameters}): ${fn.result};`;
    })
    .join('\n');
}
