import { connect } from 'node:net';

/** Bytes as they are sent, and what came back until the other side hung up. */
export interface RawRequest {
  /** Everything that has come back so far. */
  text(): string;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  hangUp(): void;
}

/** Sends bytes to a server as no client library would, and keeps the connection open. */
export function sendRaw(url: string, bytes: string): RawRequest {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  return {
    text: () => text,
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    hangUp: () => void socket.destroy(),
  };
}

/** A request whose body never comes. */
export const slowBody = (path: string, headers: readonly string[] = []): string =>
  [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    'content-length: 1000',
    ...headers,
    '',
    '{',
  ].join('\r\n');
