import { CodedError } from '@istsi/bitcoin-custody';

export type AttestationErrors = {
  'attestation/policy-damaged': { file: string; line: number };
  'attestation/policy-rolled-back': { file: string; found: number; expected: number | undefined };
  'attestation/policy-missing': { file: string };
  'attestation/policy-exists': { file: string };
  'attestation/policy-in-use': { file: string };
  'attestation/policy-not-written': { file: string };
  'attestation/policy-version': { file: string; found: string };
  'attestation/policy-of-another': { file: string; found: string; address: string };
  'attestation/no-descriptor': Record<never, never>;
};

const RESTORE = 'restore it from a copy, or rebuild what the chain knows with `istsi signer restore --from-chain`';

const messages: { [C in keyof AttestationErrors]: (context: AttestationErrors[C]) => string } = {
  'attestation/policy-damaged': (c) =>
    `line ${c.line} of the policy file ${c.file} was changed or cannot be read; this signer does not sign: ${RESTORE}`,
  'attestation/policy-rolled-back': (c) =>
    `the policy file ${c.file} ends at line ${c.found}, before line ${c.expected ?? '?'} that it once had; this signer does not sign: ${RESTORE}`,
  'attestation/policy-missing': (c) =>
    `there is no policy file ${c.file}; a new signer begins one with \`istsi signer init\`; for one that has signed before, ${RESTORE}`,
  'attestation/policy-exists': (c) =>
    `there is, or was, a policy file ${c.file}; it is not replaced. Choose another path, or move it and its .head away`,
  'attestation/policy-in-use': (c) =>
    `another process writes the policy file ${c.file}; one signer has one process. Stop the other one first`,
  'attestation/policy-not-written': (c) =>
    `the policy file ${c.file} cannot be written, so nothing is signed; make room on its disk`,
  'attestation/policy-version': (c) =>
    `the policy file ${c.file} has version ${c.found}, which this version does not read`,
  'attestation/policy-of-another': (c) =>
    `the policy file ${c.file} is the memory of signer ${c.found}, not of ${c.address}; check the configuration`,
  'attestation/no-descriptor': () => 'a signer needs the descriptor of at least one epoch of the custody',
};

export class AttestationError<C extends keyof AttestationErrors = keyof AttestationErrors> extends CodedError<
  AttestationErrors,
  C
> {
  constructor(code: C, context: AttestationErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
