import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { findTarget, type TargetAddress } from './target-address.ts';

/** What came back of one request; a failure to ask has no status. */
export type Answered = { ok: true; status: number; headers: http.IncomingHttpHeaders; body: string } | NoAnswer;

interface NoAnswer {
  ok: false;
  reason: string;
}

export interface Asking {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

export interface AskOptions {
  /** In all: looking up, connecting, sending and the whole answer. */
  timeoutMs?: number;
  /** Networks that may be reached although they are not public. */
  allowed?: readonly string[];
  /** A certificate authority of one's own, PEM. */
  ca?: string | undefined;
  /** More of an answer is not read. */
  mostBytes?: number;
}

const TIMEOUT_MS = 5_000;
const MOST_ANSWER_BYTES = 64 * 1_024;

/** Asks a URL that somebody else named, once: no redirect is followed, no connection kept, and nothing reached that is not public. */
export async function askOnce(url: string, asking: Asking, options: AskOptions = {}): Promise<Answered> {
  const { timeoutMs = TIMEOUT_MS, allowed = [] } = options;
  const late = AbortSignal.timeout(timeoutMs);
  const tooLate: NoAnswer = { ok: false, reason: `there was no whole answer within ${timeoutMs} ms` };
  const overdue = new Promise<NoAnswer>((resolve) => late.addEventListener('abort', () => resolve(tooLate)));
  const answering = async (): Promise<Answered> => {
    const at = new URL(url);
    const found = await findTarget(at, allowed);
    if (!found.ok) return found;
    return await request(at, found.target, asking, { ...options, late });
  };
  return await Promise.race([answering(), overdue]);
}

function request(
  url: URL,
  { address, family }: TargetAddress,
  { method, headers = {}, body = '' }: Asking,
  { late, ca, mostBytes = MOST_ANSWER_BYTES }: AskOptions & { late: AbortSignal },
): Promise<Answered> {
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const options: https.RequestOptions = {
      ...{ method, host: address, family, port: url.port, path: `${url.pathname}${url.search}` },
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body), connection: 'close' },
      ...{ signal: late, agent: false },
      // The certificate is that of the name, whatever the address.
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
    };
    const sent = url.protocol === 'https:' ? https.request(options) : http.request(options);
    sent.once('error', (error) => resolve({ ok: false, reason: error.message }));
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes <= mostBytes) return;
        resolve({ ok: false, reason: `the answer is larger than ${mostBytes} bytes` });
        sent.destroy();
      });
      response.once('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ ok: true, status, headers: answered, body: Buffer.concat(chunks).toString('utf8') });
      });
      response.once('error', (error) => resolve({ ok: false, reason: error.message }));
    });
    sent.end(body);
  });
}
