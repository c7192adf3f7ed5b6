/** Loaded before the suite: whatever it asks of stellar.org by https is asked of `ISTSI_HORIZON` (host:port), and nothing leaves the machine. */
import https from 'node:https';

const [host, port] = process.env.ISTSI_HORIZON!.split(':') as [string, string];

class HereAgent extends https.Agent {
  override createConnection(...[options, done]: Parameters<https.Agent['createConnection']>) {
    const { hostname } = new URL(`https://${options.host}`);
    if (!/(^|\.)stellar\.org$/.test(hostname)) throw new Error(`the suite asks ${hostname}, which is not here`);
    return super.createConnection(
      { ...options, host, port: Number(port), servername: 'stellar.org', ca: process.env.ISTSI_HORIZON_CERTIFICATE },
      done,
    );
  }
}

https.globalAgent = new HereAgent();
