import { once } from 'node:events';
import type { BusEvent } from '@istsi/integration';
import type { WebSocket } from 'ws';
import { SLOW_READER_MS } from './sent-events.ts';
import { CLOSE_MS, isClosed } from './upgrades.ts';

/** The JSON format of CloudEvents: one event is one text frame, and there are no other frames (WebSockets binding, 1.5). */
export const CLOUD_EVENTS = 'cloudevents.json';

/** Why a stream ends, as its close frame says (RFC 6455, 7.4.1); each comes with a reason in words. */
export const closeCodes = {
  /** It lasted as long as one may, or the server stops: come back for what follows. */
  goingAway: 1_001,
  /** Something was said that is no event of ours to take: this stream only tells. */
  unsupported: 1_003,
  /** The reader took nothing for too long: come back behind the last event that came. */
  tooSlow: 1_008,
  /** A fault of ours: come back. */
  fault: 1_011,
} as const;

/** Of what was sent and not taken, so much may wait before the next is read. */
const MOST_UNSENT = 64 * 1_024;

export interface EventSocket {
  /** Aborted once nobody reads any more. */
  signal: AbortSignal;
  /** Waits for a reader that is slower than the stream, for a while. None: only asks whether it is still there. */
  tell(events: readonly BusEvent[]): Promise<void>;
  end(code: number, reason: string): Promise<void>;
}

/** Tells events over a WebSocket. What is not taken yet is at most one page of them, and what the connection holds. */
export function tellEvents(webSocket: WebSocket, slowReaderMs = SLOW_READER_MS): EventSocket {
  const closed = new AbortController();
  webSocket.once('close', () => closed.abort());
  let isAnswered = true;
  const end = async (code: number, reason: string): Promise<void> => {
    webSocket.close(code, reason);
    await isClosed(webSocket, CLOSE_MS);
  };
  const ignore = (): void => undefined;
  // What is wrong with a frame the library answers itself, with the code for it (1002, 1007, 1009).
  webSocket.on('error', ignore);
  webSocket.on('pong', () => {
    isAnswered = true;
  });
  // Who pings and does not read would fill the memory with answers.
  webSocket.on('ping', (data) => {
    if (webSocket.bufferedAmount < MOST_UNSENT) webSocket.pong(data, false, ignore);
  });
  webSocket.on('message', () => void end(closeCodes.unsupported, 'this stream only tells: say nothing here'));

  const send = async (text: string): Promise<void> => await new Promise((done) => webSocket.send(text, () => done()));
  const { signal } = closed;
  return {
    signal,
    end,
    async tell(events) {
      if (signal.aborted) return;
      if (events.length === 0) {
        // Nothing came for a while: a connection whose other end is gone is noticed by what it does not answer.
        if (!isAnswered) return webSocket.terminate();
        isAnswered = false;
        webSocket.ping('', false, ignore);
        return;
      }
      const sent = Promise.all(events.map((event) => send(JSON.stringify(event))));
      if (webSocket.bufferedAmount <= MOST_UNSENT) return;
      const late = AbortSignal.timeout(slowReaderMs);
      await Promise.race([sent, once(late, 'abort')]);
      if (late.aborted && webSocket.bufferedAmount > MOST_UNSENT)
        await end(closeCodes.tooSlow, `nothing was taken for ${slowReaderMs} ms: come back behind the last event`);
    },
  };
}
