import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpSource } from './http-source.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname;
    if (path === '/moved') return response.writeHead(302, { location: '/good' }).end();
    if (path === '/away') return response.writeHead(503).end('busy');
    if (path === '/long') return response.end(`{"price":"1","more":"${'x'.repeat(70_000)}"}`);
    if (path === '/html') return response.end('<html>');
    if (path === '/other') return response.end('{"bid":"60000"}');
    if (path === '/undated') return response.end('{"price":"60000","time":"yesterday"}');
    return response.end('{"price":60000.10,"time":"2027-01-15T08:00:00Z","seconds":"1800000000"}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const source = (path: string, time?: { place: string; unit: 'iso' | 'seconds' | 'milliseconds' }) =>
  createHttpSource({ name: 'one', kind: 'exchange', url: `${url}${path}`, price: 'price', time });
const signal = new AbortController().signal;

test('a number keeps every digit that was written, and its time is the source’s', async () => {
  expect(await source('/good', { place: 'time', unit: 'iso' }).read(signal)).toEqual({
    price: '60000.10',
    atMs: Date.UTC(2027, 0, 15, 8),
  });
  expect(await source('/good', { place: 'seconds', unit: 'seconds' }).read(signal)).toMatchObject({
    atMs: 1_800_000_000_000,
  });
});

describe('is no price:', () => {
  test.each<[string, string]>([
    ['/moved', 'fetch failed'],
    ['/away', 'it answers 503'],
    ['/long', 'its answer is longer than 65536 bytes'],
    ['/html', 'its answer is not JSON'],
    ['/other', 'there is no price at price of its answer'],
  ])('%s', async (path, problem) => await expect(source(path).read(signal)).rejects.toThrow(problem));

  test('one whose time cannot be read', async () =>
    await expect(source('/undated', { place: 'time', unit: 'iso' }).read(signal)).rejects.toThrow('no time at time'));
});
