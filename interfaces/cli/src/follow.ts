import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CliError } from './errors.ts';

const RECONNECT_MS = 500;
/** In a row; each that brings anything starts over. */
const MOST_FAILURES = 20;

/**
 * Follows a stream of the API to its end, or until `onState` says that it has seen enough. A connection that breaks is
 * made again; `Last-Event-ID` has the API go on where it was.
 */
export async function follow<T extends z.ZodType>(
  url: string,
  shape: T,
  onState: (state: z.output<T>) => boolean | undefined,
): Promise<z.output<T> | undefined> {
  let lastId: string | undefined;
  let last: z.output<T> | undefined;
  for (let failures = 0; failures < MOST_FAILURES; failures += 1) {
    const hangUp = new AbortController();
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const response = await fetch(url, { headers, signal: hangUp.signal });
      if (response.status === 204) return last;
      for await (const event of readEvents(response)) {
        failures = 0;
        lastId = event.id ?? lastId;
        if (event.name === 'end') return last;
        if (event.name !== 'state') continue;
        last = shape.parse(JSON.parse(event.data));
        if (onState(last)) return last;
      }
    } catch (error) {
      if (error instanceof z.ZodError) throw error;
    } finally {
      hangUp.abort();
    }
    await sleep(RECONNECT_MS);
  }
  throw new CliError('cli/api-unreachable', { url, problem: 'the stream breaks off again and again' });
}

interface StreamEvent {
  name: string;
  id: string | undefined;
  data: string;
}

async function* readEvents(response: Response): AsyncGenerator<StreamEvent> {
  if (!response.ok || !response.body) return;
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const name = field('event');
      if (name !== undefined) yield { name, id: field('id'), data: field('data') ?? '' };
    }
  }
}
