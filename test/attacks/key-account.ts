import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  addressCredentials,
  contractIdOf,
  createContract,
  fundAccount,
  type Network,
  signerOf,
  uploadWasm,
} from '@istsi/soroban-client';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { buildAuthorizationEntryPreimage, contract, hash, Keypair, xdr } from '@stellar/stellar-sdk';
import { signWith, submit } from '../../contracts/test/transaction.ts';

/** An account that is a contract, with the key that it obeys. */
export interface KeyAccount {
  address: string;
  key: Keypair;
  /** Signs its entries among these. */
  sign(
    entries: readonly xdr.SorobanAuthorizationEntry[],
    validUntilLedger: number,
    by?: Keypair,
  ): xdr.SorobanAuthorizationEntry[];
}

export async function deployKeyAccount(network: Network, friendbotUrl: string): Promise<KeyAccount> {
  const entry = fileURLToPath(new URL('./contracts/key-account.ts', import.meta.url));
  const { wasm, hash: code } = await compileContract({ entry });
  const [key, payer] = [Keypair.random(), Keypair.random()];
  await fundAccount(network, friendbotUrl, payer.publicKey());
  const act = (invoke: xdr.HostFunction) => submit({ network, source: payer, invoke, sign: signWith(network, []) });
  const args = contract.Spec.fromWasm(wasm).funcArgsToScVals('__constructor', { owner: key.rawPublicKey() });
  const salt = createHash('sha256').update('key account').digest();
  await act(uploadWasm(wasm));
  await act(createContract(payer.publicKey(), salt, code, args));
  const address = contractIdOf(network.networkPassphrase, payer.publicKey(), salt);
  return {
    ...{ address, key },
    sign: (entries, validUntilLedger, by = key) =>
      entries.map((each) =>
        signerOf(each) === address ? signedBy(each, by, validUntilLedger, network.networkPassphrase) : each,
      ),
  };
}

/** With the key's signature for what its contract takes one as: 64 bytes. */
function signedBy(
  entry: xdr.SorobanAuthorizationEntry,
  key: Keypair,
  signatureExpirationLedger: number,
  networkPassphrase: string,
): xdr.SorobanAuthorizationEntry {
  const { address, nonce } = addressCredentials(entry.credentials)!;
  const preimage = buildAuthorizationEntryPreimage(entry, signatureExpirationLedger, networkPassphrase);
  const signature = xdr.ScVal.scvBytes(key.sign(hash(preimage.toXdr())));
  const credentials = new xdr.SorobanAddressCredentials({ address, nonce, signatureExpirationLedger, signature });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: entry.rootInvocation,
  });
}
