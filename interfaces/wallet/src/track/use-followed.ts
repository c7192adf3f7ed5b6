import { followEvents, type Live } from '@istsi/client';
import type { Answered } from '@istsi/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export interface Step {
  id: string;
  at: string;
  state: string;
  detail: Record<string, string>;
}

/** Something that is followed to its end: how it stands, and what happened. */
export interface Followed<State> {
  state: State | undefined;
  steps: readonly Step[];
  /** While the stream is open, what it said last is how it is. */
  answered: Answered;
}

export function useFollowed<State>(url: string): Followed<State> {
  const queries = useQueryClient();
  const [state, setState] = useState<State>();
  const [steps, setSteps] = useState<readonly Step[]>([]);
  const [live, setLive] = useState<Live>('connecting');
  const [heardAt, setHeardAt] = useState(0);
  useEffect(() => {
    setState(undefined);
    setSteps([]);
    let isOpenNow = false;
    return followEvents(url, {
      on: {
        state: (next) => {
          setState(next as State);
          setHeardAt(Date.now());
          void queries.invalidateQueries({ queryKey: ['mine'] });
        },
        // One that is opened anew begins with what is known already.
        timeline: (step) => setSteps((known) => withStep(known, step as Step)),
      },
      onLive: (next) => {
        // Until the moment at which it broke off nothing else was so.
        if (next === 'interrupted' && isOpenNow) setHeardAt((at) => (at === 0 ? 0 : Date.now()));
        isOpenNow = next === 'live';
        setLive(next);
      },
    });
  }, [url, queries]);
  const isOpen = live === 'live' || live === 'ended';
  return { state, steps, answered: { dataUpdatedAt: isOpen ? Number.POSITIVE_INFINITY : heardAt, isError: !isOpen } };
}

function withStep(known: readonly Step[], step: Step): readonly Step[] {
  return known.some(({ id }) => id === step.id) ? known : [...known, step];
}
