import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { headers, openPlainly } from './http-exchange.ts';

export interface StreamTerms {
  /** Without a byte. */
  idleMs: number;
  /** From the question to the end of the answer. */
  wholeMs: number;
  /** A larger answer is given up. */
  mostBytes: number;
}

export interface StreamedAnswer {
  status: number;
  /** `Retry-After`, as it came. */
  retryAfter: string | undefined;
  /** The answer as it comes: no faster than it is read. */
  chunks: AsyncIterable<Buffer>;
}

/** As `postJson`, for answers that nobody wants to hold as a whole. */
export async function streamJson(url: string, body: string, terms: StreamTerms): Promise<StreamedAnswer> {
  const ended = new AbortController();
  const { signal } = ended;
  const whole = setTimeout(() => ended.abort(new Error(`no whole answer within ${terms.wholeMs} ms`)), terms.wholeMs);
  const idle = setTimeout(() => ended.abort(new Error(`nothing for ${terms.idleMs} ms`)), terms.idleMs);
  const clear = (): void => {
    clearTimeout(whole);
    clearTimeout(idle);
  };
  try {
    const answer = await open(url, body, signal);
    idle.refresh();
    const read = async function* (): AsyncGenerator<Buffer> {
      let size = 0;
      try {
        for await (const chunk of answer.stream) {
          const bytes = chunk as Buffer;
          size += bytes.length;
          if (size > terms.mostBytes) throw new Error(`the answer is larger than ${terms.mostBytes} bytes`);
          yield bytes;
          // What its reader takes its time for is not the server's delay.
          idle.refresh();
        }
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      } finally {
        clear();
        answer.stream.destroy();
      }
    };
    return { status: answer.status, retryAfter: answer.retryAfter, chunks: read() };
  } catch (error) {
    clear();
    throw signal.aborted ? signal.reason : error;
  }
}

interface Opened {
  status: number;
  retryAfter: string | undefined;
  stream: Readable;
}

async function open(url: string, body: string, signal: AbortSignal): Promise<Opened> {
  if (!url.startsWith('http:')) return await openByFetch(url, body, signal);
  const response = await opened(url, body, signal);
  const { statusCode: status = 0, headers: given } = response;
  if (status < 300 || status > 399) return { status, retryAfter: given['retry-after'], stream: response };
  response.destroy();
  return await openByFetch(url, body, signal);
}

function opened(url: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = openPlainly(url);
    const stop = (): void => {
      asked.destroy(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    asked.once('close', () => signal.removeEventListener('abort', stop));
    asked.on('error', reject);
    asked.once('response', resolve);
    asked.end(body);
  });
}

async function openByFetch(url: string, body: string, signal: AbortSignal): Promise<Opened> {
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  const retryAfter = response.headers.get('retry-after') ?? undefined;
  return {
    status: response.status,
    retryAfter,
    stream: response.body ? Readable.fromWeb(response.body as never) : Readable.from([]),
  };
}
