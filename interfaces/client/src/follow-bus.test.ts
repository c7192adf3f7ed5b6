import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { type BusApi, RECEIVED, startBusApi } from '../../api/test/bus-api.ts';
import { type CloudEvent, followBus } from './follow-bus.ts';
import type { Live } from './follow-events.ts';

let system: BusApi;
beforeAll(async () => {
  system = await startBusApi();
});
afterAll(async () => await system?.stop());

/** As the client would open one; all of them, so that they can be cut off. */
const sockets: NodeWebSocket[] = [];
const openWebSocket = (url: string, protocol: string): WebSocket => {
  const socket = new NodeWebSocket(url, protocol);
  sockets.push(socket);
  return socket as unknown as WebSocket;
};

const numbersOf = (events: readonly CloudEvent[]) => events.map(({ data }) => data.n);

test('events come in order, and go on behind the last one after the connection was cut off', async () => {
  const events: CloudEvent[] = [];
  const lives: Live[] = [];
  const stop = followBus(
    system.url,
    {
      ...{ after: '0', types: [RECEIVED] },
      onEvent: (event) => void events.push(event),
      onLive: (live) => void lives.push(live),
    },
    openWebSocket,
  );
  const numbers = await system.write(4);
  await expect.poll(() => events.length, { timeout: 30_000 }).toBe(2);
  sockets.at(-1)?.terminate();
  numbers.push(...(await system.write(4)));
  await expect.poll(() => events.length, { timeout: 30_000 }).toBe(4);
  expect(numbersOf(events)).toEqual(numbers.filter((n) => n % 2 === 0));
  stop();
  await expect
    .poll(() => lives, { timeout: 30_000 })
    .toEqual([...['connecting', 'live', 'interrupted'], ...['connecting', 'live', 'ended']]);
});

test('a bus that was built anew is read from its first event, and that is said', async () => {
  const events: CloudEvent[] = [];
  let rebuilt = 0;
  const stop = followBus(
    system.url,
    { after: '999999', onEvent: (event) => void events.push(event), onRebuilt: () => void rebuilt++ },
    openWebSocket,
  );
  const head = Number(await system.bus.head());
  await expect.poll(() => events.length, { timeout: 30_000 }).toBe(head);
  expect(events[0]?.sequence).toBe('1');
  expect(rebuilt).toBe(1);
  stop();
});
