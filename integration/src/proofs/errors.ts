import { CodedError } from '@istsi/bitcoin-custody';

export type ProofErrors = {
  'proofs/history-incomplete': { commitment: string; found: string };
  'proofs/unknown-output': { outpoint: string };
  'proofs/no-directory': object;
  'proofs/liabilities-file': { file: string; line: number; reason: string };
};

const messages: { [C in keyof ProofErrors]: (context: ProofErrors[C]) => string } = {
  'proofs/history-incomplete': (c) =>
    `the reserve's books end in ${c.commitment}, but the events read here end in ${c.found}: the RPC dropped some before they were read. ` +
    'Restore the database, or point it at an RPC that keeps events from the deployment on, and delete the cursor "reserve-books"',
  'proofs/unknown-output': (c) =>
    `the watcher does not know ${c.outpoint}, an output of the reserve; let it catch up, or rescan from an earlier height`,
  'proofs/liabilities-file': (c) => `line ${c.line} of ${c.file} is not a balance: ${c.reason}`,
  'proofs/no-directory': () => 'proofs are published into a directory, and none is configured',
};

export class ProofError<C extends keyof ProofErrors = keyof ProofErrors> extends CodedError<ProofErrors, C> {
  constructor(code: C, context: ProofErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
