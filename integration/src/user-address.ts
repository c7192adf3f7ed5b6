import { StrKey } from '@stellar/stellar-sdk';

const MOST_KNOWN = 20_000;
/** Whose checksum was found right: the same few are asked about, and answered, again and again. */
const known = new Set<string>();

/** Can this text name a user: a Stellar account (G…) or a contract (C…), with a right checksum? */
export function isUserAddress(text: string): boolean {
  if (known.has(text)) return true;
  if (!StrKey.isValidEd25519PublicKey(text) && !StrKey.isValidContract(text)) return false;
  if (known.size >= MOST_KNOWN) known.clear();
  known.add(text);
  return true;
}
