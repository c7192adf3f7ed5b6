import { channel } from 'node:diagnostics_channel';
import { Agent, type ClientRequest, type RequestOptions, request } from 'node:http';
import { urlToHttpOptions } from 'node:url';

export interface HttpAnswer {
  status: number;
  /** `Retry-After`, as it came. */
  retryAfter: string | undefined;
  text: string;
}

export interface HttpTerms {
  timeoutMs: number;
  /** A larger answer is refused. */
  mostBytes: number;
}

/**
 * Posts JSON and answers what came back, whatever its status. Over HTTP without TLS, as a node of one's own is reached,
 * by Node's client over connections that are kept: a third of the work of `fetch`, which is most of what a small question
 * costs. Over TLS, and where a server points elsewhere, by `fetch`, which also takes compressed answers.
 */
export async function postJson(url: string, body: string, terms: HttpTerms): Promise<HttpAnswer> {
  if (!url.startsWith('http:')) return await postByFetch(url, body, terms);
  const answer = await postPlainly(url, body, terms);
  return answer.status >= 300 && answer.status <= 399 ? await postByFetch(url, body, terms) : answer;
}

export const headers = { 'content-type': 'application/json' };

/** Each `ClientRequest` before it is sent, for who traces requests: a header may be added to it. */
const unsent = channel('istsi:unsent-request');

/** A server that says nothing else gives an idle connection up after five seconds; it is given up here before. */
const agent = new Agent({ keepAlive: true, timeout: 4_000 });

/** A process asks a handful of servers. */
const targets = new Map<string, RequestOptions>();

function targetOf(url: string): RequestOptions {
  const known = targets.get(url);
  if (known) return known;
  const target = { ...urlToHttpOptions(new URL(url)), method: 'POST', agent, headers };
  targets.set(url, target);
  return target;
}

/** A request over HTTP without TLS, of which nothing was sent. */
export function openPlainly(url: string): ClientRequest {
  const asked = request(targetOf(url));
  if (unsent.hasSubscribers) unsent.publish(asked);
  return asked;
}

function postPlainly(url: string, body: string, { timeoutMs, mostBytes }: HttpTerms): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = openPlainly(url);
    const timer = setTimeout(() => asked.destroy(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    asked.on('error', fail);
    asked.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) response.destroy(tooLarge(mostBytes));
      });
      response.on('error', fail);
      response.once('end', () => {
        clearTimeout(timer);
        const { statusCode = 0, headers: given } = response;
        const [only] = chunks;
        const whole = chunks.length === 1 && only ? only : Buffer.concat(chunks);
        resolve({ status: statusCode, retryAfter: given['retry-after'], text: whole.toString('utf8') });
      });
    });
    asked.end(body);
  });
}

const tooLarge = (mostBytes: number): Error => new Error(`the answer is larger than ${mostBytes} bytes`);

async function postByFetch(url: string, body: string, { timeoutMs, mostBytes }: HttpTerms): Promise<HttpAnswer> {
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  const retryAfter = response.headers.get('retry-after') ?? undefined;
  return { status: response.status, retryAfter, text: Buffer.concat(chunks).toString('utf8') };
}
