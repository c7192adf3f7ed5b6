import { CodedError, type JournalFailure } from '@istsi/bitcoin-custody';

export type GuardianErrors = {
  'guardian/memory-damaged': { file: string; line: number };
  'guardian/memory-rolled-back': { file: string; found: number; expected: number | undefined };
  'guardian/memory-missing': { file: string };
  'guardian/memory-exists': { file: string };
  'guardian/memory-in-use': { file: string };
  'guardian/memory-not-written': { file: string };
  'guardian/memory-of-another': { file: string; found: string; address: string };
  'guardian/no-descriptor': Record<never, never>;
  'guardian/no-log-key': { named: string };
  'guardian/not-sent': { action: string; reason: string };
};

const ANEW =
  'move it and its .head away and begin another one with `istsi guardian init`: it then looks at what both chains show now';

const messages: { [C in keyof GuardianErrors]: (context: GuardianErrors[C]) => string } = {
  'guardian/memory-damaged': (c) =>
    `line ${c.line} of the guardian's memory ${c.file} was changed or cannot be read; restore it from a copy, or ${ANEW}`,
  'guardian/memory-rolled-back': (c) =>
    `the guardian's memory ${c.file} ends at line ${c.found}, before line ${c.expected ?? '?'} that it once had; restore it from a copy, or ${ANEW}`,
  'guardian/memory-missing': (c) =>
    `there is no memory ${c.file}; a new guardian begins one with \`istsi guardian init\``,
  'guardian/memory-exists': (c) =>
    `there is, or was, a memory ${c.file}; it is not replaced. Choose another path, or move it and its .head away`,
  'guardian/memory-in-use': (c) =>
    `another process writes the memory ${c.file}; one guardian has one process. Stop the other one first`,
  'guardian/memory-not-written': (c) => `the guardian's memory ${c.file} cannot be written; make room on its disk`,
  'guardian/memory-of-another': (c) =>
    `the memory ${c.file} is of ${c.found}, not of ${c.address}; check the configuration`,
  'guardian/no-descriptor': () => 'a guardian needs the descriptor of at least one epoch of the custody',
  'guardian/no-log-key': (c) =>
    `a witness is told which audit log it is of: ${c.named} is neither a verifier key (name+id+key) nor the address of a key (G…)`,
  'guardian/not-sent': (c) => `the guardian could not ${c.action}: ${c.reason}`,
};

export class GuardianError<C extends keyof GuardianErrors = keyof GuardianErrors> extends CodedError<
  GuardianErrors,
  C
> {
  constructor(code: C, context: GuardianErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}

export const memoryFailure: JournalFailure = (file, problem, options) => {
  switch (problem.is) {
    case 'damaged':
      return new GuardianError('guardian/memory-damaged', { file, line: problem.line }, options);
    case 'rolled-back': {
      const { found, expected } = problem;
      return new GuardianError('guardian/memory-rolled-back', { file, found, expected }, options);
    }
    default:
      return new GuardianError(`guardian/memory-${problem.is}`, { file }, options);
  }
};
