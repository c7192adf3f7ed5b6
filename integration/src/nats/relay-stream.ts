import { isIP } from 'node:net';
import { describeError } from '@istsi/bitcoin-custody';
import type { JetStreamManager, PubAck } from '@nats-io/jetstream';
import type { Authenticator, NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import type { BusEvent } from '../bus/envelope.ts';
import { NatsError } from './errors.ts';
import { type NatsSettings, subjectOf } from './nats-settings.ts';

/** The relay's stream, over one connection. When that ends it is opened anew: nothing reconnects behind its back. */
export interface RelayStream {
  /** It was not there before, and holds nothing. */
  isNew: boolean;
  messages: number;
  server: string;
  /** What no message may be larger than. */
  mostBytes: number;
  /** Id of the last event in it. */
  lastId(): Promise<string | undefined>;
  /**
   * Appends events in their order. An event counts once its stream has acknowledged it, and only as long as all before it did:
   * answers how many, and why no more.
   */
  append(events: readonly BusEvent[]): Promise<{ taken: number; problem?: NatsError }>;
  /** Resolves when the connection is gone, with the reason where there is one. */
  ended: Promise<Error | undefined>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
const NANOSECONDS_PER_MS = 1_000_000;
/** JetStream's codes of errors. */
const NO_MESSAGE = 10_037;
const WRONG_LAST_SEQUENCE = 10_071;

/** `look`: a stream that is missing is not made. */
export async function openRelayStream(settings: NatsSettings, how: 'use' | 'look' = 'use'): Promise<RelayStream> {
  const connection = await connect(settings);
  try {
    return await openStream(connection, settings, how);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * The libraries are loaded where NATS is configured, and nowhere else. Servers are tried here, one after the other: the library
 * would check the certificate of an address against the name `localhost`.
 */
async function connect(settings: NatsSettings): Promise<NatsConnection> {
  const nats = await import('@nats-io/transport-node');
  const problems: string[] = [];
  let cause: unknown;
  for (const server of settings.servers) {
    try {
      return await nats.connect(optionsFor(nats, server, settings));
    } catch (error) {
      cause = error;
      problems.push(describeError(error));
    }
  }
  const servers = settings.servers.join(', ');
  throw new NatsError('nats/unreachable', { servers, problem: [...new Set(problems)].join('; ') }, { cause });
}

function optionsFor(
  nats: typeof import('@nats-io/transport-node'),
  server: string,
  { login, tls }: NatsSettings,
): NodeConnectionOptions {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  const secure = {
    ...(isIP(host) !== 0 && { host }),
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    ...(tls?.own && { key: tls.own.key, cert: tls.own.certificate }),
  };
  return {
    ...{ servers: [server], name: 'istsi', timeout: CONNECT_MS, reconnect: false, ignoreClusterUpdates: true },
    ...(login && { authenticator: authenticatorOf(nats, login) }),
    ...((tls !== undefined || server.startsWith('tls://')) && { tls: secure }),
  };
}

function authenticatorOf(
  nats: typeof import('@nats-io/transport-node'),
  login: NonNullable<NatsSettings['login']>,
): Authenticator {
  if ('credentials' in login) return nats.credsAuthenticator(new TextEncoder().encode(login.credentials));
  if ('token' in login) return nats.tokenAuthenticator(login.token);
  return nats.usernamePasswordAuthenticator(login.user, login.password);
}

async function openStream(
  connection: NatsConnection,
  settings: NatsSettings,
  how: 'use' | 'look',
): Promise<RelayStream> {
  const { stream, subjectPrefix } = settings;
  const { jetstream, jetstreamManager } = await import('@nats-io/jetstream');
  const { headers: createHeaders } = await import('@nats-io/transport-node');
  const all = `${subjectPrefix}.>`;
  const { manager, isNew, state } = await findOrMake(() => jetstreamManager(connection), settings, how);
  const publisher = jetstream(connection);
  let last = state.last_seq;

  function publish(event: BusEvent, after: number): Promise<PubAck> {
    // Structured mode, as the binding for NATS says.
    const headers = createHeaders();
    headers.set('Content-Type', 'application/cloudevents+json');
    return publisher.publish(subjectOf(subjectPrefix, event.type), JSON.stringify(event), {
      ...{ headers, msgID: event.id, timeout: ANSWER_MS },
      // Whoever was taken over from while it still sends appends nothing; and nothing goes past what was not taken.
      expect: { streamName: stream, lastSequence: after },
    });
  }

  return {
    ...{ isNew, messages: state.messages, server: connection.getServer() },
    mostBytes: connection.info?.max_payload ?? Number.POSITIVE_INFINITY,
    ended: connection.closed().then((error) => error ?? undefined),
    close: async () => await connection.close(),
    async lastId() {
      try {
        const message = await manager.streams.getMessage(stream, { last_by_subj: all });
        return message?.header.get('Nats-Msg-Id');
      } catch (error) {
        if (codeOf(error) === NO_MESSAGE) return undefined;
        throw new NatsError('nats/no-stream', { stream, problem: describeError(error) }, { cause: error });
      }
    },
    async append(events) {
      const outcomes = await Promise.allSettled(events.map((event, i) => publish(event, last + i)));
      const failed = outcomes.findIndex(({ status }) => status === 'rejected');
      const taken = failed < 0 ? outcomes.length : failed;
      for (const outcome of outcomes.slice(0, taken))
        if (outcome.status === 'fulfilled') last = Math.max(last, outcome.value.seq);
      const failure = outcomes[taken];
      if (failure?.status !== 'rejected') return { taken };
      const problem = describeError(failure.reason);
      // Duplicates before it took no place of their own: from here on the places are known again.
      if (codeOf(failure.reason) === WRONG_LAST_SEQUENCE && taken > 0) return { taken };
      const code = codeOf(failure.reason) === WRONG_LAST_SEQUENCE ? 'nats/stream-changed' : 'nats/not-taken';
      return { taken, problem: new NatsError(code, { stream, problem }, { cause: failure.reason }) };
    },
  };
}

const EMPTY = { last_seq: 0, messages: 0 };

async function findOrMake(open: () => Promise<JetStreamManager>, settings: NatsSettings, how: 'use' | 'look') {
  const { stream, subjectPrefix, replicas, retentionMs } = settings;
  const all = `${subjectPrefix}.>`;
  try {
    const manager = await open();
    const found = await manager.streams.info(stream).catch((error: unknown) => {
      if ((error as Error).name === 'StreamNotFoundError') return undefined;
      throw error;
    });
    if (found) {
      const { subjects = [] } = found.config;
      if (!subjects.includes(all))
        throw new NatsError('nats/other-stream', { stream, subjects: subjects.join(', ') || 'none', wanted: all });
      return { manager, isNew: false, state: found.state };
    }
    if (how === 'look') return { manager, isNew: true, state: EMPTY };
    const { state } = await manager.streams.add({
      ...{ name: stream, subjects: [all], num_replicas: replicas, description: 'Events of iSTSi, in their order' },
      ...(retentionMs !== undefined && { max_age: retentionMs * NANOSECONDS_PER_MS }),
    });
    return { manager, isNew: true, state };
  } catch (error) {
    if (error instanceof NatsError) throw error;
    throw new NatsError('nats/no-stream', { stream, problem: describeError(error) }, { cause: error });
  }
}

const codeOf = (error: unknown): number | undefined => (error as { code?: number } | null)?.code;
