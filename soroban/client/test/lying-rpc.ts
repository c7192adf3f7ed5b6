import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = { result: unknown } | { error: { code: number; message: string } } | Record<string, unknown>;

/** What something before the server answers in its place. */
export interface HttpAnswer {
  http: { status: number; headers?: Record<string, string>; body?: string };
}

export interface LyingRpc {
  url: string;
  /** Answers in the place of the real server, or lets it answer; undefined cuts the connection. */
  lie:
    | ((
        method: string,
        params: Params,
        forward: () => Promise<Answer>,
      ) => Promise<Answer | HttpAnswer | undefined | string>)
    | undefined;
  asked: string[];
  /** The transactions that somebody asked after, by hash. */
  sought: string[];
  stop(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a client sends.
export type Params = any;

interface Asked {
  id: number;
  method: string;
  params: Params;
}

const isHttp = (said: Answer | HttpAnswer): said is HttpAnswer => 'http' in said;

/** An RPC server that answers what it is told to; everything else is the real one's. A text is sent as it is. */
export async function startLyingRpc(target: string): Promise<LyingRpc> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(JSON.parse(Buffer.concat(chunks).toString()))
        .then((said) => {
          if (said === undefined) return response.destroy();
          if (typeof said === 'string') return response.end(said);
          const { status, headers, body } = said.http;
          return response.writeHead(status, headers).end(body);
        })
        .catch(() => response.destroy());
    });
  });
  async function answer(asked: Asked): Promise<HttpAnswer | string | undefined> {
    rpc.asked.push(asked.method);
    if (asked.method === 'getTransaction') rpc.sought.push(asked.params.hash);
    const forward = async (): Promise<Answer> => {
      const headers = { 'content-type': 'application/json' };
      return (await (await fetch(target, { method: 'POST', headers, body: JSON.stringify(asked) })).json()) as Answer;
    };
    const said = rpc.lie ? await rpc.lie(asked.method, asked.params, forward) : await forward();
    if (said === undefined || typeof said === 'string' || isHttp(said)) return said;
    return JSON.stringify({ jsonrpc: '2.0', id: asked.id, ...said });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const rpc: LyingRpc = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie: undefined,
    asked: [],
    sought: [],
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return rpc;
}
