import { PasskeyAccount, setUpPasskey } from '@istsi/soroban-library/passkey-account';
import { type BytesN, contract } from '@istsi/soroban-sdk';

@contract
export class Phone extends PasskeyAccount {
  __constructor(public_key: BytesN<65>): void {
    setUpPasskey(public_key);
  }
}
