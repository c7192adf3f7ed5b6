import { connect } from 'node:net';
import { silentLog } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../integration/src/database/open-database.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const REGISTERED = 'com.istsi.kyc-registry.AddressRegistered.v1';
/** Longer than this process does anything in one go: who reads here is held up by that as well. */
const SLOW_READER_MS = 3_000;

let world: World;
let api: Api;
let url: string;
let database: Database;
beforeAll(async () => {
  world = await startWorld();
  api = await createApi({
    ...{ services: world.services, keys, version: '1.2.3', log: () => {}, requestsPerMinute: 100_000 },
    slowReaderMs: SLOW_READER_MS,
  });
  url = await api.listen({ host: '127.0.0.1', port: 0 });
  database = await openDatabase(world.databaseUrl, silentLog);
  await register();
  await settled();
});
afterAll(async () => {
  await api?.close();
  await database?.close();
  await world?.stop();
});

interface CloudEvent {
  sequence: string;
  type: string;
  subject?: string;
  data: Record<string, unknown>;
}

async function register(): Promise<string> {
  const address = Keypair.random().publicKey();
  await world.services.registerIdentity({ address, tier: 2 });
  return address;
}

/** Until the bus has told of everything that happened so far. */
async function settled(): Promise<void> {
  const { ledger = 0 } = (await world.services.status()).stellar;
  await until(
    async () => {
      const { verifiedLedger = 0, waiting } = await world.services.events.status();
      return verifiedLedger >= ledger && waiting === 0 ? true : undefined;
    },
    () => 'the bus',
  );
}

async function get(path: string) {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function readAll(query = ''): Promise<CloudEvent[]> {
  const events: CloudEvent[] = [];
  for (let after = '0'; ; ) {
    const { body } = await get(`/v1/events?after=${after}&limit=3${query}`);
    const { items, next_after } = body as { items: CloudEvent[]; next_after: string };
    if (items.length === 0) return events;
    events.push(...items);
    after = next_after;
  }
}

/** Reads a stream until `enough`, and hangs up. */
async function follow(
  query: string,
  lastEventId: string | undefined,
  enough: (events: CloudEvent[]) => boolean,
  opened: () => void = () => undefined,
) {
  const hangUp = new AbortController();
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  const response = await fetch(`${url}/v1/events${query}`, { headers, signal: hangUp.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  opened();
  const events: CloudEvent[] = [];
  const ids: string[] = [];
  let text = '';
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (!enough(events)) {
    const { done, value } = await reader.read();
    if (done) break;
    const blocks = `${text}${value}`.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) events.push(JSON.parse(data) as CloudEvent);
      ids.push(...(/^id: (.*)$/m.exec(block)?.slice(1) ?? []));
    }
  }
  hangUp.abort();
  expect(ids).toEqual(events.map(({ sequence }) => sequence));
  return events;
}

describe('the events of the bus', () => {
  test('are read page by page, without holes', async () => {
    const events = await readAll();
    expect(events.length).toBeGreaterThan(3);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => String(i + 1)));
    expect(events.some(({ type }) => type === REGISTERED)).toBe(true);
  });

  test('come live, and a reader that was cut off misses nothing and gets nothing twice', async () => {
    const users: unknown[] = [];
    // A stream that is not told where to begin tells what comes.
    let first = Promise.resolve<CloudEvent[]>([]);
    await new Promise<void>((opened) => {
      first = follow(`?type=${REGISTERED}`, undefined, (events) => events.length === 1, opened);
    });
    users.push(await register());
    const [seen] = await first;
    for (let n = 0; n < 3; n++) users.push(await register());
    const rest = await follow(`?type=${REGISTERED}`, seen!.sequence, (events) => events.length === 3);
    expect([seen!, ...rest].map(({ data }) => data.user)).toEqual(users);
  });

  test('are chosen by operation', async () => {
    const { depositAddress } = await world.createUser();
    const [paid] = await world.bitcoin.pay([depositAddress, 50_000n]);
    await world.bitcoin.mine(2);
    await world.waitFor(paid!, 'minted');
    await settled();
    const { body } = await get(`/v1/deposits/${paid!.txid}:${paid!.vout}`);
    const id = String(body.operation_id);
    const events = await readAll(`&subject=${id}`);
    expect(events.every(({ subject }) => subject === id)).toBe(true);
    const types = events.map(({ type }) => type);
    expect(types).toContain('com.istsi.bitcoin.OutputReceived.v1');
    expect(types).toContain('com.istsi.integration-router.BitcoinDeposit.v1');
    const streamed = await follow(`?after=0&subject=${id}`, undefined, (read) => read.length === events.length);
    expect(streamed).toEqual(events);
  });

  test('are held against schemas that can be asked for, and an AsyncAPI document', async () => {
    const { body } = await get(`/v1/events/schemas/${REGISTERED}`);
    expect(body).toMatchObject({ title: REGISTERED, type: 'object', required: expect.arrayContaining(['user']) });
    const document = (await get('/asyncapi.json')).body as { asyncapi: string; components: { schemas: object } };
    expect(document.asyncapi).toBe('3.0.0');
    for (const { type } of await readAll()) expect(Object.keys(document.components.schemas)).toContain(type);
    const openapi = (await get('/openapi.json')).body as { paths: Record<string, object> };
    const paths = Object.entries(openapi.paths).filter(([path]) => path.startsWith('/v1/events'));
    expect(paths.map(([path, methods]) => `${Object.keys(methods).join(' ')} ${path}`).sort()).toMatchInlineSnapshot(`
      [
        "get /v1/events",
        "get /v1/events/schemas/{type}",
        "get /v1/events/status",
        "post /v1/events/consumers/{name}/pause",
        "post /v1/events/consumers/{name}/replay",
        "post /v1/events/consumers/{name}/resume",
        "post /v1/events/consumers/{name}/seek",
        "post /v1/events/reread",
      ]
    `);
  });

  test('are told with how far they are', async () => {
    await settled();
    const { body } = await get('/v1/events/status');
    expect(body).toMatchObject({ ok: true, views: 1, waiting: 0, gaps: [], discrepancies: [], kept_back: [] });
    expect(body.head).toBe((await readAll()).at(-1)?.sequence);
  });
});

describe('a request is refused', () => {
  test.each<[string, string, string, number, string]>([
    ['for a page behind what is no place', 'GET', '/v1/events?after=x', 400, 'invalid-request'],
    ['for a type that is none', 'GET', '/v1/events?type=anything', 400, 'invalid-request'],
    [
      'for the schema of an event that there is not',
      'GET',
      '/v1/events/schemas/com.istsi.bus.No.v1',
      404,
      'unknown-event-type',
    ],
    ['to pause a reader, without the key', 'POST', '/v1/events/consumers/anybody/pause', 401, 'not-authenticated'],
  ])('%s', async (_, method, path, status, code) => {
    const response = await fetch(`${url}${path}`, { method });
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { code } });
  });

  test('for a stream that goes on behind what never was, as after the bus was lost and rebuilt', async () => {
    const headers = { accept: 'text/event-stream', 'last-event-id': '999999999' };
    const response = await fetch(`${url}/v1/events`, { headers });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 400,
      body: { code: 'no-such-place' },
    });
  });

  test('for what is in the archive alone, and told where; who names no place begins with what is here', async () => {
    await settled();
    const head = BigInt(String((await get('/v1/events/status')).body.head));
    const row = { archive: 'a1', file: 'events-000001.log', first_seq: 1n, through_seq: head - 2n };
    const second = database.db.updateTable('istsi.bus_events');
    await database.db.insertInto('istsi.archived_event_files').values(row).execute();
    try {
      await second.set({ seq: null, reason: 'not here' }).where('seq', '=', 2n).execute();
      for (const accept of ['application/json', 'text/event-stream']) {
        const response = await fetch(`${url}/v1/events?after=1`, { headers: { accept } });
        expect({ status: response.status, body: await response.json() }).toMatchObject({
          ...{
            status: 410,
            body: { code: 'events-archived', detail: expect.stringContaining('a1, events-000001.log, line 3') },
          },
        });
      }
      const { body } = await get('/v1/events?limit=1');
      expect((body.items as { sequence: string }[])[0]?.sequence).toBe(String(head - 1n));
      expect((await get('/v1/events/status')).body).toMatchObject({ archived_through: String(head - 2n) });
    } finally {
      await database.db.deleteFrom('istsi.archived_event_files').execute();
      await second.set({ seq: 2n, reason: null }).where('reason', '=', 'not here').execute();
    }
  });

  test('to move a reader that nobody knows', async () => {
    const headers = { authorization: `Bearer ${keys.operator}` };
    const response = await fetch(`${url}/v1/events/consumers/stranger/pause`, { method: 'POST', headers });
    expect(await response.json()).toMatchObject({ status: 404, code: 'unknown-consumer' });
  });
});

test('a reader that takes nothing is cut off, and others are not held up by it', async () => {
  const HOW_MANY = 12_000;
  const { port } = new URL(url);
  // As the server sees it: a client that reads nothing does not see that it was hung up on.
  const cutOff = new Promise<void>((resolve) =>
    api.server.once('connection', (socket) => void socket.once('close', () => resolve())),
  );
  const slow = connect(Number(port), '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write(`GET /v1/events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`);
  // Its place is known with the first word: what follows is for it, too.
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const head = await world.services.events.head();
  const padding = 'x'.repeat(1_500);
  const rowOf = (n: number) => ({
    ...{ id: `flood-${n}`, chain: 'bitcoin' as const, height: 1, source: 'urn:istsi:test' },
    ...{ type: 'com.istsi.bitcoin.OutputReceived.v1', data: JSON.stringify({ padding, n }) },
  });
  const reading = follow(`?after=${head}`, undefined, (events) => events.length === HOW_MANY);
  for (let n = 0; n < HOW_MANY; n += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, i) => rowOf(n + i));
    await database.db.insertInto('istsi.bus_events').values(rows).execute();
  }
  expect((await reading).map(({ data }) => data.n)).toEqual(Array.from({ length: HOW_MANY }, (_, n) => n));
  await cutOff;
  slow.destroy();
});
