import { loadContract, type Manifest } from '@istsi/contracts';
import { createSubmitter, fundAccount, hasWasm, openNetwork, uploadWasm } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { perform } from './put-contract.ts';

export interface PutPasskeyCodeOptions {
  rpcUrl: string;
  /** Test networks only: pays for the payer's account if there is none yet. */
  friendbotUrl?: string | undefined;
  manifest: Manifest;
  /** Pays, and has no right in any account that is made of the code. */
  payer: Keypair;
}

/** Puts the code of holders' passkey accounts on the network, where it is not there yet. Answers its hash. */
export async function putPasskeyCode({
  rpcUrl,
  friendbotUrl,
  manifest,
  payer,
}: PutPasskeyCodeOptions): Promise<string> {
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  const { wasm, hash } = loadContract('passkey-account');
  if (await hasWasm(network, hash)) return hash;
  if (friendbotUrl !== undefined) await fundAccount(network, friendbotUrl, payer.publicKey());
  await perform(createSubmitter({ network, channels: [payer] }), 'upload passkey-account', uploadWasm(wasm));
  return hash;
}
