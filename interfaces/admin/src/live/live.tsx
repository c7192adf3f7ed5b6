import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { refreshLive } from '../api.ts';
import { type FeedEvent, followFeed } from './follow-feed.ts';

export interface LiveState {
  /** Newest first. */
  events: readonly FeedEvent[];
  /** `connecting`: it broke off, and is asked again. `stale`: two heartbeats were missed, and what is shown may be from before. */
  state: 'connecting' | 'live' | 'stale';
  heardAt: Date | null;
}

const MOST_EVENTS = 60;
/** The server says something every 12.5 seconds at the latest. */
const STALE_MS = 25_000;
const REFRESH_MS = 800;

const Live = createContext<LiveState>({ events: [], state: 'connecting', heardAt: null });
export const useLive = (): LiveState => useContext(Live);

/** Follows what happens for all pages below it, and has what they show asked anew. */
export function LiveFeed({ children }: { children: ReactNode }) {
  const [live, setLive] = useState<LiveState>({ events: [], state: 'connecting', heardAt: null });
  useEffect(() => {
    const stop = new AbortController();
    let refresh: ReturnType<typeof setTimeout> | undefined;
    let stale: ReturnType<typeof setTimeout> | undefined;
    let isLost = false;
    const beStale = () => setLive((now) => ({ ...now, state: 'stale' }));
    const heard = () => {
      clearTimeout(stale);
      stale = setTimeout(beStale, STALE_MS);
      setLive((now) => ({ ...now, state: 'live', heardAt: new Date() }));
      // What changed meanwhile may have been told to nobody.
      if (isLost) hurry();
      isLost = false;
    };
    const lost = () => {
      isLost = true;
      setLive((now) => (now.state === 'stale' ? now : { ...now, state: 'connecting' }));
    };
    // Many events come together; what they change is asked once.
    const hurry = () => {
      refresh ??= setTimeout(() => {
        refresh = undefined;
        void refreshLive();
      }, REFRESH_MS);
    };
    stale = setTimeout(beStale, STALE_MS);
    void followFeed(
      {
        onHeard: heard,
        onLost: lost,
        onEvents: (events) => {
          setLive((now) => ({ ...now, events: [...events.toReversed(), ...now.events].slice(0, MOST_EVENTS) }));
          hurry();
        },
      },
      stop.signal,
    );
    return () => {
      stop.abort();
      clearTimeout(refresh);
      clearTimeout(stale);
    };
  }, []);
  return <Live value={live}>{children}</Live>;
}
