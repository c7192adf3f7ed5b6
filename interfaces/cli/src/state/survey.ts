import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';

/** What stands at a path: nothing, an empty file, a file, or something that is none. */
export type Found = 'missing' | 'empty' | 'file' | 'other';

export interface SignerFiles {
  keystore: Found;
  journal: Found;
}

/** What a data directory holds, before anything is read from it or made in it. */
export interface Survey {
  keys: Found;
  custody: Found;
  manifest: Found;
  /** Written only after the contracts were deployed, as the manifest is. */
  configs: Found[];
  signers: SignerFiles[];
  /** Whether the parts hold what they keep: ledgers, blocks, a cluster. */
  ledger: boolean;
  chain: boolean;
  database: boolean;
  /** Manifests of deployments to other networks. */
  deployments: boolean;
}

export function survey(directory: DataDirectory, signers: number): Survey {
  const files = Array.from({ length: signers }, (_, index) => directory.signer(index + 1));
  return {
    keys: look(directory.keys),
    custody: look(directory.custody),
    manifest: look(directory.manifest),
    configs: [look(directory.services), ...files.map(({ config }) => look(config))],
    signers: files.map(({ keystore, journal }) => ({ keystore: look(keystore), journal: look(journal) })),
    ledger: holds(directory.stellar, /^(ledgers|state)-\d+\.(log|bin)$/),
    chain: holds(directory.bitcoin, /^journal\.log$/),
    deployments: holds(directory.deployments, /\.json$/),
    database: holds(directory.database, /^(location|data-\d+)$/),
  };
}

function look(path: string): Found {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined) return 'missing';
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return 'other';
    return stats.size === 0 ? 'empty' : 'file';
  } catch {
    return 'other'; // A link to nowhere, or into a directory that is closed to us.
  }
}

/** Whether one of the files of that name has anything in it. */
function holds(directory: string, name: RegExp): boolean {
  try {
    return readdirSync(directory)
      .filter((each) => name.test(each))
      .some((each) => look(join(directory, each)) !== 'empty');
  } catch {
    return false;
  }
}
