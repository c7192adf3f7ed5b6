import { Keypair } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import { readCacheFile, type Say } from '../state/cache-file.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import type { Keys } from '../state/keys.ts';
import { ManifestFile } from './manifest-file.ts';

/**
 * The manifest only repeats what follows from the keys and the ledger: one that is damaged is worked out again. One that is
 * sound and says something else shows that files of two systems came together here.
 */
export function refuseOtherManifest(directory: DataDirectory, keys: Keys, say: Say): void {
  const known = readCacheFile(directory.manifest, ManifestFile, say);
  const deployer = Keypair.fromSecret(keys.stellar.deployer).publicKey();
  if (known === undefined || known.deployer === deployer) return;
  throw new CliError('cli/other-system', {
    path: directory.manifest,
    setting: 'deployer',
    wanted: known.deployer,
    found: `${deployer} (${directory.keys})`,
  });
}
