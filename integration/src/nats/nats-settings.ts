/** Where the events of the bus are relayed to: one stream of NATS JetStream, which is the relay's own. */
export interface NatsSettings {
  /** `nats://host:4222`, or `tls://host:4222` to speak TLS or not at all. One after the other is tried. */
  servers: readonly string[];
  /** Made where it is missing. */
  stream: string;
  /** Every event has a subject below this one: `<prefix>.<contract>.<event>.v1`. */
  subjectPrefix: string;
  /** Of a stream that is made here: how many servers keep it. */
  replicas: number;
  /** Of a stream that is made here: how long events are kept; undefined: for ever. */
  retentionMs?: number | undefined;
  /** Who the relay is: the text of a `.creds` file, a user with a password, or a token. Absent: anybody. */
  login?: { credentials: string } | { user: string; password: string } | { token: string } | undefined;
  /** In PEM. `ca`: who may vouch for the servers. `own`: what the relay shows of itself. */
  tls?: { ca?: string | undefined; own?: { key: string; certificate: string } | undefined } | undefined;
}

export const defaultNats = { stream: 'ISTSI_EVENTS', subjectPrefix: 'istsi.events', replicas: 1 } as const;

/** What all types of event begin with. */
const TYPES = 'com.istsi.';

/** `com.istsi.bitcoin.OutputSpent.v1` is `istsi.events.bitcoin.OutputSpent.v1`: `istsi.events.bitcoin.>` is all of Bitcoin's. */
export const subjectOf = (prefix: string, type: string): string =>
  `${prefix}.${type.startsWith(TYPES) ? type.slice(TYPES.length) : type}`;
