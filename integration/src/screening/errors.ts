import { CodedError } from '@istsi/bitcoin-custody';

export type ScreeningErrors = {
  'screening/unknown-case': { id: string };
  'screening/released': { id: string; by: string };
};

const messages: { [C in keyof ScreeningErrors]: (context: ScreeningErrors[C]) => string } = {
  'screening/unknown-case': (c) => `there is no screening case ${c.id}`,
  'screening/released': (c) => `${c.id} was released before, by ${c.by}`,
};

export class ScreeningError<C extends keyof ScreeningErrors = keyof ScreeningErrors> extends CodedError<
  ScreeningErrors,
  C
> {
  constructor(code: C, context: ScreeningErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
