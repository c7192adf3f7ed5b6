/** A process of somebody who means harm: `attackers.ts <url> <kind>`. Says `ready` once it holds what it can, and goes on until it is ended. */
import { connect, type Socket } from 'node:net';

const [url, kind] = process.argv.slice(2) as [string, keyof typeof kinds];
const { hostname, port } = new URL(url);

const SLOW_SOCKETS = 128;
const BYTE_EVERY_MS = 500;
const UPLOADS = 16;
const BODY_BYTES = 100 * 1024 * 1024;
/** As a client that was refused does; who asks oftener is stopped by the limit of requests. */
const AGAIN_MS = 1_000;
const CONNECTIONS = 10_000;
/** Of this machine, so that no address has more than it may. */
const ADDRESSES = 60;

function open(n: number): Socket {
  const localAddress = `127.0.1.${1 + (n % ADDRESSES)}`;
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  socket.on('error', () => undefined);
  // What is answered is read, as a client would: the server is held up by nothing but what this is about.
  socket.resume();
  return socket;
}

/** Byte after byte; who is cut off begins anew. */
function beSlow(n: number): void {
  const socket = open(n);
  const text = `POST /v1/deposits HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n${' '.repeat(1000)}`;
  let sent = n % 2 === 0 ? 0 : text.indexOf('\r\n\r\n') + 4;
  socket.write(text.slice(0, sent + 1));
  const timer = setInterval(() => socket.write(text[++sent] ?? ' '), BYTE_EVERY_MS);
  socket.once('close', () => {
    clearInterval(timer);
    beSlow(n);
  });
}

/** A hundred megabytes; who is refused begins anew. */
function upload(n: number): void {
  const socket = open(n);
  const path = n % 2 === 0 ? '/v1/deposits' : '/v1/withdrawals/quote';
  const length = n % 3 === 0 ? 'transfer-encoding: chunked' : `content-length: ${BODY_BYTES}`;
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${length}\r\n\r\n`);
  const piece = Buffer.alloc(65_536, 0x20);
  let left = BODY_BYTES;
  const send = (): void => {
    while (left > 0 && socket.writable) {
      left -= piece.length;
      const chunk = n % 3 === 0 ? Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]) : piece;
      if (!socket.write(chunk)) return void socket.once('drain', send);
    }
  };
  send();
  socket.once('close', () => setTimeout(() => upload(n), AGAIN_MS));
}

async function connectOften(): Promise<void> {
  for (let n = 0; n < CONNECTIONS; n += 1) {
    open(n);
    if (n % 200 === 199) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const kinds = {
  slow: async () => void Array.from({ length: SLOW_SOCKETS }, (_, n) => beSlow(n)),
  bodies: async () => void Array.from({ length: UPLOADS }, (_, n) => upload(n)),
  connections: connectOften,
};

await kinds[kind]();
setTimeout(() => console.log('ready'), 500);
