import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networks } from '../src/networks.ts';

export type Request = { method: string; params: unknown[]; path: string; authorization: string | undefined };
export type Answer = { status?: number; body: string | Buffer };

const { regtest } = networks;
const closing: (() => void)[] = [];

/** To be run when it is over, with all nodes. */
export const whenOver = (close: () => void): void => void closing.push(close);

export function stopNodes(): void {
  for (const close of closing.splice(0)) close();
}

export const result = (value: unknown): Answer => ({ body: JSON.stringify({ result: value, error: null, id: 1 }) });
export const failure = (code: number, message: string): Answer => ({
  status: 500,
  body: JSON.stringify({ result: null, error: { code, message }, id: 1 }),
});

/** `getblockchaininfo` of a node that has caught up. */
export const chainInfo = {
  chain: 'regtest',
  blocks: 0,
  headers: 0,
  bestblockhash: regtest.genesisHash,
  initialblockdownload: false,
};

/** Answers as a node of the right chain would to the questions every client asks first. */
function chainAnswer({ method, params }: Request): Answer | undefined {
  if (method === 'getblockchaininfo') return result(chainInfo);
  if (method === 'getblockhash' && params[0] === 0) return result(regtest.genesisHash);
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** A node that misbehaves as the test says; the embedded one never does. */
export async function startNode(answer: (request: Request, count: number) => Answer | 'silence' | undefined) {
  const seen: Request[] = [];
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { method = '', params = [] } = body ? (JSON.parse(body) as Partial<Request>) : {};
    const asked = { method, params, path: request.url ?? '', authorization: request.headers.authorization };
    seen.push(asked);
    const given = answer(asked, seen.filter((one) => one.method === method).length) ??
      chainAnswer(asked) ?? { status: 404, body: '' };
    if (given === 'silence') return;
    response.writeHead(given.status ?? 200).end(given.body);
  }
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  whenOver(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://alice:p%40ss@127.0.0.1:${port}`, seen };
}
