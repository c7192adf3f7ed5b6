import { type Manifest, putPasskeyCode } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { Keys } from '../state/keys.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { StellarNetwork } from './networks.ts';

/** The code of accounts of passkeys, on the network. That it cannot be put there is said: everything else works without it. */
export async function putPasskeys(
  reporter: Reporter,
  keys: Keys,
  { stellar: { rpcUrl, friendbotUrl }, manifest }: { stellar: StellarNetwork; manifest: Manifest },
): Promise<void> {
  try {
    await putPasskeyCode({ rpcUrl, friendbotUrl, manifest, payer: Keypair.fromSecret(keys.stellar.deployer) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.note('degraded', `no accounts of passkeys can be made: ${reason}`);
  }
}
