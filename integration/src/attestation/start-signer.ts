import { createBitcoinRpc, type Descriptor, type Keystore } from '@istsi/bitcoin-custody';
import { openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { openContracts } from '../contracts/system-contracts.ts';
import type { Manifest } from '../deployment/manifest.ts';
import type { Log } from '../log.ts';
import { createAttestor } from './attestor.ts';
import { openPolicyLog } from './policy-log.ts';
import { type SignerServer, serveSigner } from './signer-server.ts';

export interface StartSignerOptions {
  host?: string;
  port?: number;
  token: string;
  keystore: Keystore;
  stellar: { rpcUrl: string };
  bitcoin: { rpcUrl: string };
  manifest: Manifest;
  descriptor: Descriptor;
  /** Append-only memory of what was attested. Belongs to this signer alone, and to its backups. */
  policyFile: string;
  log: Log;
}

const ATTESTATION_LABEL = 'stellar';

/** The Stellar key with which a custodian attests; its address goes into the reserve manager. */
export async function attestorKeypair(keystore: Keystore): Promise<Keypair> {
  return Keypair.fromRawEd25519Seed(await keystore.deriveAttestationSeed(ATTESTATION_LABEL));
}

/** Runs one signer process: a custodian's key, its own view of both chains, and its memory. */
export async function startSignerServer(options: StartSignerOptions): Promise<SignerServer> {
  const { manifest, descriptor, log } = options;
  const { networkPassphrase } = manifest;
  const network = openNetwork({ rpcUrl: options.stellar.rpcUrl, networkPassphrase });
  const policy = openPolicyLog(options.policyFile);
  const attestor = createAttestor({
    keypair: await attestorKeypair(options.keystore),
    network,
    contracts: openContracts(manifest, network),
    bitcoin: createBitcoinRpc({ url: options.bitcoin.rpcUrl, network: descriptor.network }),
    descriptor,
    policy,
    log,
  });
  const { host, port, token } = options;
  const server = await serveSigner({
    attestor,
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
