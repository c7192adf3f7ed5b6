import {
  Address,
  authorizeEntry,
  buildAuthorizationEntryPreimage,
  hash,
  inspectAuthEntry,
  type Keypair,
  nativeToScVal,
  StrKey,
  xdr,
} from '@stellar/stellar-sdk';
import { signEd25519, verifyEd25519 } from './ed25519.ts';
import { callRpc, type Network } from './network.ts';

/** The address whose separate signature an entry asks for; undefined when the transaction's own signature covers it. */
export function signerOf(entry: xdr.SorobanAuthorizationEntry): string | undefined {
  const address = addressCredentials(entry.credentials)?.address;
  return address && Address.fromScAddress(address).toString();
}

export function addressCredentials(credentials: xdr.SorobanCredentials): xdr.SorobanAddressCredentials | undefined {
  switch (credentials.type) {
    case 'sorobanCredentialsSourceAccount':
      return undefined;
    case 'sorobanCredentialsAddress':
      return credentials.address;
    case 'sorobanCredentialsAddressV2':
      return credentials.addressV2;
    case 'sorobanCredentialsAddressWithDelegates':
      return credentials.addressWithDelegates.addressCredentials;
  }
}

type Given = Partial<Pick<xdr.SorobanAddressCredentials, 'nonce' | 'signature' | 'signatureExpirationLedger'>>;

/** The entry of an address with other credentials, of the same kind. */
export function withCredentials(
  { credentials, rootInvocation }: xdr.SorobanAuthorizationEntry,
  given: Given,
): xdr.SorobanAuthorizationEntry {
  const known = addressCredentials(credentials);
  if (!known) throw new TypeError('the entry is authorized by the source of its transaction');
  const { address, nonce, signature, signatureExpirationLedger } = known;
  const changed = new xdr.SorobanAddressCredentials({
    ...{ address, nonce, signature, signatureExpirationLedger },
    ...given,
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials:
      credentials.type === 'sorobanCredentialsAddressV2'
        ? xdr.SorobanCredentials.sorobanCredentialsAddressV2(changed)
        : xdr.SorobanCredentials.sorobanCredentialsAddress(changed),
    rootInvocation,
  });
}

/**
 * Whether the transaction's own signature, or one of an account's own key that is right, authorizes this: nobody's contract
 * and no other signer has to be asked whether it does.
 */
export function isSignedByAccount(entry: xdr.SorobanAuthorizationEntry, networkPassphrase: string): boolean {
  const { credentials } = entry;
  const address = signerOf(entry);
  if (address === undefined) return true;
  const { signatureExpirationLedger } = addressCredentials(credentials) ?? {};
  const isPlain =
    credentials.type === 'sorobanCredentialsAddress' || credentials.type === 'sorobanCredentialsAddressV2';
  if (!isPlain || signatureExpirationLedger === undefined || !StrKey.isValidEd25519PublicKey(address)) return false;
  const [first, ...others] = inspectAuthEntry(entry).signers[0]?.signatures ?? [];
  if (!first || others.length > 0 || first.publicKey !== address) return false;
  const preimage = buildAuthorizationEntryPreimage(entry, Number(signatureExpirationLedger), networkPassphrase);
  return verifyEd25519(address, hash(preimage.toXdr()), first.signature);
}

/** Signs an entry (CAP-46-11, CAP-71) with an account's master key. */
export async function signEntry(
  entry: xdr.SorobanAuthorizationEntry,
  keypair: Keypair,
  validUntilLedger: number,
  networkPassphrase: string,
): Promise<xdr.SorobanAuthorizationEntry> {
  const sign = (payload: Uint8Array): Promise<Uint8Array> => Promise.resolve(signEd25519(keypair, payload));
  return await authorizeFor(entry, keypair.publicKey(), sign, { validUntilLedger, networkPassphrase });
}

/** What an entry can have an effect by once: for as long as the signature holds the ledger keeps the nonce (CAP-46-11). */
export interface Once {
  nonce: bigint;
  validUntilLedger: number;
}

/**
 * Likewise with a nonce of the caller's own. Of all that an account signs with the same nonce and the same last ledger one has an
 * effect at most, whatever the others call, and whoever forgot that it was signed.
 */
export async function signEntryOnce(
  entry: xdr.SorobanAuthorizationEntry,
  keypair: Keypair,
  { nonce, validUntilLedger }: Once,
  networkPassphrase: string,
): Promise<xdr.SorobanAuthorizationEntry> {
  const renewed = withCredentials(entry, { nonce, signatureExpirationLedger: validUntilLedger });
  return await signEntry(renewed, keypair, validUntilLedger, networkPassphrase);
}

/** Whether the account's nonce is used, as far as the RPC has seen. The ledger keeps it until the signature's time is over. */
export async function isNonceUsed(network: Network, address: string, nonce: bigint): Promise<boolean> {
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: new Address(address).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyNonce(new xdr.ScNonceKey({ nonce })),
      durability: xdr.ContractDataDurability.temporary,
    }),
  );
  const { entries } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  return entries.length > 0;
}

/**
 * Has an account's key (G…), wherever it is, sign an entry. Throws for a signature that is not that key's over this very
 * entry.
 */
export async function authorizeFor(
  entry: xdr.SorobanAuthorizationEntry,
  address: string,
  sign: (payload: Uint8Array) => Promise<Uint8Array>,
  { validUntilLedger, networkPassphrase }: { validUntilLedger: number; networkPassphrase: string },
): Promise<xdr.SorobanAuthorizationEntry> {
  const signed = async (preimage: xdr.HashIdPreimage) => {
    const payload = hash(preimage.toXdr());
    const signature = await sign(payload);
    if (!verifyEd25519(address, payload, signature)) throw new Error(`signature doesn't match payload of ${address}`);
    return { signatureScVal: xdr.ScVal.scvVec([signatureOf(address, signature)]) };
  };
  return await authorizeEntry(entry, signed, validUntilLedger, networkPassphrase);
}

/** `{ public_key, signature }`, as an account's contract takes it (CAP-46-11). */
const signatureOf = (address: string, signature: Uint8Array): xdr.ScVal =>
  nativeToScVal(
    { public_key: StrKey.decodeEd25519PublicKey(address), signature },
    { type: { public_key: ['symbol', null], signature: ['symbol', null] } },
  );
