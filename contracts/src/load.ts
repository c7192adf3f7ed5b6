import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BuiltContractName } from './names.ts';
import { distFile } from './paths.ts';

export interface LoadedContract {
  wasm: Uint8Array;
  /** sha256 of the Wasm, hexadecimal: what the network calls the Wasm hash. */
  hash: string;
}

const loaded = new Map<BuiltContractName, LoadedContract>();

/** A built contract. Throws when it has not been built. */
export function loadContract(name: BuiltContractName): LoadedContract {
  const known = loaded.get(name);
  if (known) return known;
  const contract = read(name);
  loaded.set(name, contract);
  return contract;
}

function read(name: BuiltContractName): LoadedContract {
  const file = distFile(name);
  let wasm: Uint8Array;
  try {
    wasm = new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new Error(`the contract ${name} is not built (no ${file}): run \`npm run build\``, { cause });
  }
  return { wasm, hash: createHash('sha256').update(wasm).digest('hex') };
}
