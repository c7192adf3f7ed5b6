import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { loadContract } from './load.ts';
import type { ContractName } from './names.ts';
import { layoutsFile } from './paths.ts';

export interface ReleasedContract {
  wasm: Uint8Array;
  /** sha256 of the Wasm, hex. */
  hash: string;
  /** `LAYOUT` of its migration.ts: how it expects to find things stored. */
  layout: number;
}

/** The contracts of one release; undefined for one that it does not have. */
export type Release = (name: ContractName) => ReleasedContract | undefined;

/** What is built here, with the layouts that are committed beside it. */
export const builtRelease: Release = (name) => {
  const layout = layoutIn(layoutsFile, name);
  return layout === undefined ? undefined : { ...loadContract(name), layout };
};

/** A directory as `releases/` has them: Wasm by name, and `storage-layouts.json`. */
export function releaseIn(directory: string): Release {
  return (name) => {
    const file = `${directory}/${name}.wasm`;
    const layout = layoutIn(`${directory}/storage-layouts.json`, name);
    if (layout === undefined || !existsSync(file)) return undefined;
    const wasm = new Uint8Array(readFileSync(file));
    return { wasm, hash: createHash('sha256').update(wasm).digest('hex'), layout };
  };
}

function layoutIn(file: string, name: ContractName): number | undefined {
  const layouts = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<ContractName, { layout: number }>>;
  return layouts[name]?.layout;
}
