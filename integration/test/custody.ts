import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createKeystore, type Descriptor, type Keystore, multisigDescriptor, networks } from '@istsi/bitcoin-custody';

export interface TestCustody {
  keystores: Keystore[];
  descriptor: Descriptor;
  /** With the same holders' keys of the next epoch. */
  nextDescriptor: Descriptor;
  /** For the signers' files; removed by `remove`. */
  dir: string;
  remove(): void;
}

/** Two of three holders on regtest, with keys from fixed seeds. */
export async function createTestCustody(): Promise<TestCustody> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-custody-'));
  const keystores = await Promise.all(
    [1, 2, 3].map((n) =>
      createKeystore({
        path: path.join(dir, `holder-${n}.keystore`),
        passphrase: 'correct horse battery staple',
        seed: new Uint8Array(32).fill(n),
        scryptLogCost: 10,
      }),
    ),
  );
  const network = networks.regtest;
  const descriptorOf = async (epoch: number): Promise<Descriptor> => {
    const keys = await Promise.all(keystores.map((keystore) => keystore.accountKey({ network, epoch })));
    return multisigDescriptor({ network, threshold: 2, keys });
  };
  const [descriptor, nextDescriptor] = await Promise.all([descriptorOf(0), descriptorOf(1)]);
  return { keystores, descriptor, nextDescriptor, dir, remove: () => fs.rmSync(dir, { recursive: true, force: true }) };
}
