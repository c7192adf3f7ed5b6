import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '@istsi/soroban-sandbox';
import { rpc, TransactionBuilder } from '@stellar/stellar-sdk';
import { type HttpsAnchor, startHttpsAnchor } from '../../interfaces/api/test/https-anchor.ts';

/** What the suite asks the test network's Horizon and friendbot for, of the embedded network: an account, a transaction, lumens. */
export async function startHorizon({ rpcUrl, friendbotUrl, networkPassphrase }: Sandbox): Promise<HttpsAnchor> {
  const server = new rpc.Server(rpcUrl, { allowHttp: true });

  async function answer(path: string, body: string): Promise<[number, object]> {
    const address = new URLSearchParams(path.split('?')[1]).get('addr');
    if (address !== null) return [(await fetch(`${friendbotUrl}?addr=${address}`)).status, {}];
    const account = /^\/accounts\/(G\w+)$/.exec(path)?.[1];
    if (account !== undefined) {
      const sequence = (await server.getAccount(account)).sequenceNumber();
      return [200, { id: account, account_id: account, sequence, _links: {}, balances: [], signers: [], data: {} }];
    }
    const transaction = TransactionBuilder.fromXdr(new URLSearchParams(body).get('tx') ?? '', networkPassphrase);
    const { hash } = await server.sendTransaction(transaction);
    const successful = (await server.pollTransaction(hash)).status === 'SUCCESS';
    return [successful ? 200 : 400, { hash, successful }];
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += part;
    const [status, value] = await answer(request.url ?? '', body).catch(
      (error: unknown) => [500, { error: String(error) }] as const,
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  }

  const horizon = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => horizon.listen(0, '127.0.0.1', resolve));
  const front = await startHttpsAnchor('stellar.org', (horizon.address() as AddressInfo).port);
  return {
    ...front,
    async stop() {
      await front.stop();
      horizon.close();
    },
  };
}
