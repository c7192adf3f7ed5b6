import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Death } from '../../integration/test/dying.ts';

/**
 * How a node or a signer is reached: as it should be; not at all; so that what is asked is done, and the answer to what changes
 * something is lost; or one that asks for less.
 */
export type Passage = 'open' | 'refused' | 'deaf' | 'busy';
export const passages = ['open', 'refused', 'deaf', 'busy'] as const satisfies Passage[];

/** Between one part of the system and one chain, or one signer. */
export interface Edge {
  url: string;
  passage: Passage;
  /** The process on the near side, which may be about to die. */
  death: Death | undefined;
  stop(): Promise<void>;
}

/** Nobody waits for it: pauses take no time here. */
const RETRY_AFTER_SECONDS = '2';
/** What changes something on the far side; everything else may be asked again. */
const WRITES = new Set(['sendTransaction', 'sendrawtransaction', '/attest', '/sign']);

export async function startEdge(target: string): Promise<Edge> {
  const far = new URL(target);
  const { username, password } = far;
  far.username = '';
  far.password = '';

  async function forward(request: IncomingMessage): Promise<{ status: number; body: Buffer; isWrite: boolean }> {
    const { method = 'GET', headers } = request;
    const asked = method === 'POST' ? await text(request) : undefined;
    const answer = await fetch(new URL(request.url ?? '/', far), {
      method,
      headers: {
        ...(headers.authorization !== undefined && { authorization: headers.authorization }),
        ...(headers['content-type'] !== undefined && { 'content-type': headers['content-type'] }),
      },
      ...(asked !== undefined && { body: asked }),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, body, isWrite: WRITES.has(request.url ?? '') || WRITES.has(methodIn(asked)) };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { passage } = edge;
    if (passage === 'refused') return void request.socket.destroy();
    if (passage === 'busy')
      return void response.writeHead(429, { 'retry-after': RETRY_AFTER_SECONDS }).end('{"reason":"too many"}');
    const { death } = edge;
    const pass = (): ReturnType<typeof forward> => forward(request);
    const { status, body, isWrite } = await (death ? death.during(pass) : pass());
    if (passage === 'deaf' && isWrite) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }

  const server = createServer((request, response) => {
    // As when a process is gone: whoever asked hears nothing.
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const near = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  near.username = username;
  near.password = password;
  const edge: Edge = {
    url: near.href.replace(/\/$/, ''),
    passage: 'open',
    death: undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return edge;
}

function methodIn(asked: string | undefined): string {
  if (asked === undefined) return '';
  try {
    return String((JSON.parse(asked) as { method?: unknown }).method);
  } catch {
    return '';
  }
}
