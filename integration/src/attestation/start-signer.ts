import { createBitcoinRpc, type Descriptor, type Keystore } from '@istsi/bitcoin-custody';
import { openNetwork } from '@istsi/soroban-client';
import { StrKey } from '@stellar/stellar-sdk';
import { openContracts } from '../contracts/system-contracts.ts';
import type { Manifest } from '../deployment/manifest.ts';
import type { Log } from '../log.ts';
import { ATTESTATION_LABEL, createAttestor } from './attestor.ts';
import { AttestationError } from './errors.ts';
import type { SignerWorld } from './judged-call.ts';
import { openPolicyLog } from './policy-log.ts';
import { attestRoute } from './routes.ts';
import { type SignerServer, serveSigner } from './signer-server.ts';

export interface StartSignerOptions {
  host?: string;
  port?: number;
  token: string;
  keystore: Keystore;
  stellar: { rpcUrl: string };
  bitcoin: { rpcUrl: string };
  manifest: Manifest;
  /** Of every epoch of the custody, oldest first. */
  descriptors: readonly Descriptor[];
  /** Append-only memory of what was attested. Belongs to this signer alone, and to its backups. */
  policyFile: string;
  log: Log;
}

/** The Stellar account (G…) as which a custodian attests; it goes into the reserve manager. */
export async function attestorAddress(keystore: Keystore): Promise<string> {
  return StrKey.encodeEd25519PublicKey(await keystore.attestationKey(ATTESTATION_LABEL));
}

/** Runs one signer process: a custodian's key, its own view of both chains, and its memory. */
export async function startSignerServer(options: StartSignerOptions): Promise<SignerServer> {
  const world = await openWorld(options);
  const { policy, log } = world;
  const { host, port, token } = options;
  const server = await serveSigner({
    address: world.address,
    routes: [attestRoute(createAttestor(world))],
    token,
    log,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      policy.close();
    },
  };
}

async function openWorld(options: StartSignerOptions): Promise<SignerWorld> {
  const { manifest, keystore, descriptors, log } = options;
  const newest = descriptors.at(-1);
  if (!newest) throw new AttestationError('attestation/no-descriptor', {});
  const network = openNetwork({ rpcUrl: options.stellar.rpcUrl, networkPassphrase: manifest.networkPassphrase });
  return {
    address: await attestorAddress(keystore),
    keystore,
    network,
    contracts: openContracts(manifest, network),
    bitcoin: createBitcoinRpc({ url: options.bitcoin.rpcUrl, network: newest.network }),
    epochs: descriptors,
    policy: openPolicyLog(options.policyFile),
    log,
  };
}
