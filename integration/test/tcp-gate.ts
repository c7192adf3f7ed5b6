import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How a server is reached: as it should be; not at all; half-open (connections stand, nothing comes through until the way is open
 * again); vanished (likewise, and what stood then never comes through again, while neither side is told); each piece late; or, of
 * one that speaks HTTP, with the answer that too much was asked (429).
 */
export type Passage = 'open' | 'refused' | 'half-open' | 'vanished' | 'slow' | 'limited';

/** In front of a server, whatever it speaks, as a network that fails would be. */
export interface TcpGate {
  /** The server's address with this gate in the place of its host and port. */
  url(of: string): string;
  set(passage: Passage): void;
  /** Connections that stand, those among them through which nothing comes. */
  standing(): number;
  /** What is reached from now on; undefined: what was given first. */
  lead(to: string | undefined): void;
  stop(): Promise<void>;
}

const SLOW_MS = 300;
/** RFC 6585, 4. */
const LIMITED = 'HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

export async function startTcpGate(first: string): Promise<TcpGate> {
  let behind = new URL(first);
  const sockets = new Set<Socket>();
  /** What comes from them goes nowhere, for good. */
  const lost = new WeakSet<Socket>();
  let passage: Passage = 'open';
  let opened: () => void = () => {};
  let whenOpened = Promise.resolve();

  /** What is held up comes when the way is open again, as it does after a cable was pulled for a while. */
  async function pass(): Promise<void> {
    while (passage === 'half-open') await whenOpened;
    if (passage === 'slow') await sleep(SLOW_MS);
  }

  async function carry(from: Socket, to: Socket): Promise<void> {
    for await (const piece of from) {
      if (lost.has(from)) continue;
      await pass();
      if (!to.write(piece as Buffer)) await new Promise((resolve) => to.once('drain', resolve));
    }
    if (!lost.has(from)) to.end();
  }

  function limit(client: Socket): void {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    client.once('data', () => client.end(LIMITED));
  }

  const server: Server = createServer((client) => {
    if (passage === 'refused') return void client.destroy();
    if (passage === 'limited') return limit(client);
    const target = connect(Number(behind.port), behind.hostname);
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(one);
      const part = (): void => void (lost.has(one) || other.destroy());
      one.once('close', () => {
        sockets.delete(one);
        part();
      });
      one.on('error', part);
      carry(one, other).catch(part);
    }
    if (passage === 'vanished') for (const socket of [client, target]) lost.add(socket);
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as { port: number };
  return {
    url(of) {
      const url = new URL(of);
      url.hostname = '127.0.0.1';
      url.port = String(own);
      return url.href.replace(/\/$/, of.endsWith('/') ? '/' : '');
    },
    set(next) {
      passage = next;
      if (next === 'half-open')
        whenOpened = new Promise((resolve) => {
          opened = resolve;
        });
      else opened();
      if (next === 'vanished') for (const socket of sockets) lost.add(socket);
      if (next === 'refused' || next === 'limited') for (const socket of sockets) socket.destroy();
    },
    lead(to) {
      behind = new URL(to ?? first);
      for (const socket of sockets) socket.destroy();
    },
    standing: () => sockets.size,
    async stop() {
      opened();
      passage = 'refused';
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
