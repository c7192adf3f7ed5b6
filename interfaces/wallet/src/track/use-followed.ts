import { followEvents, type Live } from '@istsi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export interface Step {
  id: string;
  at: string;
  state: string;
  detail: Record<string, string>;
}

/** Something that is followed to its end: how it stands, and what happened. */
export function useFollowed<State>(url: string): { state: State | undefined; steps: readonly Step[]; live: Live } {
  const queries = useQueryClient();
  const [state, setState] = useState<State>();
  const [steps, setSteps] = useState<readonly Step[]>([]);
  const [live, setLive] = useState<Live>('connecting');
  useEffect(() => {
    setState(undefined);
    setSteps([]);
    return followEvents(url, {
      on: {
        state: (next) => {
          setState(next as State);
          void queries.invalidateQueries({ queryKey: ['mine'] });
        },
        // One that is opened anew begins with what is known already.
        timeline: (step) => setSteps((known) => withStep(known, step as Step)),
      },
      onLive: setLive,
    });
  }, [url, queries]);
  return { state, steps, live };
}

function withStep(known: readonly Step[], step: Step): readonly Step[] {
  return known.some(({ id }) => id === step.id) ? known : [...known, step];
}
