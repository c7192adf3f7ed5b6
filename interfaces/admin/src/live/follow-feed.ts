/** One event of the bus, as far as a page needs it. */
export interface FeedEvent {
  sequence: string;
  type: string;
  subject?: string;
  time?: string;
  height: number;
  transaction?: string;
  data: Record<string, unknown>;
}

export interface FeedReader {
  onEvents(events: FeedEvent[]): void;
  /** The server said something, be it only that it is still there. */
  onHeard(): void;
  /** It said nothing more; it is asked again. */
  onLost(): void;
}

const AGAIN_MS = 2_000;
const SHOWN_AT_FIRST = 15;
const REFUSED_PLACE = 400;

/**
 * Follows the event stream until aborted, from where it broke off. `EventSource` would hide the server's heartbeats, and
 * without them silence could mean anything.
 */
export async function followFeed(reader: FeedReader, signal: AbortSignal): Promise<void> {
  let place = await placeBefore(SHOWN_AT_FIRST, signal);
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(place !== undefined && { 'last-event-id': place }) };
      const answer = await fetch('/v1/events', { headers, signal, cache: 'no-store' });
      // A bus that was built anew has other places: begin with what comes.
      if (answer.status === REFUSED_PLACE) place = undefined;
      if (!answer.ok || !answer.body) throw new Error(`the stream answered ${answer.status}`);
      reader.onHeard();
      for await (const events of eventsOf(answer.body)) {
        reader.onHeard();
        if (events.length === 0) continue;
        place = events.at(-1)?.sequence ?? place;
        reader.onEvents(events);
      }
    } catch {
      // Cut off, refused, or out of reach: all the same is done about it.
    }
    if (signal.aborted) return;
    reader.onLost();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Where to begin so that the last few events come at once; undefined where nobody can say. */
async function placeBefore(count: number, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await fetch('/v1/events/status', { signal });
    const { head } = (await answer.json()) as { head: string };
    return String(Math.max(0, Number(head) - count));
  } catch {
    return undefined;
  }
}

/** What came with each piece; an empty list is a heartbeat. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<FeedEvent[]> {
  const pieces = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) return;
      const frames = (rest + value).split('\n\n');
      rest = frames.pop() ?? '';
      yield frames.flatMap(parseFrame);
    }
  } finally {
    await pieces.cancel().catch(() => undefined);
  }
}

export function parseFrame(frame: string): FeedEvent[] {
  const data = frame
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
    .join('\n');
  return data === '' ? [] : [JSON.parse(data) as FeedEvent];
}
