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

/** A directory as `releases/` has them: Wasm by name, and `storage-layouts.json`. What cannot be read is named when it is asked for. */
export function releaseIn(directory: string): Release {
  return (name) => {
    const file = `${directory}/${name}.wasm`;
    const layout = layoutIn(`${directory}/storage-layouts.json`, name);
    if (layout === undefined || !existsSync(file)) return undefined;
    const wasm = new Uint8Array(read(file));
    return { wasm, hash: createHash('sha256').update(wasm).digest('hex'), layout };
  };
}

function layoutIn(file: string, name: ContractName): number | undefined {
  const layout = layoutsIn(file)[name]?.layout;
  if (layout === undefined || (Number.isSafeInteger(layout) && layout > 0)) return layout;
  throw new Error(`${file} has no number for the layout of ${name}`);
}

function layoutsIn(file: string): Partial<Record<ContractName, { layout?: number } | null>> {
  const text = read(file).toString();
  try {
    return Object(JSON.parse(text)) as ReturnType<typeof layoutsIn>;
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`${file} cannot be read`, { cause });
  }
}
