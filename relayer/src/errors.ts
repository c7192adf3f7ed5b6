import { CodedError } from '@istsi/bitcoin-custody';

export type RelayerErrors = {
  'relayer/idle-lag': { leastHeaders: number; mostLag: number };
};

const messages: { [C in keyof RelayerErrors]: (context: RelayerErrors[C]) => string } = {
  'relayer/idle-lag': (c) =>
    `the relay would count as behind from ${c.mostLag + 1} blocks on, before the ${c.leastHeaders} that are waited for are there`,
};

/** Why a relayer does not even begin. */
export class RelayerError<C extends keyof RelayerErrors = keyof RelayerErrors> extends CodedError<RelayerErrors, C> {
  constructor(code: C, context: RelayerErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
