import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Networks } from '@stellar/stellar-sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { callRpc, openNetwork } from './network.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Refusal = { status: number; headers?: Record<string, string> };

/** A server that refuses so often, and then answers. */
async function serverThat(refuses: Refusal, times: number): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (asked++ < times) return void response.writeHead(refuses.status, refuses.headers).end('slow down');
    response.end(
      JSON.stringify({ jsonrpc: '2.0', id: 1, result: { status: 'healthy', latestLedger: 9, oldestLedger: 2 } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

async function ask(url: string): Promise<{ latestLedger?: number; code?: string; pauses: number[] }> {
  const pauses: number[] = [];
  const pause = (ms: number): Promise<void> => {
    pauses.push(ms);
    return Promise.resolve();
  };
  const network = openNetwork({ rpcUrl: url, networkPassphrase: Networks.STANDALONE });
  try {
    const { latestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth(), { pause });
    return { latestLedger, pauses };
  } catch (error) {
    return { code: (error as { code: string }).code, pauses };
  }
}

describe('a server that limits how often it is asked', () => {
  test.each<[string, Refusal, number[]]>([
    ['without saying for how long, is given a second', { status: 429 }, [1_000, 1_000]],
    ['for two seconds, is given them', { status: 429, headers: { 'retry-after': '2' } }, [2_000, 2_000]],
    ['for an hour, is not waited for that long', { status: 429, headers: { 'retry-after': '3600' } }, [5_000, 5_000]],
    ['for nothing that can be read', { status: 429, headers: { 'retry-after': 'soon' } }, [1_000, 1_000]],
    [
      'until a moment that is over',
      { status: 429, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' } },
      [1_000, 1_000],
    ],
    ['because it is overloaded', { status: 503, headers: { 'retry-after': '1' } }, [1_000, 1_000]],
    ['no more than any other that does not answer', { status: 502 }, [200, 400]],
  ])('%s, and is then asked again', async (_, refusal, pauses) => {
    const server = await serverThat(refusal, 2);
    expect(await ask(server.url)).toEqual({ latestLedger: 9, pauses });
    expect(server.asked()).toBe(3);
  });

  test('for good is a server that does not answer', async () => {
    const server = await serverThat({ status: 429 }, 100);
    expect(await ask(server.url)).toMatchObject({ code: 'soroban/rpc-unreachable' });
    expect(server.asked()).toBe(3);
  });
});
