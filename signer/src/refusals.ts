/** Why a signer does not sign, by code, with the HTTP status it answers. */
export const refusalStatus = {
  'attestation/malformed': 400,
  'attestation/not-for-me': 422,
  'attestation/other-call': 422,
  'attestation/expiry': 422,
  'attestation/unknown-user': 422,
  'attestation/deposit': 422,
  /** An output that is to be paid back may become tokens, or did. */
  'attestation/returnable': 422,
  /** The call names a block that is not the one of this signer's best chain. */
  'attestation/other-block': 409,
  'attestation/conflict': 409,
  /** The PSBT is missing, cannot be read, or holds what would change the meaning of a signature. */
  'attestation/psbt': 422,
  /** The PSBT is of another transaction than the one to be authorized. */
  'attestation/other-transaction': 422,
  /** A withdrawal does not exist, or is not in a state in which it may be paid. */
  'attestation/withdrawal': 422,
  /** Where the money goes, how much of it, or what it costs. */
  'attestation/proposal': 422,
  'attestation/destination': 422,
  /** An output that is spent is not the reserve's, not free, not there, or not deep enough. */
  'attestation/inputs': 422,
  'attestation/unsafe-replacement': 409,
  /** This signer's own limit of what may leave in a day. */
  'attestation/velocity': 429,
  /** The reserve has not authorized the transaction. */
  'attestation/not-authorized': 422,
  /** What the transaction belongs to is settled already. */
  'attestation/completed': 409,
  'attestation/confirmations': 422,
  /** An output that is to be written off is not gone for good, as far as this signer's node knows. */
  'attestation/not-lost': 422,
  /** A proof of reserves that says what this signer does not see, or that it does not sign. */
  'attestation/proof': 422,
  /** The reserve counts a coin that this signer attested, and that its own node does not have any more. */
  'attestation/books': 409,
  /** A withdrawal is held, objected to, or too young to be paid. */
  'attestation/watch': 409,
  'attestation/unavailable': 503,
  /** This signer's node has not caught up with its chain: what it sees is of the past. */
  'attestation/behind': 503,
  /** This signer's node has pruned a block that has to be read: only another node, or one that fetches it again, can help. */
  'attestation/pruned': 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

export interface AttestationRefusal {
  ok: false;
  code: RefusalCode;
  reason: string;
}

export const refuse = (code: RefusalCode, reason: string): AttestationRefusal => ({ ok: false, code, reason });

/** A refusal of the custody package in words: its code, and the facts that came with it. */
export function describeFacts({ code, ...facts }: { code: string }): string {
  const told = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
  return told.length === 0 ? code : `${code} (${told.join(', ')})`;
}
