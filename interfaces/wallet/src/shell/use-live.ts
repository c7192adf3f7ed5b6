import { followEvents, type Live } from '@istsi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

const TOGETHER_MS = 400;

/** Whatever happens on either chain, what is mine is asked for again: one answer of the API is the only truth here. */
export function useLive(): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>('connecting');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: ['mine'] });
        void queries.invalidateQueries({ queryKey: ['reserves'] });
        void queries.invalidateQueries({ queryKey: ['status'] });
      }, TOGETHER_MS);
    };
    // What happened while nobody was connected may be told to nobody: whoever is connected asks.
    const heard = (now: Live) => {
      setLive(now);
      if (now === 'live') refresh();
    };
    const stop = followEvents('/v1/events', { on: { message: refresh }, onLive: heard });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [queries]);
  return live;
}
