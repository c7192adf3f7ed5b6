import { CodedError } from '@istsi/bitcoin-custody';

export type SuspicionErrors = {
  'suspicion/unknown-flag': { id: string };
  'suspicion/closed': { id: string; by: string };
};

const messages: { [C in keyof SuspicionErrors]: (context: SuspicionErrors[C]) => string } = {
  'suspicion/unknown-flag': (c) => `there is no flag ${c.id}`,
  'suspicion/closed': (c) => `${c.id} was closed before, by ${c.by}`,
};

export class SuspicionError<C extends keyof SuspicionErrors = keyof SuspicionErrors> extends CodedError<
  SuspicionErrors,
  C
> {
  constructor(code: C, context: SuspicionErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
