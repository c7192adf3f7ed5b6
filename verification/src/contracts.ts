import { readFileSync } from 'node:fs';
import { type BuiltContractName, loadContract } from '@istsi/contracts';
import { functionsFile, layoutsFile } from '@istsi/contracts/files';
import { readModule, type WasmModule } from './wasm/module.ts';

/** What a contract stores: the type of each entry, and the parts of each type. */
export interface StorageLayout {
  readonly keys: Readonly<Record<string, { readonly kind: string; readonly value: string }>>;
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** A contract as it is deployed, and what is known about it beside. */
export interface ProvedContract {
  readonly name: BuiltContractName;
  readonly hash: string;
  readonly wasm: Uint8Array;
  readonly module: WasmModule;
  /** What the sources call each function. */
  readonly functionNames: readonly string[];
  readonly layout: StorageLayout;
}

const loaded = new Map<BuiltContractName, ProvedContract>();

export function openContract(name: BuiltContractName): ProvedContract {
  const known = loaded.get(name);
  if (known) return known;
  const { wasm, hash } = loadContract(name);
  const layouts: Record<string, StorageLayout> = JSON.parse(readFileSync(layoutsFile, 'utf8'));
  const functionNames: string[] = JSON.parse(readFileSync(functionsFile(name), 'utf8'));
  const contract = { name, hash, wasm, module: readModule(wasm), functionNames, layout: layouts[name]! };
  loaded.set(name, contract);
  return contract;
}

/** The index of a function by what the sources call it, or by its export. */
export function functionIndex({ module, functionNames, name }: ProvedContract, wanted: string): number {
  const exported = module.exports.get(wanted);
  if (exported !== undefined) return exported;
  const found = functionNames.findIndex((known) => known === wanted || known === `${name}/${wanted}`);
  if (found < 0) throw new Error(`${name} has no function ${wanted}: it may have become part of its callers`);
  return found;
}
