import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Api } from '@istsi/api';

export interface Request {
  method: string;
  /** With its query. */
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Response {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What is wrong with a server: it changes what it is asked, or answers something else. `next`: the right answer. */
export type Wrong = (request: Request, next: (changed?: Partial<Request>) => Promise<Response>) => Promise<Response>;

/** In front of a server that conforms, at the address that it calls itself by: it can be made to be wrong. */
export interface Front {
  url: string;
  wrong: Wrong | undefined;
  close(): Promise<void>;
}

/** The port is needed before there is a server to ask: it names itself by it. */
export async function openFront(api: () => Api): Promise<Front> {
  const server: Server = createServer((incoming, outgoing) => {
    void answer(incoming)
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body))
      .catch(() => outgoing.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const front: Front = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    wrong: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  async function answer(incoming: IncomingMessage): Promise<Response> {
    const { authorization, 'content-type': type } = incoming.headers;
    const request: Request = {
      ...{ method: incoming.method ?? 'GET', url: incoming.url ?? '/', body: await text(incoming) },
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
    };
    const next = (changed: Partial<Request> = {}) => ask(api(), { ...request, ...changed });
    return front.wrong ? await front.wrong(request, next) : await next();
  }
  return front;
}

/** Many wallets, so that none asks more than one may. */
let asked = 0;

async function ask(api: Api, { method, url, headers, body }: Request): Promise<Response> {
  const answered = await api.inject({
    ...{ method: method as 'GET', url, headers, remoteAddress: `10.0.0.${1 + (asked++ % 200)}` },
    ...(body !== '' && { payload: body }),
  });
  const kept = Object.entries(answered.headers).filter(
    ([name]) => name.startsWith('access-control-') || name === 'content-type',
  );
  const texts = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
  return { status: answered.statusCode, headers: texts, body: answered.body };
}

// biome-ignore lint/suspicious/noExplicitAny: what a wrong server does to an answer is nobody's shape.
type Json = any;

/** Changes the JSON of answers that `of` is true of. */
export const changing =
  (of: (request: Request) => boolean, change: (body: Json, request: Request) => unknown): Wrong =>
  async (request, next) => {
    const answered = await next();
    if (!of(request) || answered.status >= 400) return answered;
    return { ...answered, body: JSON.stringify(change(JSON.parse(answered.body), request)) };
  };

/** Answers what it should refuse. */
export const allowing =
  (of: (request: Request) => boolean, body: (request: Request) => unknown): Wrong =>
  async (request, next) => {
    const answered = await next();
    if (!of(request) || answered.status < 400) return answered;
    const headers = { ...answered.headers, 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify(body(request)) };
  };
