import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { createDeath, mortalDatabase } from '../../test/dying.ts';
import { until } from '../../test/world.ts';
import { busServices } from '../bus/bus-services.ts';
import { bitcoinEvents } from '../bus/own-events.ts';
import { sequenceEvents } from '../bus/sequencer.ts';
import type { BusWorld } from '../bus/streams.ts';
import { type Database, int8AsBigint, openDatabase } from '../database/open-database.ts';
import { type DeliveryWorld, deliverDue } from './deliver.ts';
import { postOnce } from './post-once.ts';
import { collect, runWebhooks } from './run-webhooks.ts';
import { webhookServices } from './webhook-services.ts';
import { forgetDelivered, loadRow } from './webhook-store.ts';

const allowed = ['127.0.0.1/32'];

interface Received {
  id: string;
  body: string;
  headers: IncomingMessage['headers'];
}

/** A receiver that answers as it is told to, by default that it took it. */
interface Receiver {
  url: string;
  received: Received[];
  answer: (response: ServerResponse, message: Received) => void;
  stop(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      const message = { id: String(headers['webhook-id']), body: Buffer.concat(chunks).toString(), headers };
      receiver.received.push(message);
      receiver.answer(response, message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: (response) => void response.writeHead(204).end(),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

let databases: TestDatabases;
let database: Database;
let receiver: Receiver;
let now: number;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  receiver = await startReceiver();
  // Later than whatever the database has the time of.
  now = Date.now() + 60_000;
});
afterEach(async () => {
  await receiver.stop();
  await database.close();
});

const answers =
  (status: number, headers: Record<string, string> = {}): Receiver['answer'] =>
  (response) =>
    void response.writeHead(status, headers).end();

const services = () => {
  // Nothing of the chain is asked for here.
  const events = busServices({ database, log: silentLog } as unknown as BusWorld);
  return webhookServices(database.db, events, { post: { allowed } });
};
const world = (db = database.db): DeliveryWorld => ({
  ...{ db, post: { allowed, timeoutMs: 60_000 } },
  ...{ now: () => new Date(now), random: () => 0 },
});

async function publish(...ids: string[]): Promise<void> {
  const rowOf = (id: string) => ({
    ...{ id, chain: 'bitcoin' as const, height: 1, source: 'urn:istsi:test' },
    ...{ type: id.startsWith('spent') ? bitcoinEvents.spent : bitcoinEvents.received, data: JSON.stringify({ id }) },
  });
  await database.db.insertInto('istsi.bus_events').values(ids.map(rowOf)).execute();
  await sequenceEvents(database);
}

async function send(id: string, on = database): Promise<void> {
  const { signal } = new AbortController();
  await collect(on, await loadRow(on.db, id), silentLog, signal);
  await deliverDue(world(on.db), id);
}

const ids = (): string[] => receiver.received.map(({ id }) => id);
const states = async (id: string) =>
  (await services().deliveries(id, { limit: 100 })).map(({ eventId, state, attempts }) => [eventId, state, attempts]);

describe('an endpoint', () => {
  test('gets what comes, as a CloudEvent that is signed with its secret', async () => {
    await publish('before');
    const { id, secret } = await services().add({ url: receiver.url });
    await publish('a', 'b');
    await send(id);
    await send(id);
    expect(ids().sort()).toEqual(['a', 'b']);
    for (const { body, headers } of receiver.received) {
      expect(headers['content-type']).toBe('application/cloudevents+json');
      expect(JSON.parse(body)).toMatchObject({ specversion: '1.0', id: headers['webhook-id'] });
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const signature = createHmac('sha256', key).update(content).digest('base64');
      expect(headers['webhook-signature']).toContain(`v1,${signature}`);
    }
  });

  test('gets everything that ever was, and only what it wants, where it asks for that', async () => {
    await publish('a', 'spent-1', 'b');
    const { id } = await services().add({ url: receiver.url, from: 'first', types: [bitcoinEvents.spent] });
    await publish('spent-2', 'c');
    await send(id);
    expect(ids().sort()).toEqual(['spent-1', 'spent-2']);
  });

  test('that fails is tried nine times over a day, and then given up for an operator to see and try again', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish('a');
    receiver.answer = answers(500);
    const began = now;
    const attempts: number[] = [];
    for (let step = 0; step < 100 && (await states(id))[0]?.[1] !== 'dead'; step++) {
      const before = receiver.received.length;
      await send(id);
      if (receiver.received.length > before) attempts.push(now - began);
      // When it is due, or the endpoint no longer left alone.
      const [delivery] = await services().deliveries(id, { limit: 1 });
      const { openUntil } = await services().get(id);
      now = Math.max(Number(delivery?.nextAt ?? 0), Number(openUntil ?? 0), now + 1);
    }
    expect(attempts).toHaveLength(9);
    expect(attempts.at(-1)).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(await states(id)).toEqual([['a', 'dead', 9]]);
    receiver.answer = answers(200);
    await services().enable(id);
    await send(id);
    expect(await states(id)).toEqual([['a', 'delivered', 1]]);
    expect(receiver.received).toHaveLength(10);
  });

  test('that fails and fails is left alone for a while, then tried with one message, and gets the rest when it takes it', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish(...Array.from({ length: 12 }, (_, n) => `event-${n}`));
    receiver.answer = answers(503);
    await send(id);
    const tried = receiver.received.length;
    expect(tried).toBeLessThan(12);
    expect((await services().get(id)).openUntil).toBeDefined();
    await send(id);
    expect(receiver.received).toHaveLength(tried);
    now += 20 * 60_000;
    await send(id);
    expect(receiver.received).toHaveLength(tried + 1);
    receiver.answer = answers(200);
    now += 3 * 3_600_000;
    await send(id);
    expect((await states(id)).map(([, state]) => state)).toEqual(Array(12).fill('delivered'));
    expect(await services().get(id)).toMatchObject({ failures: 0, openUntil: undefined });
  });

  test('that says that it is gone gets nothing more, until an operator says otherwise', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish('a', 'b');
    receiver.answer = answers(410);
    await send(id);
    const tried = receiver.received.length;
    expect((await services().get(id)).disabled).toContain('410');
    now += 3_600_000;
    await send(id);
    expect(receiver.received).toHaveLength(tried);
  });

  test('that asks for time is given it', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish('a');
    receiver.answer = answers(429, { 'retry-after': '600' });
    await send(id);
    receiver.answer = answers(200);
    now += 599_000;
    await send(id);
    expect(receiver.received).toHaveLength(1);
    now += 2_000;
    await send(id);
    expect(receiver.received).toHaveLength(2);
  });

  test('has two live keys after a rotation, and one a day later', async () => {
    const { id, secret } = await services().add({ url: receiver.url });
    const rotated = await services().rotate(id);
    expect(rotated.secret).not.toBe(secret);
    expect(rotated.publicKeys).toHaveLength(2);
    await publish('a');
    await send(id);
    now += 25 * 3_600_000;
    await publish('b');
    await send(id);
    const counts = receiver.received.map(({ headers }) => String(headers['webhook-signature']).split(' ').length);
    expect(counts).toEqual([4, 2]);
  });

  test('gets a range once more, and goes on where it was', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish('a', 'b', 'c');
    await send(id);
    await services().replay(id, { from: 2n, through: 3n });
    now += 60_000;
    await send(id);
    await publish('d');
    now += 60_000;
    await send(id);
    expect(ids().sort()).toEqual(['a', 'b', 'b', 'c', 'c', 'd']);
  });

  test('is tested at once, and what came of it is said', async () => {
    const { id } = await services().add({ url: receiver.url });
    expect(await services().test(id)).toEqual({ ok: true, status: 204 });
    receiver.answer = answers(500);
    expect(await services().test(id)).toMatchObject({ ok: false, status: 500, reason: 'HTTP 500' });
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(
      Array(2).fill('com.istsi.bus.WebhookTest.v1'),
    );
    expect(await services().deliveries(id, { limit: 10 })).toEqual([]);
  });

  test('that took its events long ago has them forgotten, and not those that it did not take', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish('a');
    await send(id);
    receiver.answer = answers(500);
    await publish('b');
    await send(id);
    await forgetDelivered(database.db, new Date(now + 1));
    expect((await states(id)).map(([event]) => event)).toEqual(['b']);
  });

  test('that is removed leaves nothing behind', async () => {
    const { id } = await services().add({ url: receiver.url });
    await publish('a');
    await send(id);
    await services().remove(id);
    expect(await services().list()).toEqual([]);
    expect(await database.db.selectFrom('istsi.bus_consumers').selectAll().execute()).toEqual([]);
    await expect(services().get(id)).rejects.toMatchObject({ code: 'webhooks/unknown' });
  });
});

describe('no webhook is made', () => {
  test.each<[string, string, string]>([
    ['of no URL', 'nowhere', 'webhooks/unusable-url'],
    ['without encryption', 'http://8.8.8.8/hook', 'webhooks/unusable-url'],
    ['for another protocol', 'ftp://8.8.8.8/hook', 'webhooks/unusable-url'],
    ['with a password in it', 'https://user:password@8.8.8.8/hook', 'webhooks/unusable-url'],
    ['with a fragment', 'https://8.8.8.8/hook#part', 'webhooks/unusable-url'],
    ['for the metadata of a cloud', 'http://169.254.169.254/latest/meta-data', 'webhooks/unusable-url'],
    ['for a mapped address', 'https://[::ffff:127.0.0.1]/', 'webhooks/unusable-url'],
  ])('%s', async (_, url, code) => {
    await expect(services().add({ url })).rejects.toMatchObject({ code });
    expect(await services().list()).toEqual([]);
  });

  test('for events that there are not', async () => {
    const types = ['com.istsi.bus.Nothing.v1'];
    await expect(services().add({ url: receiver.url, types })).rejects.toMatchObject({ code: 'webhooks/unknown-type' });
  });
});

describe('a request', () => {
  const message = { headers: {}, body: '{}' };
  const post = async (url = receiver.url, timeoutMs = 60_000) => await postOnce(url, message, { allowed, timeoutMs });

  test('follows no redirect', async () => {
    const other = await startReceiver();
    receiver.answer = answers(307, { location: other.url });
    expect(await post()).toMatchObject({ ok: false, status: 307, reason: expect.stringContaining('not followed') });
    expect(other.received).toEqual([]);
    await other.stop();
  });

  test('reads no endless answer', async () => {
    let written = 0;
    receiver.answer = (response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && written < 64 * 1024 * 1024 && response.write(Buffer.alloc(16_384)))
          written += 16_384;
      };
      response.on('drain', more);
      more();
    };
    expect(await post()).toMatchObject({ ok: false, reason: expect.stringContaining('larger than 65536 bytes') });
    expect(written).toBeLessThan(8 * 1024 * 1024);
  });

  test('waits for no receiver that answers drop by drop, or not at all', async () => {
    receiver.answer = (response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(drops));
    };
    expect(await post(receiver.url, 400)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('within 400 ms'),
    });
    const mute = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    expect(await post(`http://127.0.0.1:${port}/`, 400)).toMatchObject({ ok: false });
    mute.close();
  });

  test('reaches nothing that is not public, however it is named', async () => {
    const { port } = new URL(receiver.url);
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]']) {
      expect(await postOnce(`http://${host}:${port}/`, message)).toMatchObject({ ok: false });
    }
    expect(receiver.received).toEqual([]);
  });
});

test('killed after any exchange with the database, every event is sent, and none is forgotten', async () => {
  await database.close();
  const url = await databases.create();
  database = await openDatabase(url, silentLog);
  let isDone = false;
  let exchange = 1;
  for (; !isDone; exchange++) {
    const { id } = await services().add({ url: receiver.url });
    receiver.received = [];
    await publish(...['a', 'b', 'c'].map((name) => `${name}-${exchange}`));
    const death = createDeath(exchange);
    const mortal = mortalDatabase(url, int8AsBigint, death);
    await send(id, mortal).catch(() => undefined);
    await mortal.close().catch(() => undefined);
    isDone = death.count() < exchange;
    // What it had in hand comes back when its lease is over, and the server has noticed that the session is gone.
    await until(
      async () => {
        now += 60_000;
        await send(id);
        const found = await states(id);
        return found.length === 3 && found.every(([, state]) => state === 'delivered') ? true : undefined;
      },
      () => `everything to be sent after exchange ${exchange}`,
    );
    const sent = [...new Set(ids())].sort();
    expect(sent, `killed after exchange ${exchange}`).toEqual(['a', 'b', 'c'].map((name) => `${name}-${exchange}`));
    await services().remove(id);
  }
  expect(exchange).toBeGreaterThan(15);
});

test('an endpoint that never answers holds up no other', async () => {
  const slow = await startReceiver();
  slow.answer = () => undefined;
  await services().add({ url: slow.url });
  const { id } = await services().add({ url: receiver.url });
  const stopping = new AbortController();
  const post = { allowed, timeoutMs: 60_000 };
  const running = runWebhooks({ database, post, log: silentLog }, stopping.signal);
  await publish(...Array.from({ length: 20 }, (_, n) => `event-${n}`));
  await until(
    async () =>
      (await services().deliveries(id, { state: 'delivered', limit: 100 })).length === 20 ? true : undefined,
    () => 'the other one to have everything',
  );
  // Which of the two is sent to first is chance.
  await until(
    () => Promise.resolve(slow.received.length > 0 || undefined),
    () => 'the slow one to have been sent something',
  );
  stopping.abort();
  await slow.stop();
  await running;
});
