import { PasskeyAccount, setUpPasskey } from '@istsi/soroban-library/passkey-account';
import { type BytesN, contract } from '@istsi/soroban-sdk';

/** The account of a holder who signs with a passkey. It belongs to that passkey alone: nobody of the system has a right in it. */
@contract
export class HolderPasskey extends PasskeyAccount {
  /** With the passkey's key on secp256r1, uncompressed (SEC 1): 65 bytes that begin with 4. */
  __constructor(public_key: BytesN<65>): void {
    setUpPasskey(public_key);
  }
}
