/** Why a signer does not sign, by code, with the HTTP status it answers. */
export const refusalStatus = {
  'attestation/unauthorized': 401,
  'attestation/malformed': 400,
  'attestation/too-large': 413,
  'attestation/not-for-me': 422,
  'attestation/other-call': 422,
  'attestation/expiry': 422,
  'attestation/unknown-user': 422,
  'attestation/deposit': 422,
  'attestation/conflict': 409,
  'attestation/unavailable': 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

export interface AttestationRefusal {
  ok: false;
  code: RefusalCode;
  reason: string;
}

export const refuse = (code: RefusalCode, reason: string): AttestationRefusal => ({ ok: false, code, reason });
