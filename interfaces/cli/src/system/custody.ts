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
import { z } from 'zod';
import type { DataDirectory } from '../state/data-directory.ts';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';
import type { Keys } from '../state/keys.ts';
import { SIGNERS_REQUIRED } from './parts.ts';

const CustodyShape = z.object({
  /** 2-of-3 of the signers' Bitcoin accounts, of every epoch, oldest first. */
  descriptors: z.array(z.string()).min(1),
  /** The signers' Stellar addresses, which the reserve manager knows as custodians. */
  custodians: z.array(z.string()).min(1),
});
export type Custody = z.output<typeof CustodyShape>;

/** Before custody had epochs, the file named its one descriptor. */
const CustodyFile = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || !('descriptor' in value)) return value;
  const { descriptor, ...rest } = value;
  return { descriptors: [descriptor], ...rest };
}, CustodyShape);

/**
 * The public side of the custody. On the first start the signers' keystores are made here; on real custody each
 * custodian makes its own and hands out nothing but this public side.
 */
export async function loadOrCreateCustody(directory: DataDirectory, keys: Keys): Promise<Custody> {
  const existing = readCustody(directory);
  if (existing) return existing;
  const signers = await Promise.all(
    keys.signers.map(async ({ password }, index) => {
      const files = directory.signer(index + 1);
      const keystore = await openOrCreate(files.keystore, password);
      const accountKey = await keystore.accountKey({ network: networks.regtest });
      const address = await attestorAddress(keystore);
      keystore.close();
      // Only here, before the first start of any signer: one that has signed never begins a new memory by itself.
      if (!existsSync(files.journal)) createPolicyLog({ file: files.journal, address });
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
          network: networks.regtest,
        }),
      ),
    ],
    custodians: signers.map(({ address }) => address),
  };
  writeJsonFile(directory.custody, custody);
  return custody;
}

export function readCustody(directory: DataDirectory): Custody | undefined {
  return readJsonFile(directory.custody, CustodyFile);
}

/** Where each epoch of the custody takes its change, oldest first: the first address of the descriptor's change branch. */
export function reserveScripts(descriptors: readonly string[], network: NetworkName): Uint8Array[] {
  return descriptors.map(
    (text) => deriveAddress(branchOf(parseDescriptor(text, networks[network]), 'change'), 0).scriptPubKey,
  );
}

/** A crash may have come between the first keystore and the last: those that exist are kept. */
function openOrCreate(path: string, passphrase: string): Promise<Keystore> {
  return existsSync(path) ? openKeystore({ path, passphrase }) : createKeystore({ path, passphrase });
}
