import { isUserAddress } from '@istsi/integration';

/** What looks like an address and was copied wrongly. */
export const WRONG_CHECKSUM = 'the checksum of this Stellar address is wrong; copy it again';

/** Why this text is no address of a user; undefined when it is one. */
export function userAddressProblem(text: string): string | undefined {
  if (isUserAddress(text)) return undefined;
  if (/^S[A-Z2-7]{55}$/.test(text)) return 'this is a secret key: never send it to anyone, and replace it now';
  if (/^M[A-Z2-7]{68}$/.test(text)) return 'this is a multiplexed address (M…); send the account (G…) behind it';
  if (/^(bc1|tb1|bcrt1)|^[123mn][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(text)) {
    return 'this is a Bitcoin address; expected a Stellar address (G… or C…)';
  }
  if (/^[GC][A-Z2-7]{55}$/.test(text)) return WRONG_CHECKSUM;
  return 'expected a Stellar address: G or C, then 55 letters and digits';
}
