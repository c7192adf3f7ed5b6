/** `AccountFlags` of an issuer. */
export const ISSUER_FLAGS = { authRequired: 0x1, authRevocable: 0x2, clawbackEnabled: 0x8 } as const;

/** `TrustLineFlags`. */
export const TRUSTLINE_FLAGS = { authorized: 0x1, maintainsLiabilities: 0x2, clawbackEnabled: 0x4 } as const;

/** Of which a trustline has one, or none when its holder is not authorized. */
export const AUTHORIZATION_FLAGS = TRUSTLINE_FLAGS.authorized | TRUSTLINE_FLAGS.maintainsLiabilities;

/** Flags of a trustline that is made while its issuer has these flags. */
export function newTrustlineFlags(issuerFlags: number): number {
  const authorized = (issuerFlags & ISSUER_FLAGS.authRequired) === 0 ? TRUSTLINE_FLAGS.authorized : 0;
  const clawback = (issuerFlags & ISSUER_FLAGS.clawbackEnabled) === 0 ? 0 : TRUSTLINE_FLAGS.clawbackEnabled;
  return authorized | clawback;
}
