import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const RECONNECT_MS = 1_000;
/** One that takes nothing for so long is cut off, and comes back for what it missed when it can. */
export const SLOW_READER_MS = 10_000;

/** An answer of server-sent events (the HTML standard, 9.2). */
export interface SentEvents {
  /** Aborted once nobody reads any more. */
  signal: AbortSignal;
  write(text: string): Promise<void>;
}

export async function beginSentEvents(reply: FastifyReply, slowReaderMs = SLOW_READER_MS): Promise<SentEvents> {
  const { raw } = reply;
  const closed = new AbortController();
  raw.once('close', () => closed.abort());
  const { 'content-length': _, ...headers } = reply.getHeaders();
  raw.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  });
  const { signal } = closed;
  const write = async (text: string): Promise<void> => await writeOrCutOff(raw, { signal, slowReaderMs }, text);
  await write(`retry: ${RECONNECT_MS}\n\n`);
  return { signal, write };
}

/** A reader that is slower than the stream is waited for, for a while: what it has not taken is in memory meanwhile. */
async function writeOrCutOff(
  raw: ServerResponse,
  { signal, slowReaderMs }: { signal: AbortSignal; slowReaderMs: number },
  text: string,
): Promise<void> {
  if (signal.aborted || raw.write(text)) return;
  const late = AbortSignal.timeout(slowReaderMs);
  await once(raw, 'drain', { signal: AbortSignal.any([signal, late]) }).catch(() => undefined);
  if (late.aborted && raw.writableNeedDrain) raw.destroy();
}
