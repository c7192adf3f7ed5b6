import { connect } from 'node:net';
import { silentLog } from '@istsi/integration';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { createEventTail } from '../../../integration/src/bus/event-tail.ts';
import { sendRaw } from '../../../integration/test/raw-request.ts';
import { until } from '../../../integration/test/world.ts';
import { type BusApi, RECEIVED, startBusApi } from './bus-api.ts';

const PROTOCOL = 'cloudevents.json';

let system: BusApi;
let url: string;
let write: BusApi['write'];
beforeAll(async () => {
  system = await startBusApi();
  ({ url, write } = system);
  await write(5);
});
afterAll(async () => await system?.stop());

interface CloudEvent {
  sequence: string;
  type: string;
  data: Record<string, unknown>;
}

interface Listener {
  socket: WebSocket;
  events: CloudEvent[];
  /** Resolves with why it ended. */
  closed: Promise<{ code: number; reason: string }>;
}

async function listen(query = '', { at = url, ...options }: { at?: string } & ClientOptions = {}): Promise<Listener> {
  const socket = new WebSocket(`${at.replace('http', 'ws')}/v1/events${query}`, PROTOCOL, options);
  const events: CloudEvent[] = [];
  socket.on('message', (data, isBinary) => {
    expect(isBinary).toBe(false);
    events.push(JSON.parse(String(data)) as CloudEvent);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, events, closed };
}

const heard = async ({ events }: Listener, count: number): Promise<CloudEvent[]> =>
  await until(
    () => Promise.resolve(events.length >= count ? events : undefined),
    () => `${count} events over the WebSocket (${events.length} came)`,
  );

async function page(query: string): Promise<CloudEvent[]> {
  const response = await fetch(`${url}/v1/events${query}`);
  return ((await response.json()) as { items: CloudEvent[] }).items;
}

/** What a handshake is answered that is refused. */
async function refusalOf(query: string, protocols: string[], headers: object = {}) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/events${query}`, protocols, {
    headers: { ...headers },
  });
  return await new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    socket.once('error', () => undefined).once('open', () => reject(new Error('it was let in')));
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
  });
}

describe('a WebSocket', () => {
  test('tells what a page tells, one event in each frame, by the subprotocol of CloudEvents', async () => {
    const listener = await listen('?after=0');
    expect(listener.socket.protocol).toBe(PROTOCOL);
    const wanted = await page('?after=0&limit=10');
    expect((await heard(listener, wanted.length)).slice(0, wanted.length)).toEqual(wanted);
    listener.socket.close();
    expect(await listener.closed).toMatchObject({ code: 1005 });
  });

  test('tells what comes, of the types asked for; who was cut off goes on behind the last event', async () => {
    const first = await listen(`?type=${RECEIVED}`);
    const numbers = (await write(2)).filter((n) => n % 2 === 0);
    const [seen] = await heard(first, 1);
    first.socket.terminate();
    numbers.push(...(await write(6)).filter((n) => n % 2 === 0));
    const second = await listen(`?type=${RECEIVED}&after=${seen!.sequence}`);
    const rest = await heard(second, 3);
    expect([seen!, ...rest].map(({ data }) => data.n)).toEqual(numbers);
    const byHeader = await listen(`?type=${RECEIVED}`, { headers: { 'last-event-id': seen!.sequence } });
    expect(await heard(byHeader, 3)).toEqual(rest);
    second.socket.close();
    byHeader.socket.close();
  });

  test('that is spoken to is closed: it only tells', async () => {
    const { socket, closed } = await listen();
    socket.send('{"subscribe":"everything"}');
    expect(await closed).toEqual({ code: 1003, reason: 'this stream only tells: say nothing here' });
  });

  test('takes no message that is large', async () => {
    const { socket, closed } = await listen();
    socket.send('x'.repeat(100_000));
    expect(await closed).toMatchObject({ code: 1009 });
  });

  test('answers a ping, as who reads behind a proxy expects', async () => {
    const { socket } = await listen();
    const answered = new Promise<string>((resolve) => socket.once('pong', (data) => resolve(String(data))));
    socket.ping('still there?');
    expect(await answered).toBe('still there?');
    socket.close();
  });

  test('is pinged while nothing happens, and cut off when nobody answers', async () => {
    // Longer than this process, in which both ends are, is ever held up: whoever answers is not cut off.
    const tail = createEventTail(system.database.db, silentLog, { quietMs: 1_000 });
    const { api: impatient, url: at } = await system.open({ ...system.bus, ...tail });
    const alive = await listen('', { at });
    let pings = 0;
    alive.socket.on('ping', () => pings++);
    const dead = await listen('', { at, autoPong: false });
    expect(await dead.closed).toMatchObject({ code: 1006 });
    await until(
      () => Promise.resolve(pings > 2 || undefined),
      () => `pings (${pings} came)`,
    );
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
    await impatient.close();
  });

  test('is told when the server stops, and the server does not wait for who does not answer', async () => {
    const { api: another, url: at } = await system.open();
    const listener = await listen('', { at });
    const mute = sendRaw(at, handshake());
    await until(
      () => Promise.resolve(mute.text().startsWith('HTTP/1.1 101') || undefined),
      () => 'a handshake by hand',
    );
    await another.close();
    expect(await listener.closed).toEqual({ code: 1001, reason: 'the server stops' });
    await mute.closed;
  });
});

const handshake = (query = ''): string =>
  [
    `GET /v1/events${query} HTTP/1.1`,
    'host: localhost',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==',
    `sec-websocket-protocol: ${PROTOCOL}`,
    '\r\n',
  ].join('\r\n');

describe('a handshake is refused, by a problem,', () => {
  test.each<[string, string, string[], object, number, string]>([
    ['that offers no format of events', '', [], {}, 400, 'invalid-request'],
    ['that offers formats that there are not here', '', ['cloudevents.avro'], {}, 400, 'invalid-request'],
    ['for a type that is none', '?type=anything', [PROTOCOL], {}, 400, 'invalid-request'],
    ['behind what is no place', '?after=x', [PROTOCOL], {}, 400, 'invalid-request'],
    ['behind what never was', '?after=999999999', [PROTOCOL], {}, 400, 'no-such-place'],
  ])('%s', async (_, query, protocols, headers, status, code) => {
    expect(await refusalOf(query, protocols, headers)).toMatchObject({ status, body: { code } });
  });

  test('that would be one stream too many of an address, until one ends', async () => {
    const listeners: Listener[] = [];
    for (let n = 0; n < 20; n++) listeners.push(await listenOnceFree());
    expect(await refusalOf('', [PROTOCOL])).toMatchObject({ status: 429, body: { code: 'too-many-streams' } });
    for (const { socket } of listeners) socket.close();
    await Promise.all(listeners.map(({ closed }) => closed));
    const again = await listenOnceFree();
    again.socket.close();
    await again.closed;
  });

  test('and leaves no place taken, where the handshake itself is wrong', async () => {
    for (let n = 0; n < 25; n++) {
      const wrong = sendRaw(url, handshake().replace('x3JJHMbDL1EzLkh9GBhXDw==', 'short'));
      await wrong.closed;
      expect(wrong.text()).toMatch(/^HTTP\/1\.1 400 /);
    }
    const listener = await listenOnceFree();
    listener.socket.close();
    await listener.closed;
  });

  /** Places of streams that ended are given back a moment later. */
  const listenOnceFree = async (): Promise<Listener> =>
    await until(
      () => listen().catch(() => undefined),
      () => 'a place for one more stream',
    );
});

test.each<[string, string, RegExp]>([
  ['a page', 'GET /v1/events?after=0&limit=1 HTTP/1.1\r\nupgrade: h2c', /^HTTP\/1\.1 200 [\s\S]*"next_after"/],
  ['another route', 'GET /openapi.json HTTP/1.1\r\nupgrade: websocket', /^HTTP\/1\.1 200 /],
  ['no route', 'GET /nothing HTTP/1.1\r\nupgrade: websocket', /^HTTP\/1\.1 404 [\s\S]*no-such-route/],
  [
    'a body, which is not read then,',
    'POST /v1/deposits HTTP/1.1\r\nupgrade: h2c\r\ncontent-type: application/json\r\ncontent-length: 2',
    /^HTTP\/1\.1 400 [\s\S]*"code":"/,
  ],
])('who wants another protocol of %s is answered without it, and the connection ends', async (_, head, answer) => {
  const request = sendRaw(url, `${head}\r\nhost: localhost\r\nconnection: upgrade\r\n\r\n`);
  await request.closed;
  expect(request.text()).toMatch(answer);
});

test('a reader that takes nothing is cut off, and others are not held up by it', async () => {
  const HOW_MANY = 12_000;
  const { api, url: at } = await system.open();
  // As the server sees it: a client that reads nothing does not see that it was hung up on.
  const cutOff = new Promise<void>((resolve) =>
    api.server.once('connection', (socket) => void socket.once('close', () => resolve())),
  );
  const slow = connect(Number(new URL(at).port), '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write(handshake());
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const reading = await listen(`?after=${await system.bus.head()}`, { at });
  const numbers: number[] = [];
  while (numbers.length < HOW_MANY) numbers.push(...(await write(1_000, 'x'.repeat(1_500))));
  const read = await heard(reading, HOW_MANY);
  expect(read.map(({ data }) => data.n)).toEqual(numbers);
  await cutOff;
  slow.destroy();
  reading.socket.close();
  await api.close();
});
