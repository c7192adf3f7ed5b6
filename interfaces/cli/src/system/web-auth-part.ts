import { type Manifest, putWebAuthContract } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { Context } from '../context.ts';
import type { Keys } from '../state/keys.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { StellarNetwork } from './networks.ts';
import type { SystemParts } from './start-parts.ts';

interface Place {
  stellar: StellarNetwork;
  manifest: Manifest;
}

/** The contract that accounts which are contracts sign in with: that of the settings, or this directory's own, made where it is missing. */
export async function placeWebAuth(
  { configuration, reporter }: Context,
  { keys }: SystemParts,
  place: Place,
): Promise<string | undefined> {
  const { api, manifest } = configuration.settings;
  if (api?.webAuthContract !== undefined) return api.webAuthContract;
  // What others deployed they also name.
  return manifest === undefined ? await putWebAuth(reporter, keys, place) : undefined;
}

/** Undefined, and said, where it cannot be made: everything else works without it. */
export async function putWebAuth(reporter: Reporter, keys: Keys, place: Place): Promise<string | undefined> {
  const { stellar, manifest } = place;
  const { rpcUrl, friendbotUrl } = stellar;
  try {
    const payer = Keypair.fromSecret(keys.stellar.deployer);
    const { webAuth } = keys.stellar;
    const server = webAuth === undefined ? undefined : Keypair.fromSecret(webAuth).publicKey();
    const { id } = await putWebAuthContract({ rpcUrl, friendbotUrl, manifest, payer, server });
    return id;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.note('degraded', `accounts that are contracts cannot sign in (SEP-45): ${reason}`);
    return undefined;
  }
}
