import type { Socket } from 'node:net';
import pg from 'pg';
import { DatabaseError } from './errors.ts';

export interface Attention {
  /** How long a server that was asked something may say nothing before it is looked for over another connection. */
  silenceMs: number;
  /** How long a new connection may take, and the first answer over it. */
  connectMs: number;
}

export const ATTENTION: Attention = { silenceMs: 20_000, connectMs: 10_000 };

/** When the system itself begins to ask a peer that says nothing whether it is there; it gives up some ten seconds later. */
const KEEP_ALIVE_MS = 10_000;
/** How long the other side may take to close what we have closed. */
const PARTING_MS = 5_000;

/** A session of the server's, which a number alone would not name: it is given to others later. */
export interface Session {
  pid: number;
  since: string;
}

/**
 * A client of a server that may vanish without a word (a cable, a machine, a path through something that forgot the connection),
 * for which TCP by itself waits a quarter of an hour, or for ever. No answer of `silenceMs` has it look, over another connection,
 * whether the server is still at what it was asked: a statement may take as long as it takes. If it is not, or nothing answers
 * there either, everybody who waits is told, and the pool replaces the connection.
 */
export class AttentiveClient extends pg.Client {
  /** What `greet` learned: undefined before. */
  session: Session | undefined;
  readonly #attention: Attention;
  readonly #config: pg.ClientConfig;

  constructor(config: pg.ClientConfig & { attention?: Attention } = {}) {
    const { attention = ATTENTION, ...given } = config;
    const own = { ...given, ...attentive(attention) };
    super(own);
    this.#attention = attention;
    this.#config = own;
  }

  /** From now on its silence is noticed: called when it has connected. */
  watch(session: Session): void {
    this.session = session;
    const { silenceMs } = this.#attention;
    const socket = socketOf(this);
    socket.setTimeout(silenceMs);
    socket.on('timeout', () => {
      // What is sent or comes begins it anew, and this does not.
      socket.setTimeout(silenceMs);
      if (isAsked(this)) void this.#lookFor(session);
    });
  }

  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const socket = socketOf(this);
    // A peer that is gone closes nothing, and what waits for that would be a handle for a quarter of an hour.
    const parting = setTimeout(() => socket.destroy(), PARTING_MS).unref();
    socket.once('close', () => clearTimeout(parting));
    return callback ? super.end(callback) : super.end();
  }

  async #lookFor(session: Session): Promise<void> {
    const socket = socketOf(this);
    const heard = socket.bytesRead;
    const problem = await problemOf(session, this.#config, this.#attention);
    if (problem === undefined || socket.bytesRead !== heard) return;
    const { silenceMs } = this.#attention;
    socket.destroy(new DatabaseError('database/silent', { silenceMs, problem }));
  }
}

/** What each connection is opened with. */
export const attentive = ({ connectMs }: Attention): pg.ClientConfig => ({
  ...{ keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS, connectionTimeoutMillis: connectMs },
});

/** With TLS it is another one once it has connected. */
const socketOf = ({ connection }: pg.Client): Socket => connection.stream as Socket;

/** Something was asked and is not answered: what comes next would have to wait. */
const isAsked = (client: pg.Client): boolean =>
  (client as unknown as { readyForQuery: boolean }).readyForQuery === false;

/** SQLSTATE `too_many_connections`. */
const TOO_MANY_CONNECTIONS = '53300';

/** Why there is nothing to wait for; undefined while the server works on what it was asked. */
async function problemOf(
  { pid, since }: Session,
  config: pg.ClientConfig,
  attention: Attention,
): Promise<string | undefined> {
  const { connectMs } = attention;
  const client = new AttentiveClient({ ...config, attention });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ at_work: boolean }>({
      ...{ text: AT_WORK, values: [pid, since], query_timeout: connectMs },
    } as pg.QueryConfig);
    if (rows.length === 0) return 'the server has ended the session';
    return rows[0]?.at_work === false ? 'the server waits for us' : undefined;
  } catch (error) {
    // Whoever says that it has no connection left is there, and may well be at it.
    if ((error as { code?: unknown }).code === TOO_MANY_CONNECTIONS) return undefined;
    return `and none over another connection: ${(error as Error).message}`;
  } finally {
    void client.end().catch(() => undefined);
  }
}

const SINCE = "to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')";

/** Where the server keeps no record of what sessions do (`track_activities`), nobody can say, and it is waited for. */
const AT_WORK = `
  select state is null or (state not like 'idle%' and wait_event_type is distinct from 'Client') as at_work
  from pg_stat_activity where pid = $1 and ${SINCE} = $2`;

/**
 * What the server is to do by itself about a client that is gone, whose locks would otherwise be held for two hours; each only
 * where this server knows it.
 */
const SERVER_SETTINGS = {
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '30s',
  client_connection_check_interval: '15s',
};

const GREETING = `
  select pg_backend_pid() as pid,
    (select ${SINCE} from pg_stat_activity where pid = pg_backend_pid()) as since,
    (select count(pg_terminate_backend(pid)) from pg_stat_activity
      join unnest($1::int4[], $2::text[]) as left_behind (pid, since) using (pid)
      where ${SINCE} = left_behind.since and usename = current_user) as ended,
    (select count(set_config(name, wanted, false)) from pg_settings
      join unnest($3::text[], $4::text[]) as own (name, wanted) using (name)) as settings`;

/**
 * The first words over each connection of a pool. Sessions of earlier ones that broke are ended by it, for the server may not know:
 * behind a path that fails, it would keep what they hold, locks above all, for as long as it believes that somebody is there.
 */
export function createGreeting({ connectMs }: Attention): (client: AttentiveClient) => Promise<void> {
  const leftBehind = new Map<number, Session>();
  const names = Object.keys(SERVER_SETTINGS);

  return async (client) => {
    const gone = [...leftBehind.values()];
    const values = [gone.map(({ pid }) => pid), gone.map(({ since }) => since), names, Object.values(SERVER_SETTINGS)];
    const { rows } = await client.query<Session>({
      ...{ text: GREETING, values, query_timeout: connectMs },
    } as pg.QueryConfig);
    const session = rows[0] as Session;
    for (const { pid, since } of gone) if (leftBehind.get(pid)?.since === since) leftBehind.delete(pid);
    client.on('error', () => void leftBehind.set(session.pid, session));
    client.watch(session);
  };
}
