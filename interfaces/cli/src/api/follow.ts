import { followEvents, type paths } from '@istsi/client';
import { EventSource } from 'eventsource';
import { CliError } from '../errors.ts';

/** In a row; each event that comes starts over. Some seconds lie between two. */
const MOST_INTERRUPTIONS = 5;

type StreamPath = Extract<keyof paths, `/v1/${string}/events`>;

/**
 * Follows the `state` events of a stream of the API to its end, or until `onState` says that it has seen enough. A connection
 * that breaks is made again, where it was.
 */
export function follow<T>(
  apiUrl: string,
  path: StreamPath,
  id: string,
  onState: (state: T) => boolean | undefined,
): Promise<T | undefined> {
  const url = `${apiUrl}${path.replace(/\{\w+\}/, encodeURIComponent(id))}`;
  return new Promise((resolve, reject) => {
    let last: T | undefined;
    let interruptions = 0;
    const finish = (end: () => void) => {
      stop();
      end();
    };
    const stop = followEvents(
      url,
      {
        on: {
          state: (data) => {
            interruptions = 0;
            last = data as T;
            try {
              if (onState(last)) finish(() => resolve(last));
            } catch (error) {
              finish(() => reject(error as Error));
            }
          },
        },
        onLive: (live) => {
          if (live === 'ended') resolve(last);
          if (live !== 'interrupted' || ++interruptions < MOST_INTERRUPTIONS) return;
          const problem = 'the stream breaks off again and again';
          finish(() => reject(new CliError('cli/api-unreachable', { url, problem })));
        },
      },
      (url) => new EventSource(url) as unknown as globalThis.EventSource,
    );
  });
}
