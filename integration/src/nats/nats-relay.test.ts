import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCertificate, type Log, silentLog } from '@istsi/bitcoin-custody';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { createDeath, mortalDatabase } from '../../test/dying.ts';
import { type NatsServer, noNatsServer, startNats } from '../../test/nats-server.ts';
import { until } from '../../test/world.ts';
import { listConsumers, pauseConsumer, replayEvents, resumeConsumer } from '../bus/consumer-store.ts';
import type { BusEvent } from '../bus/envelope.ts';
import { bitcoinEvents } from '../bus/own-events.ts';
import { readBus } from '../bus/read-events.ts';
import { sequenceEvents } from '../bus/sequencer.ts';
import { type Database, int8AsBigint, openDatabase } from '../database/open-database.ts';
import { checkNats, createNatsRelay, type NatsRelay } from './nats-relay.ts';
import { defaultNats, type NatsSettings } from './nats-settings.ts';
import { relayNext, takeUpPlace } from './relay-events.ts';
import { openRelayStream } from './relay-stream.ts';

if (noNatsServer !== undefined) console.warn(`the relay to NATS is not tested: ${noNatsServer}`);

let databases: TestDatabases;
let databaseUrl: string;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases?.stop());

let server: NatsServer;
let settings: NatsSettings;
let written: number;
beforeEach(async () => {
  databaseUrl = await databases.create();
  database = await openDatabase(databaseUrl, silentLog);
  written = 0;
  return async () => await database.close();
});

/** Writes so many events; answers their ids. */
async function write(count: number, padding = ''): Promise<string[]> {
  const rows = Array.from({ length: count }, () => {
    const id = `bitcoin:test:${written++}`;
    const type = written % 2 === 0 ? bitcoinEvents.spent : bitcoinEvents.received;
    const data = JSON.stringify({ id, padding });
    return { ...{ id, chain: 'bitcoin' as const, height: 1, type, source: 'urn:istsi:test', data } };
  });
  await database.db.insertInto('istsi.bus_events').values(rows).execute();
  await sequenceEvents(database);
  return rows.map(({ id }) => id);
}

interface Message {
  subject: string;
  id: string;
  contentType: string;
  event: BusEvent;
}

async function manage<T>(work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: [server.address] });
  try {
    return await work(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

/** All that the stream holds, in its order. */
const inStream = async (): Promise<Message[]> =>
  await manage(async (manager) => {
    const { state } = await manager.streams.info(settings.stream);
    const messages: Message[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(settings.stream, { seq });
      if (!message) continue;
      const { subject, header } = message;
      const [id, contentType] = [header.get('Nats-Msg-Id'), header.get('Content-Type')];
      messages.push({ subject, id, contentType, event: message.json<BusEvent>() });
    }
    return messages;
  });

const idsInStream = async (): Promise<string[]> => (await inStream()).map(({ id }) => id);
const place = async () => (await listConsumers(database.db)).find(({ name }) => name === 'nats');

/** Opens the stream and relays what there is, as a process does that is started now. */
async function relayOnce(on: Database = database, log: Log = silentLog): Promise<void> {
  const stream = await openRelayStream(settings);
  try {
    const world = { db: on.db, stream, log };
    await takeUpPlace(world);
    while ((await relayNext(world)) > 0);
  } finally {
    await stream.close();
  }
}

/** A relay that runs until the test stops it. */
function startRelay(log: Log = silentLog): { relay: NatsRelay; stop(): Promise<void> } {
  const stopping = new AbortController();
  const relay = createNatsRelay({ database, log }, settings);
  const running = relay.run(stopping.signal);
  return {
    relay,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const caughtUp = async (): Promise<void> => {
  await until(
    async () => ((await place())?.lag === 0n ? true : undefined),
    () => 'the relay to catch up',
  );
};

describe.skipIf(noNatsServer !== undefined)('the relay', () => {
  let number = 0;
  beforeAll(async () => {
    server = await startNats('max_payload: 16KB\nmax_pending: 1MB');
  });
  afterAll(async () => await server?.stop());
  beforeEach(() => {
    const stream = `${defaultNats.stream}_${++number}`;
    settings = { ...defaultNats, servers: [`nats://${server.address}`], stream, subjectPrefix: `istsi.${number}` };
  });

  test('tells every event as it is on the bus, in its order, under its id and a subject of its type', async () => {
    await write(450);
    await relayOnce();
    const messages = await inStream();
    const events = await readBus(database.db, { after: 0n, limit: 1_000 });
    expect(messages.map(({ event }) => event)).toEqual(events);
    expect(messages.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(messages[0]).toMatchObject({
      ...{ subject: `istsi.${number}.bitcoin.OutputReceived.v1`, contentType: 'application/cloudevents+json' },
    });
    expect(await place()).toMatchObject({ position: 450n, lag: 0n, poison: 0 });
  });

  test('goes on with what comes, and makes good what it missed while no server was there', async () => {
    const said: string[] = [];
    const { relay, stop } = startRelay((level, message) => void said.push(`${level} ${message}`));
    const ids = await write(3);
    await caughtUp();
    await server.kill();
    ids.push(...(await write(5)));
    await until(
      () => Promise.resolve(relay.problem()),
      () => 'the relay to say that no server is there',
    );
    expect((await place())?.lag).toBe(5n);
    await server.start();
    await caughtUp();
    expect(await idsInStream()).toEqual(ids);
    expect(relay.problem()).toBeUndefined();
    expect(said.filter((line) => line.startsWith('warn'))).toHaveLength(1);
    expect(said.at(-1)).toBe('info events are relayed to NATS again');
    await stop();
  });

  test('killed after any exchange with the database leaves nothing out, and has each event in the stream once', async () => {
    // Nothing is remembered of ids: what is not sent twice is so by the place alone.
    await manage(async (manager) => {
      const subjects = [`${settings.subjectPrefix}.>`];
      await manager.streams.add({ name: settings.stream, subjects, duplicate_window: 100_000_000 });
    });
    const ids: string[] = [];
    let isDone = false;
    let deaths = 0;
    for (let exchange = 1; exchange < 60 && !isDone; exchange++, deaths++) {
      ids.push(...(await write(2)));
      const death = createDeath(exchange);
      const mortal = mortalDatabase(databaseUrl, int8AsBigint, death);
      await relayOnce(mortal).catch(() => undefined);
      await mortal.close().catch(() => undefined);
      isDone = death.count() < exchange;
      await new Promise((resolve) => setTimeout(resolve, 120));
      await relayOnce();
      expect(await idsInStream(), `killed after exchange ${exchange}`).toEqual(ids);
    }
    expect(isDone).toBe(true);
    expect(deaths).toBeGreaterThan(5);
  });

  test('sends again what the server had acknowledged and then lost', async () => {
    const said: string[] = [];
    const ids = await write(4);
    await relayOnce();
    await server.kill();
    const copy = `${server.storage}-copy`;
    cpSync(server.storage, copy, { recursive: true });
    await server.start();
    ids.push(...(await write(4)));
    await relayOnce();
    await server.kill();
    rmSync(server.storage, { recursive: true });
    cpSync(copy, server.storage, { recursive: true });
    rmSync(copy, { recursive: true });
    await server.start();
    expect(await idsInStream()).toEqual(ids.slice(0, 4));
    await relayOnce(database, (level, message) => void said.push(`${level} ${message}`));
    expect(await idsInStream()).toEqual(ids);
    expect(said).toEqual(['warn the stream of NATS lacks events that it had taken: they are sent again']);
  });

  test('tells everything to a stream that was made anew, and nothing twice to one whose place the database lost', async () => {
    const ids = await write(6);
    await relayOnce();
    await manage(async (manager) => await manager.streams.delete(settings.stream));
    await relayOnce();
    expect(await idsInStream()).toEqual(ids);
    await database.db.deleteFrom('istsi.bus_consumers').execute();
    ids.push(...(await write(1)));
    await relayOnce();
    expect(await idsInStream()).toEqual(ids);
  });

  test('keeps the order where two send at once, as when one was taken over from and does not know it yet', async () => {
    const ids = await write(600);
    const streams = [await openRelayStream(settings), await openRelayStream(settings)];
    await Promise.all(
      streams.map(async (stream) => {
        const world = { db: database.db, stream, log: silentLog };
        await takeUpPlace(world);
        for (let left = 1; left > 0; ) left = await relayNext(world).catch(() => 0);
      }),
    );
    for (const stream of streams) await stream.close();
    await relayOnce();
    expect(await idsInStream()).toEqual(ids);
  });

  test('is paused, resumed and has a range once more, like every reader of the bus', async () => {
    const ids = await write(3);
    await relayOnce();
    await pauseConsumer(database.db, 'nats');
    ids.push(...(await write(2)));
    await relayOnce();
    expect(await idsInStream()).toEqual(ids.slice(0, 3));
    await resumeConsumer(database.db, 'nats');
    await replayEvents(database.db, 'nats', { from: 2n, through: 3n });
    await relayOnce();
    // The server remembers their ids, and counts them once.
    expect(await idsInStream()).toEqual(ids);
    expect(await place()).toMatchObject({ position: 5n, replay: undefined });
  });

  test('puts aside an event that the server would never take, and goes on', async () => {
    const ids = await write(2);
    await write(1, 'x'.repeat(20_000));
    ids.push(...(await write(2)));
    await relayOnce();
    expect(await idsInStream()).toEqual(ids);
    expect(await place()).toMatchObject({ position: 5n, poison: 1 });
  });

  test('writes into no stream that is of something else, and makes none to look', async () => {
    expect(await checkNats(settings)).toMatch(/the stream .* is made when it is needed/);
    await manage(async (manager) => {
      await expect(manager.streams.info(settings.stream)).rejects.toThrow('stream not found');
      await manager.streams.add({ name: settings.stream, subjects: [`others.${number}`] });
    });
    await expect(checkNats(settings)).rejects.toMatchObject({ code: 'nats/other-stream' });
    await expect(relayOnce()).rejects.toMatchObject({ code: 'nats/other-stream' });
  });
});

describe.skipIf(noNatsServer !== undefined)('a server that asks who it is, over TLS,', () => {
  const own = createCertificate({ name: 'nats', hosts: ['127.0.0.1'], validDays: 30 });
  const directory = mkdtempSync(path.join(tmpdir(), 'istsi-nats-tls-'));
  const [certificate, key] = [path.join(directory, 'certificate'), path.join(directory, 'key')];
  beforeAll(async () => {
    writeFileSync(certificate, own.certificate);
    writeFileSync(key, own.key);
    const tls = `tls { cert_file: "${certificate}", key_file: "${key}" }`;
    server = await startNats(`${tls}\nauthorization { user: relay, password: "right one" }`);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true });
  });
  const login = { user: 'relay', password: 'right one' };
  const tls = { ca: own.certificate };
  const at = (change: Partial<NatsSettings>): NatsSettings => ({
    ...{ ...defaultNats, servers: [`tls://${server.address}`], login, tls },
    ...change,
  });

  test('lets it in with its password, and knows the stream', async () => {
    expect(await checkNats(at({}))).toMatch(/is made when it is needed$/);
  });

  test.each<[string, Partial<NatsSettings>, RegExp]>([
    ['with another password', { login: { user: 'relay', password: 'wrong' } }, /no NATS server is reached.*[Aa]uthori/],
    ['without one', { login: undefined }, /[Aa]uthori/],
    ['whose certificate nobody vouches for', { tls: undefined }, /certificate/],
  ])('is not spoken to %s', async (_, change, problem) => {
    const failure = await checkNats(at(change)).catch((error: Error) => error.message);
    expect(failure).toMatch(problem);
    expect(failure).not.toContain('wrong');
  });
});

test.skipIf(noNatsServer !== undefined)(
  'a server without TLS is not told who it is where tls:// is wanted',
  async () => {
    const plain = await startNats();
    const servers = [`tls://${plain.address}`];
    await expect(checkNats({ ...defaultNats, servers, login: { token: 'secret' } })).rejects.toThrow(/tls/);
    await plain.stop();
  },
);

test('where no server is, it is said which one', async () => {
  const servers = ['nats://127.0.0.1:1'];
  await expect(checkNats({ ...defaultNats, servers })).rejects.toThrow(
    /no NATS server is reached at nats:\/\/127\.0\.0\.1:1: /,
  );
});
