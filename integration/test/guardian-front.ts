import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a guardian is reached: as it should be; not at all; after a while; over a connection that says nothing; by somebody who changes its words; with words of long ago. */
export const ways = ['cut', 'slow', 'half-open', 'lying', 'stale'] as const;
export type Way = 'well' | (typeof ways)[number];

export interface GuardianFront {
  url: string;
  way: Way;
  /** What it said long ago. */
  kept: string;
  /** The guardian behind it; undefined while none runs. */
  target: string | undefined;
  stop(): Promise<void>;
}

/** Longer than anybody waits for a heartbeat. */
const SLOW_MS = 6_000;

/** In front of a guardian, as a network and a thief would be. */
export async function startGuardianFront(): Promise<GuardianFront> {
  const server = createServer((request, response) => {
    if (front.way === 'half-open') return;
    if (front.way === 'cut' || front.target === undefined) return void request.socket.destroy();
    void answer(`${front.target}${request.url ?? '/'}`).then(
      (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      () => request.socket.destroy(),
    );
  });

  async function answer(url: string): Promise<string> {
    const text = await (await fetch(url)).text();
    if (front.way === 'slow') await sleep(SLOW_MS);
    if (front.way === 'lying') return text.replace(/\\"open\\":\d+/, '\\"open\\":999');
    return front.way === 'stale' ? front.kept : text;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: GuardianFront = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    way: 'well',
    kept: '',
    target: undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return front;
}
