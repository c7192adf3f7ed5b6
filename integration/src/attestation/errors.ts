import { CodedError } from '../coded-error.ts';

export type AttestationErrors = {
  'attestation/policy-damaged': { file: string; line: number };
  'attestation/no-descriptor': Record<never, never>;
};

const messages: { [C in keyof AttestationErrors]: (context: AttestationErrors[C]) => string } = {
  'attestation/policy-damaged': (c) =>
    `line ${c.line} of the policy file ${c.file} cannot be read; this signer must not sign until the file is restored from a copy`,
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
