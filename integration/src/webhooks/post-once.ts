import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { findTarget, type TargetAddress } from './target-address.ts';

/** What became of one request. */
export type Posted = { ok: true; status: number } | Refused;

interface Refused {
  ok: false;
  status?: number;
  reason: string;
  /** What the receiver asked for before it is asked again. */
  pauseMs?: number;
}

export interface PostOptions {
  /** In all: looking up, connecting, sending and the whole answer. */
  timeoutMs?: number;
  /** Networks that may be reached although they are not public. */
  allowed?: readonly string[];
  /** A certificate authority of one's own, PEM. */
  ca?: string | undefined;
}

const TIMEOUT_MS = 5_000;
const MOST_ANSWER_BYTES = 64 * 1_024;
const MOST_PAUSE_MS = 3_600_000;

/** Posts a body to a URL, once: no redirect is followed, no connection kept, and nothing reached that is not public. */
export async function postOnce(
  url: string,
  message: { headers: Record<string, string>; body: string },
  { timeoutMs = TIMEOUT_MS, allowed = [], ca }: PostOptions = {},
): Promise<Posted> {
  const late = AbortSignal.timeout(timeoutMs);
  const tooLate: Refused = { ok: false, reason: `there was no whole answer within ${timeoutMs} ms` };
  const overdue = new Promise<Refused>((resolve) => late.addEventListener('abort', () => resolve(tooLate)));
  const posting = async (): Promise<Posted> => {
    const at = new URL(url);
    const found = await findTarget(at, allowed);
    if (!found.ok) return found;
    return await request(at, found.target, message, { late, ca });
  };
  return await Promise.race([posting(), overdue]);
}

function request(
  url: URL,
  { address, family }: TargetAddress,
  { headers, body }: { headers: Record<string, string>; body: string },
  { late, ca }: { late: AbortSignal; ca: string | undefined },
): Promise<Posted> {
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const options: https.RequestOptions = {
      ...{ method: 'POST', host: address, family, port: url.port, path: `${url.pathname}${url.search}` },
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body), connection: 'close' },
      ...{ signal: late, agent: false },
      // The certificate is that of the name, whatever the address.
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
    };
    const sent = url.protocol === 'https:' ? https.request(options) : http.request(options);
    sent.once('error', (error) => resolve({ ok: false, reason: error.message }));
    sent.once('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MOST_ANSWER_BYTES) return;
        resolve({ ok: false, reason: `the answer is larger than ${MOST_ANSWER_BYTES} bytes` });
        sent.destroy();
      });
      response.once('end', () => resolve(judge(response)));
      response.once('error', (error) => resolve({ ok: false, reason: error.message }));
    });
    sent.end(body);
  });
}

function judge({ statusCode: status = 0, headers }: http.IncomingMessage): Posted {
  if (status >= 200 && status <= 299) return { ok: true, status };
  const reason = status >= 300 && status <= 399 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`;
  const asked = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0];
  return {
    ...{ ok: false, status, reason },
    ...(asked !== undefined && { pauseMs: Math.min(Number(asked) * 1_000, MOST_PAUSE_MS) }),
  };
}
