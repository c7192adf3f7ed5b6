/**
 * A process of clients that read, so that what they take is not the server's: asked over IPC with `Task`s, one after another, it answers
 * each with a `Taken`. They speak as little HTTP as there can be, over connections that stay open.
 */
import { connect, type Socket } from 'node:net';

export interface Task {
  /** Of one server; asked in turns. */
  urls: readonly string[];
  clients: number;
  forMs: number;
}

export interface Taken {
  perSecond: number;
  /** Of each request, in milliseconds. */
  waits: number[];
}

const OK = 'HTTP/1.1 200 ';
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

async function take({ urls, clients, forMs }: Task): Promise<Taken> {
  const { hostname, port, host } = new URL(urls[0]!);
  const requests = urls.map((url) => `GET ${new URL(url).pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  const waits: number[] = [];
  const begun = performance.now();
  const until = begun + forMs;
  const sockets = Array.from({ length: clients }, () => connect({ host: hostname, port: Number(port), noDelay: true }));
  await Promise.all(sockets.map((socket, n) => readOver(socket, { requests, n, until, waits })));
  return { perSecond: (waits.length * 1_000) / (performance.now() - begun), waits };
}

interface Reading {
  requests: readonly string[];
  n: number;
  until: number;
  waits: number[];
}

function readOver(socket: Socket, { requests, n, until, waits }: Reading): Promise<void> {
  let asked = n;
  let at = 0;
  let answer = '';
  const ask = (): void => {
    at = performance.now();
    socket.write(requests[asked++ % requests.length]!);
  };
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('connect', ask).setEncoding('latin1');
    socket.on('data', (piece: string) => {
      answer += piece;
      const head = answer.indexOf('\r\n\r\n') + 4;
      const length = head === 3 ? undefined : LENGTH.exec(answer)?.[1];
      if (length === undefined || answer.length < head + Number(length)) return;
      if (!answer.startsWith(OK)) return void socket.destroy(new Error(answer));
      answer = '';
      waits.push(performance.now() - at);
      if (performance.now() < until) return ask();
      socket.destroy();
      resolve();
    });
  });
}

process.on('message', (task: Task) => {
  take(task).then(
    (taken) => process.send?.(taken),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
