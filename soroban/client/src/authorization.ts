import { Address, authorizeEntry, type Keypair, type xdr } from '@stellar/stellar-sdk';

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

/** Signs an entry (CAP-46-11, CAP-71) with an account's master key. */
export async function signEntry(
  entry: xdr.SorobanAuthorizationEntry,
  keypair: Keypair,
  validUntilLedger: number,
  networkPassphrase: string,
): Promise<xdr.SorobanAuthorizationEntry> {
  return await authorizeEntry(entry, keypair, validUntilLedger, networkPassphrase);
}
