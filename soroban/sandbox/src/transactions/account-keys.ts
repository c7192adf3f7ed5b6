import { StrKey, type xdr } from '@stellar/stellar-sdk';
import { accountAddress } from '../host/values/address.ts';

/** `G…` of the account behind a muxed account; the multiplexing id plays no part in ledger state. */
export function accountOfMuxed(account: xdr.MuxedAccount): string {
  const key = account.type === 'keyTypeEd25519' ? account.ed25519 : account.med25519.ed25519;
  return accountAddress(key.value);
}

/** `G…` of an account id. */
export function accountOfId(id: xdr.AccountId): string {
  return accountAddress(id.ed25519.value);
}

/** Strkey of a signer: `G…` ed25519, `T…` pre-authorized transaction, `X…` hash, `P…` signed payload. */
export function signerKeyText(key: xdr.SignerKey): string {
  switch (key.type) {
    case 'signerKeyTypeEd25519':
      return accountAddress(key.ed25519.value);
    case 'signerKeyTypePreAuthTx':
      return StrKey.encodePreAuthTx(key.preAuthTx.value);
    case 'signerKeyTypeHashX':
      return StrKey.encodeSha256Hash(key.hashX.value);
    default:
      return StrKey.encodeSignedPayload(
        Buffer.concat([key.ed25519SignedPayload.ed25519.value, paddedPayload(key.ed25519SignedPayload.payload)]),
      );
  }
}

function paddedPayload(payload: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload, Buffer.alloc((4 - (payload.length % 4)) % 4)]);
}
