import { existsSync } from 'node:fs';
import {
  branchOf,
  createKeystore,
  deriveAddress,
  formatDescriptor,
  type Keystore,
  multisigDescriptor,
  type NetworkName,
  networks,
  openKeystore,
  parseDescriptor,
} from '@istsi/bitcoin-custody';
import { attestorAddress, createPolicyLog } from '@istsi/signer';
import type { DataDirectory } from '../state/data-directory.ts';
import { writeJsonFile } from '../state/json-file.ts';
import type { Keys } from '../state/keys.ts';
import { type Custody, readCustody } from './custody-file.ts';
import { SIGNERS_REQUIRED } from './parts.ts';

/**
 * The public side of the custody. On the first start (`isNew`) the signers' keystores are made here; on real custody each
 * custodian makes its own and hands out nothing but this public side.
 */
export async function loadOrCreateCustody(
  directory: DataDirectory,
  keys: Keys,
  isNew: boolean,
  name: NetworkName,
): Promise<Custody> {
  const network = networks[name];
  const existing = readCustody(directory);
  if (existing) return existing;
  const signers = await Promise.all(
    keys.signers.map(async ({ password }, index) => {
      const files = directory.signer(index + 1);
      const keystore = await (isNew ? openOrCreate : openExisting)(files.keystore, password);
      const accountKey = await keystore.accountKey({ network });
      const address = await attestorAddress(keystore);
      keystore.close();
      // Only here, before the first start of any signer: one that has signed never begins a new memory by itself.
      if (isNew && !existsSync(files.journal) && !existsSync(`${files.journal}.head`))
        createPolicyLog({ file: files.journal, address });
      return { accountKey, address };
    }),
  );
  const custody: Custody = {
    descriptors: [
      formatDescriptor(
        multisigDescriptor({
          threshold: SIGNERS_REQUIRED,
          keys: signers.map(({ accountKey }) => accountKey),
          kind: 'wsh',
          network,
        }),
      ),
    ],
    custodians: signers.map(({ address }) => address),
  };
  writeJsonFile(directory.custody, custody);
  return custody;
}

/** Where each epoch of the custody takes its change, oldest first: the first address of the descriptor's change branch. */
export function reserveScripts(descriptors: readonly string[], network: NetworkName): Uint8Array[] {
  return descriptors.map(
    (text) => deriveAddress(branchOf(parseDescriptor(text, networks[network]), 'change'), 0).scriptPubKey,
  );
}

const openExisting = (path: string, passphrase: string): Promise<Keystore> => openKeystore({ path, passphrase });

/** A crash may have come between the first keystore and the last: those that exist are kept. */
function openOrCreate(path: string, passphrase: string): Promise<Keystore> {
  return existsSync(path) ? openKeystore({ path, passphrase }) : createKeystore({ path, passphrase });
}
