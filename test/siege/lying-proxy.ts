import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from '../system/random.ts';
import { type Answer, type Malformed, malformedAnswers, type Question } from './malformed.ts';

/** Stands between one client and one server. */
export interface LyingProxy {
  name: string;
  port: number;
  /** How many of a hundred answers are malformed. */
  percent: number;
  /** Malformed answers that were given, by method and kind. */
  given: ReadonlyMap<string, ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/** Every kind comes to each method in turn, the least given first, so that a long run gives all of them to all. */
export async function startProxy(name: string, target: { port: number; random: Random }): Promise<LyingProxy> {
  const given = new Map<string, Map<string, number>>();

  function choose(method: string): Malformed | undefined {
    if (target.random.next() * 100 >= proxy.percent) return undefined;
    const counts = given.get(method) ?? new Map<string, number>();
    given.set(method, counts);
    const least = Math.min(...malformedAnswers.map((kind) => counts.get(kind.name) ?? 0));
    const kind = target.random.pick(malformedAnswers.filter((each) => (counts.get(each.name) ?? 0) === least));
    counts.set(kind.name, (counts.get(kind.name) ?? 0) + 1);
    return kind;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const question = { ...questionIn(request, body), forward: async () => await forward(target.port, request, body) };
    const answer = await (choose(question.method)?.answer(question) ?? question.forward());
    if (answer === undefined) return void response.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((request, response) => {
    // The server is away or frozen: so is the way to it.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: LyingProxy = {
    ...{ name, given, percent: 0 },
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** A question of JSON-RPC by its method, any other one by its path without what varies. */
function questionIn(request: IncomingMessage, body: Buffer): Pick<Question, 'method' | 'id'> {
  try {
    const { method, id } = JSON.parse(body.toString()) as { method?: unknown; id?: unknown };
    if (typeof method === 'string') return { method, id };
  } catch {
    // Not JSON-RPC.
  }
  const path = (request.url ?? '/').split('?')[0]?.split('/').slice(0, 3).join('/');
  return { method: `${request.method} ${path}`, id: null };
}

function forward(port: number, { method, url, headers }: IncomingMessage, body: Buffer): Promise<NonNullable<Answer>> {
  return new Promise((resolve, reject) => {
    const { connection: _, 'transfer-encoding': __, ...passed } = headers;
    const asked = ask({ host: '127.0.0.1', port, method, path: url, headers: passed, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const type = response.headers['content-type'];
        const told = type === undefined ? {} : { headers: { 'content-type': type } };
        resolve({ status: response.statusCode ?? 502, ...told, body: Buffer.concat(chunks) });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
