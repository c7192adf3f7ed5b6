import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { BuiltContractName } from './names.ts';
import { releasesDir } from './paths.ts';
import type { StorageLayout } from './storage-layout.ts';

/** The numbers of the releases, oldest first. What a release stored, the code of today must read, or migrate. */
export function releaseNumbers(): number[] {
  return readdirSync(releasesDir)
    .map(Number)
    .sort((a, b) => a - b);
}

/** The Wasm that a release deployed; undefined for a contract that is younger. Tests upgrade live state from it. */
export function releasedWasm(release: number, name: BuiltContractName): Uint8Array | undefined {
  const file = `${releasesDir}/${release}/${name}.wasm`;
  return existsSync(file) ? readFileSync(file) : undefined;
}

/** What the contracts of a release stored. */
export function releasedLayouts(release: number): Partial<Record<BuiltContractName, StorageLayout>> {
  return JSON.parse(readFileSync(`${releasesDir}/${release}/storage-layouts.json`, 'utf8')) as Partial<
    Record<BuiltContractName, StorageLayout>
  >;
}
