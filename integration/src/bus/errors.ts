import { CodedError } from '@istsi/bitcoin-custody';

export type BusErrors = {
  'bus/unknown-consumer': { name: string };
  'bus/no-such-place': { seq: string; head: string };
  'bus/archived': { seq: string; through: string; archive: string; file: string; line: number };
};

const messages: { [C in keyof BusErrors]: (context: BusErrors[C]) => string } = {
  'bus/unknown-consumer': (c) => `nobody reads the event bus under the name ${c.name}`,
  'bus/no-such-place': (c) => `the event bus has the places 1 to ${c.head}, and not ${c.seq}`,
  'bus/archived': (c) =>
    `event ${c.seq} is in archive ${c.archive}, ${c.file}, line ${c.line}: up to ${c.through} they are there; \`istsi archive restore\` brings them back, and behind ${c.through} all are here`,
};

export class BusError<C extends keyof BusErrors = keyof BusErrors> extends CodedError<BusErrors, C> {
  constructor(code: C, context: BusErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
