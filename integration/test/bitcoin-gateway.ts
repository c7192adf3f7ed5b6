import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What comes in place of the node's answer: a result, an error of its own, or any HTTP answer at all. */
export type Changed =
  | { result: unknown }
  | { error: { code: number; message: string } }
  | { status: number; body: string };

export interface BitcoinGateway {
  url: string;
  /** Undefined: the node answers. REST questions have no method and no parameters. */
  change: ((method: string, params: readonly unknown[]) => Changed | undefined) | undefined;
  stop(): Promise<void>;
}

/** Stands before a Bitcoin node, as proxies, other versions and other settings of it do. */
export async function startBitcoinGateway(target: string): Promise<BitcoinGateway> {
  const node = new URL(target);
  const authorization = `Basic ${Buffer.from(`${node.username}:${node.password}`).toString('base64')}`;
  node.username = '';
  node.password = '';

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked = (body === '' ? {} : JSON.parse(body)) as { id?: unknown; method?: string; params?: unknown[] };
    const changed = gateway.change?.(asked.method ?? '', asked.params ?? []);
    if (changed && 'status' in changed) return void response.writeHead(changed.status).end(changed.body);
    if (changed) return void response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, ...changed }));
    const answer = await fetch(new URL(request.url ?? '/', node), {
      method: request.method ?? 'GET',
      headers: { authorization },
      ...(body === '' ? {} : { body }),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gateway: BitcoinGateway = {
    url: `http://127.0.0.1:${port}`,
    change: undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;
}
