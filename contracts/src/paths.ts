import { fileURLToPath } from 'node:url';
import type { BuiltContractName } from './names.ts';

/** The folder of this package. */
export const packageDir = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export const distDir = `${packageDir}/dist`;

/** The committed Wasm hashes: a build of these sources on any machine gives these bytes. */
export const hashesFile = `${packageDir}/hashes.json`;

/** The committed costs: what the network would charge these builds for. */
export const costsFile = `${packageDir}/costs.json`;

/** The committed storage layouts: what the code of each contract expects to find stored. */
export const layoutsFile = `${packageDir}/storage-layouts.json`;

/** The Wasm and the storage layouts of each release that was ever deployed, by number. */
export const releasesDir = `${packageDir}/releases`;

export const distFile = (name: BuiltContractName): string => `${distDir}/${name}.wasm`;

/** What the sources call each function of a contract's Wasm, by index. The Wasm itself has no names. */
export const functionsFile = (name: BuiltContractName): string => `${distDir}/${name}.functions.json`;
