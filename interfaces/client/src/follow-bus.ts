import type { Live } from './follow-events.ts';
import type { components } from './generated/api.ts';

export type CloudEvent = components['schemas']['CloudEvent'];

export interface BusReader {
  /** Behind this place: the `sequence` of an event. Absent: what comes. */
  after?: string;
  /** Of these types only. */
  types?: readonly string[];
  /** Of this operation only. */
  subject?: string;
  onEvent(event: CloudEvent): void;
  onLive?(live: Live): void;
  /**
   * The bus was built anew and does not have the place: it is read from the first event on. An event has the same `id` as
   * before, so that who counts by it counts nothing twice.
   */
  onRebuilt?(): void;
}

/** As browsers have it; of Node, 22 and later. */
type OpenWebSocket = (url: string, protocol: string) => WebSocket;

const PROTOCOL = 'cloudevents.json';
const AGAIN_MS = 2_000;

/**
 * Follows all events of the system over a WebSocket until it is told to stop: whenever that is cut off, it is opened anew
 * behind the last event that came. `baseUrl` is the API's, http or https.
 */
export function followBus(
  baseUrl: string,
  reader: BusReader,
  openWebSocket: OpenWebSocket = (url, protocol) => new WebSocket(url, protocol),
): () => void {
  const { types = [], subject, onLive = () => undefined } = reader;
  let { after } = reader;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  const addressOf = (): string => {
    const url = new URL('/v1/events', baseUrl);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    for (const type of types) url.searchParams.append('type', type);
    if (subject !== undefined) url.searchParams.set('subject', subject);
    if (after !== undefined) url.searchParams.set('after', after);
    return url.href;
  };
  /** A handshake that is refused says nothing of why: whether the place is there no more is asked for. */
  const beginAnewIfRebuilt = async (): Promise<void> => {
    const response = await fetch(new URL('/v1/events/status', baseUrl));
    const { head } = (await response.json()) as components['schemas']['EventBusStatus'];
    if (after === undefined || BigInt(after) <= BigInt(head)) return;
    after = '0';
    reader.onRebuilt?.();
  };
  const open = (): void => {
    if (isStopped) return;
    onLive('connecting');
    let wasOpen = false;
    socket = openWebSocket(addressOf(), PROTOCOL);
    socket.onopen = () => {
      wasOpen = true;
      onLive('live');
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      const event = JSON.parse(String(data)) as CloudEvent;
      reader.onEvent(event);
      after = event.sequence;
    };
    // What is wrong is told by that it closes.
    socket.onerror = () => undefined;
    socket.onclose = () => {
      if (isStopped) return onLive('ended');
      onLive('interrupted');
      const asked = wasOpen ? Promise.resolve() : beginAnewIfRebuilt().catch(() => undefined);
      void asked.then(() => {
        timer = setTimeout(open, AGAIN_MS);
      });
    };
  };
  open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}
