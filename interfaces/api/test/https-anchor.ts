import https from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { createCertificate } from '@istsi/bitcoin-custody';

/** An API behind TLS, at a name that only this process knows the address of. */
export interface HttpsAnchor {
  /** Trusts its certificate, and connects to it whatever name and port it is asked for. */
  agent: https.Agent;
  /** host:port, for another process. */
  address: string;
  certificate: string;
  stop(): Promise<void>;
}

/** What a reverse proxy does in front of the API at `port`, for wallets that want `https://<name>` with no port. */
export async function startHttpsAnchor(name: string, port: number): Promise<HttpsAnchor> {
  const { key, certificate } = createCertificate({ name, hosts: [name], validDays: 1 });
  const server = createServer({ key, cert: certificate }, (client) => {
    const behind = connect(port, '127.0.0.1');
    client.pipe(behind).pipe(client);
    client.on('error', () => behind.destroy());
    behind.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  class AnchorAgent extends https.Agent {
    override createConnection(...[options, done]: Parameters<https.Agent['createConnection']>) {
      return super.createConnection({ ...options, ...front, servername: name, ca: certificate }, done);
    }
  }
  const agent = new AnchorAgent();
  return {
    ...{ agent, certificate, address: `${front.host}:${front.port}` },
    async stop() {
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
