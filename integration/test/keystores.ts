import path from 'node:path';
import { createRemoteKeystore, type Keystore, serveKeystore } from '@istsi/bitcoin-custody';
import type { TestCustody } from './custody.ts';

export type OpenKeystores = (custody: TestCustody) => Promise<Keystore[]>;

/** The ways in which a signer can come to its keys; each must make no difference. */
export const keystoreKinds: readonly [string, OpenKeystores][] = [
  ['a file', ({ keystores }) => Promise.resolve(keystores)],
  [
    'another process',
    async ({ keystores, descriptor, nextDescriptor, dir }) =>
      await Promise.all(
        keystores.map(async (keystore, n) => {
          const token = `token of keystore ${n}`;
          const listen = { socket: path.join(dir, `keystore-${n}.sock`) };
          const onError = (at: string, error: unknown): void => console.error(at, error);
          const { url } = await serveKeystore({
            keystore,
            epochs: [descriptor, nextDescriptor],
            listen,
            token,
            onError,
          });
          return createRemoteKeystore({ url, token });
        }),
      ),
  ],
];

/** The first holder's key in a file, the others' in processes of their own. */
export const mixedKeystores: OpenKeystores = async (custody) => {
  const [[, inFiles], [, elsewhere]] = keystoreKinds as [(typeof keystoreKinds)[0], (typeof keystoreKinds)[0]];
  const [[first], [, ...others]] = [await inFiles(custody), await elsewhere(custody)];
  return [first!, ...others];
};
