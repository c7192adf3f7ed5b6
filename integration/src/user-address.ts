import { StrKey } from '@stellar/stellar-sdk';

/** Can this text name a user: a Stellar account (G…) or a contract (C…), with a right checksum? */
export function isUserAddress(text: string): boolean {
  return StrKey.isValidEd25519PublicKey(text) || StrKey.isValidContract(text);
}
