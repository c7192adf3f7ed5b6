/** A stream of server-sent events, as far as it was read. */
export interface SentEvent {
  event: string;
  id?: string;
  data: Record<string, unknown>;
}

/** Reads until the stream ends, or until `enough` says so and the reader hangs up. */
export async function readEvents(
  url: string,
  lastEventId?: string,
  enough: (events: readonly SentEvent[]) => boolean = () => false,
): Promise<{ status: number; events: SentEvent[] }> {
  const hangUp = new AbortController();
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(url, { headers, signal: hangUp.signal });
  const events: SentEvent[] = [];
  let text = '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return { status: response.status, events };
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.flatMap(parseEvent));
    if (!enough(events)) continue;
    hangUp.abort();
    return { status: response.status, events };
  }
}

function parseEvent(block: string): SentEvent[] {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  const event = fields.get('event');
  if (event === undefined) return [];
  const id = fields.get('id');
  return [{ event, ...(id === undefined ? {} : { id }), data: JSON.parse(fields.get('data') ?? '{}') as never }];
}
