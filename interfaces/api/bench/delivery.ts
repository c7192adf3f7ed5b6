import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@istsi/integration';
import { WebSocket } from 'ws';
import { SEQUENCE_MS } from '../../../integration/src/bus/run-bus.ts';
import { sequenceEvents } from '../../../integration/src/bus/sequencer.ts';
import { runWebhooks } from '../../../integration/src/webhooks/run-webhooks.ts';
import { insertWebhook } from '../../../integration/src/webhooks/webhook-store.ts';
import { type BusApi, RECEIVED, startBusApi } from '../test/bus-api.ts';

const PER_SECOND = 500;
const SECONDS = 10;
const EVERY_MS = 20;
/** After the last one was written. */
const PATIENCE_MS = 30_000;

/**
 * From the commit of an event to its arrival over a WebSocket, at 500 events a second, while three others are slow: a stream
 * and a WebSocket that nobody reads, and a webhook whose receiver takes seconds.
 */
export async function benchDelivery() {
  const system = await startBusApi();
  const slow = await startSlow(system);
  const ending = new AbortController();
  const sequencing = sequence(system, ending.signal);
  const delays: number[] = [];
  const fast = new WebSocket(`${system.url.replace('http', 'ws')}/v1/events`, 'cloudevents.json');
  await new Promise((resolve) => fast.once('open', resolve));
  fast.on('message', (data) => {
    const { at } = (JSON.parse(String(data)) as { data: { at: number } }).data;
    delays.push(performance.now() - at);
  });
  await writeSteadily(system);
  const until = performance.now() + PATIENCE_MS;
  while (delays.length < PER_SECOND * SECONDS && performance.now() < until) await sleep(50);
  if (delays.length < PER_SECOND * SECONDS)
    throw new Error(`${delays.length} events of ${PER_SECOND * SECONDS} arrived: the reader was cut off`);
  fast.close();
  ending.abort();
  await sequencing;
  await slow.stop();
  await system.stop();
  const sorted = delays.sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const name = 'an event to a WebSocket, 500/s, three slow readers beside it';
  return [
    { name: `${name}: p50`, value: at(0.5), unit: 'ms' },
    { name: `${name}: p99`, value: at(0.99), unit: 'ms', goal: '≤ 250' },
  ];
}

async function writeSteadily({ database }: BusApi): Promise<void> {
  const each = (PER_SECOND * EVERY_MS) / 1_000;
  const begun = performance.now();
  for (let n = 0; n < (SECONDS * 1_000) / EVERY_MS; n++) {
    const rows = Array.from({ length: each }, (_, i) => ({
      ...{ id: `bench:${n}:${i}`, chain: 'bitcoin' as const, height: 1, source: 'urn:istsi:test', type: RECEIVED },
      data: JSON.stringify({ at: performance.now(), padding: 'x'.repeat(300) }),
    }));
    await database.db.insertInto('istsi.bus_events').values(rows).execute();
    await sleep(Math.max(0, begun + (n + 1) * EVERY_MS - performance.now()));
  }
}

async function sequence({ database }: BusApi, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sequenceEvents(database);
    await sleep(SEQUENCE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function startSlow({ url, database }: BusApi): Promise<{ stop(): Promise<void> }> {
  const lazy = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(204).end(), 3_000);
  });
  await new Promise<void>((resolve) => lazy.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(lazy.address() as AddressInfo).port}/`;
  await database.db.transaction().execute(async (trx) => await insertWebhook(trx, { url: target }));
  const ending = new AbortController();
  const post = { allowed: ['127.0.0.1/32'] };
  const webhooks = runWebhooks({ database, post, log: silentLog }, ending.signal);
  const upgrade = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
  const key = ['sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==', 'sec-websocket-protocol: cloudevents.json'];
  const sockets = [await unread(url, ['accept: text/event-stream']), await unread(url, [...upgrade, ...key])];
  return {
    async stop() {
      for (const socket of sockets) socket.destroy();
      ending.abort();
      lazy.closeAllConnections();
      lazy.close();
      await webhooks;
    },
  };
}

/** A stream that is opened and never read. */
async function unread(url: string, headers: readonly string[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(['GET /v1/events HTTP/1.1', 'host: localhost', ...headers, '\r\n'].join('\r\n'));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  return socket;
}
