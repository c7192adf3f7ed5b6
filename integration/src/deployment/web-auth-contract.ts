import { createHash } from 'node:crypto';
import { loadContract, type Manifest } from '@istsi/contracts';
import {
  contractIdOf,
  createContract,
  createSubmitter,
  fundAccount,
  hasWasm,
  openNetwork,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { perform } from './put-contract.ts';

export interface PutWebAuthOptions {
  rpcUrl: string;
  /** Test networks only: pays for the payer's account if there is none yet. */
  friendbotUrl?: string | undefined;
  manifest: Manifest;
  /** The manifest's deployer, which has no right in the contract; nobody has. */
  payer: Keypair;
  /** Test networks only: the account of the key that signs challenges, which is opened if there is none yet. */
  server?: string | undefined;
}

/** Its code is part of what its id is made of: whatever is found there is this code, and other code is another contract. */
const saltOf = (label: string, hash: string): Buffer =>
  createHash('sha256').update(`istsi/${label}/web-auth/${hash}`).digest();

/** Where this build's web authentication contract (SEP-45) is or will be. */
export function webAuthContractId({ networkPassphrase, deployer, label }: Manifest): string {
  return contractIdOf(networkPassphrase, deployer, saltOf(label, loadContract('web-auth').hash));
}

/** Puts it on the network, doing only what is missing. `created`: it was not there. */
export async function putWebAuthContract(options: PutWebAuthOptions): Promise<{ id: string; created: boolean }> {
  const { manifest, payer, rpcUrl, friendbotUrl, server } = options;
  const { networkPassphrase, deployer, label } = manifest;
  const network = openNetwork({ rpcUrl, networkPassphrase });
  const { wasm, hash } = loadContract('web-auth');
  const id = webAuthContractId(manifest);
  // Whoever signs an authorization entry has to be on the ledger.
  if (friendbotUrl !== undefined && server !== undefined) await fundAccount(network, friendbotUrl, server);
  if ((await wasmHashOf(network, id)) !== undefined) return { id, created: false };
  if (friendbotUrl !== undefined) await fundAccount(network, friendbotUrl, deployer);
  const submitter = createSubmitter({ network, channels: [payer] });
  if (!(await hasWasm(network, hash))) await perform(submitter, 'upload web-auth', uploadWasm(wasm));
  await perform(submitter, 'create web-auth', createContract(deployer, saltOf(label, hash), hash, []));
  return { id, created: true };
}
