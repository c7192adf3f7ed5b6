import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRegtest } from '@istsi/bitcoin-regtest';

/*
 * A regtest node in a process of its own that stands for Bitcoin Core as it is found: a cookie in its data directory, new at
 * every start, no REST interface (`-rest=0`), and answers that take their time. Prints where it listens.
 */
const [dataDir = '', port = '0', delayMs = '0'] = process.argv.slice(2);
const password = crypto.randomUUID();
mkdirSync(join(dataDir, 'regtest'), { recursive: true });
const node = await startRegtest({ dataDir, rpcUser: '__cookie__', rpcPassword: password });
const inner = new URL(node.rpcUrl);
inner.username = '';
inner.password = '';

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method !== 'POST') return void response.writeHead(404).end();
  await sleep(Number(delayMs) * Math.random());
  const { authorization = '' } = request.headers;
  const answer = await fetch(new URL(request.url ?? '/', inner), {
    method: 'POST',
    headers: { authorization },
    body: Buffer.concat(chunks),
  });
  response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
}

const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
server.listen(Number(port), '127.0.0.1', () => {
  writeFileSync(join(dataDir, 'regtest', '.cookie'), `__cookie__:${password}`, { mode: 0o600 });
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`);
});
process.once('SIGTERM', () => void node.stop().then(() => process.exit(0)));
