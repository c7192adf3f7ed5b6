import { describeError, type JsonReply, type Log, type ServerTls, serveJson } from '@istsi/bitcoin-custody';
import { refusalStatus } from './refusals.ts';
import type { Route, RouteAnswer } from './routes.ts';
import type { Tally } from './tally.ts';

export interface SignerServerOptions {
  /** The custodian account that it signs for. */
  address: string;
  routes: readonly Route[];
  tally: Tally;
  host?: string;
  /** 0 or absent: a free one. */
  port?: number;
  /** With which other machines reach it, and the certificates of those who may. */
  tls?: ServerTls & { clients: readonly string[] };
  /** Who may ask. A signer that anybody may ask still signs true facts only; the token keeps strangers from its nodes. */
  token: string;
  log: Log;
}

export interface SignerServer {
  url: string;
  address: string;
  stop(): Promise<void>;
}

/** `GET /health` and the routes given, of one signer process. */
export async function serveSigner(options: SignerServerOptions): Promise<SignerServer> {
  const { address, host, port, tls, token, log } = options;
  const { url, stop } = await serveJson({
    listen: {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(tls && { tls }),
    },
    token,
    area: 'attestation',
    health: () => ({ address }),
    routes: new Map(options.routes.map((route) => [route.path, answering(route, options.tally)])),
    onError: (path, error) => log('error', 'request failed', { path, error: describeError(error) }),
  });
  return { url, address, stop };
}

/** A heartbeat is no decision, and counts as none. */
function answering(route: Route, tally: Tally): (body: Record<string, unknown>) => Promise<JsonReply> {
  return async (body) => {
    const answer = await route.answer(body);
    if (route.path !== '/heartbeat') tally.count(answer.ok);
    return replyOf(answer);
  };
}

function replyOf(answer: RouteAnswer): JsonReply {
  if (answer.ok) return { status: 200, body: answer.body };
  const { code, reason } = answer;
  return { status: refusalStatus[code], body: { code, reason } };
}
