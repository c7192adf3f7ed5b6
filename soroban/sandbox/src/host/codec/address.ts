import { StrKey, xdr } from '@stellar/stellar-sdk';
import { accountAddress, addressBytes, contractAddress, muxedAddress } from '../values/address.ts';

export function addressFromXdr(address: xdr.ScAddress): string {
  switch (address.type) {
    case 'scAddressTypeAccount':
      return accountAddress(bytesOf(address.accountId.value));
    case 'scAddressTypeContract':
      return contractAddress(bytesOf(address.contractId));
    case 'scAddressTypeMuxedAccount':
      return muxedAddress(bytesOf(address.muxedAccount.ed25519), address.muxedAccount.id);
    case 'scAddressTypeClaimableBalance': {
      const hash = bytesOf(address.claimableBalanceId.value);
      const bytes = new Uint8Array(33);
      bytes.set(hash, 1);
      return StrKey.encodeClaimableBalance(bytes);
    }
    case 'scAddressTypeLiquidityPool':
      return StrKey.encodeLiquidityPool(bytesOf(address.liquidityPoolId));
  }
}

type Opaque = { readonly value: Uint8Array | Opaque };

/** The bytes inside the SDK's nested opaque types (`ContractId` holds a `Hash` holds bytes). */
export function bytesOf(opaque: Opaque | Uint8Array): Uint8Array {
  let inner: Opaque | Uint8Array = opaque;
  while (!(inner instanceof Uint8Array)) inner = inner.value;
  return inner;
}

/** An account id in the XDR form. */
export function accountIdFromXdr(accountId: xdr.PublicKey): string {
  return accountAddress(bytesOf(accountId.value));
}

export const accountIdToXdr = (accountId: string): xdr.PublicKey =>
  xdr.PublicKey.publicKeyTypeEd25519(addressBytes(accountId));
