/** How a stream is: it opens again by itself, where it was, whenever it is cut off. */
export type Live = 'connecting' | 'live' | 'interrupted' | 'ended';

export interface EventReader {
  /** One per name of event; `message` is what has none. */
  on: Record<string, (data: unknown) => void>;
  onLive?: (live: Live) => void;
}

/** As browsers have it; Node has none. */
type OpenEventSource = (url: string) => EventSource;

/** The server says something at least every 15 seconds. */
const AGAIN_MS = 2_000;

/**
 * Reads server-sent events until it is told to stop or the server says `end`. An `EventSource` resumes by `Last-Event-ID`; where
 * it gives up (an answer that is no stream), the stream is opened anew after a while.
 */
export function followEvents(
  url: string,
  { on, onLive = () => undefined }: EventReader,
  openEventSource: OpenEventSource = (url) => new EventSource(url),
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
    source?.close();
  };
  const open = () => {
    onLive('connecting');
    source = openEventSource(url);
    source.addEventListener('open', () => onLive('live'));
    source.addEventListener('error', () => {
      onLive('interrupted');
      if (!isStopped && source?.readyState === source?.CLOSED) timer = setTimeout(open, AGAIN_MS);
    });
    for (const [name, listener] of Object.entries(on))
      source.addEventListener(name, (event) => listener(JSON.parse((event as MessageEvent<string>).data)));
    source.addEventListener('end', () => {
      stop();
      onLive('ended');
    });
  };
  open();
  return stop;
}
