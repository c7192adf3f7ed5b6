import { channel } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import { urlToHttpOptions } from 'node:url';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  /** What is thrown, and ends the connection, when the answer is larger than `mostBytes`. */
  readonly mostBytes: number;
  readonly tooLarge: () => Error;
};

export type HttpAnswer = { readonly status: number; readonly body: Buffer };

/**
 * Asks once, of the address itself: a redirection is an error. Without TLS, as a node or signer on this machine is reached,
 * by Node's client over connections that are kept: a third of the work of `fetch`, which is most of what a small question
 * costs. Over TLS by `fetch`. What nobody answers in time is a `TimeoutError`.
 */
export async function exchangeHttp(target: URL, asked: HttpRequest): Promise<HttpAnswer> {
  return target.protocol === 'http:' ? await exchangePlainly(target, asked) : await exchangeByFetch(target, asked);
}

/** Each `ClientRequest` before it is sent, for who traces requests: a header may be added to it. */
const unsent = channel('istsi:unsent-request');

/** Bitcoin Core gives an idle connection up after thirty seconds, Node after five; it is given up here before. */
const agent = new Agent({ keepAlive: true, timeout: 4_000 });

function exchangePlainly(target: URL, asked: HttpRequest): Promise<HttpAnswer> {
  const { method, headers, body, timeoutMs, mostBytes, tooLarge } = asked;
  return new Promise((resolve, reject) => {
    const sent = request({ ...urlToHttpOptions(target), method, headers, agent });
    if (unsent.hasSubscribers) unsent.publish(sent);
    const timer = setTimeout(() => sent.destroy(inNoTime(timeoutMs)), timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    sent.on('error', fail);
    sent.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) response.destroy(tooLarge());
      });
      response.once('end', () => {
        clearTimeout(timer);
        if (status >= 300 && status <= 399) return reject(new Error(`HTTP ${status}: it points elsewhere`));
        const [only] = chunks;
        resolve({ status, body: chunks.length === 1 && only ? only : Buffer.concat(chunks) });
      });
    });
    sent.end(body);
  });
}

function inNoTime(timeoutMs: number): Error {
  const error = new Error(`no whole answer within ${timeoutMs} ms`);
  error.name = 'TimeoutError';
  return error;
}

async function exchangeByFetch(target: URL, asked: HttpRequest): Promise<HttpAnswer> {
  const { method, headers, body, timeoutMs, mostBytes, tooLarge } = asked;
  const response = await fetch(target, {
    ...{ method, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) },
    ...(body !== undefined && { body }),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return { status: response.status, body: Buffer.concat(chunks) };
}
