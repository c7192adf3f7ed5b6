import { CodedError } from '@istsi/bitcoin-custody';

export type NatsErrors = {
  'nats/unreachable': { servers: string; problem: string };
  'nats/no-stream': { stream: string; problem: string };
  'nats/other-stream': { stream: string; subjects: string; wanted: string };
  'nats/stream-changed': { stream: string; problem: string };
  'nats/not-taken': { stream: string; problem: string };
};

const messages: { [C in keyof NatsErrors]: (context: NatsErrors[C]) => string } = {
  'nats/unreachable': (c) => `no NATS server is reached at ${c.servers}: ${c.problem}`,
  'nats/no-stream': (c) => `the stream ${c.stream} can be neither opened nor made: ${c.problem}`,
  'nats/other-stream': (c) => `the stream ${c.stream} is of ${c.subjects}, and not of ${c.wanted}: name another stream`,
  'nats/stream-changed': (c) =>
    `the stream ${c.stream} is not as the relay left it, and is looked at again: ${c.problem}`,
  'nats/not-taken': (c) => `the stream ${c.stream} did not take an event: ${c.problem}`,
};

export class NatsError<C extends keyof NatsErrors = keyof NatsErrors> extends CodedError<NatsErrors, C> {
  constructor(code: C, context: NatsErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
