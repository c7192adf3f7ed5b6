import { Button, Notice } from '@istsi/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { messages } from '../messages.ts';
import { networkQuery, statusQuery } from '../queries.ts';
import { OtherSystem } from './other-system.tsx';

type Trouble = 'offline' | 'unreachable' | 'paused' | 'changed' | 'unknown' | Away;
/** What the service cannot ask, although it answers itself: nodes of either chain, and its own records. */
type Away = 'stellar' | 'bitcoin' | 'database';

/** What is over by itself needs patience. */
const PATIENCE: readonly Trouble[] = ['paused', 'bitcoin'];

/** What keeps anything from being sent now; undefined when nothing does. What is paid on Bitcoin needs its node, too. */
export function useTrouble({ paysBitcoin = false } = {}): Trouble | undefined {
  const trouble = useAnyTrouble();
  return trouble === 'bitcoin' && !paysBitcoin ? undefined : trouble;
}

function useAnyTrouble(): Trouble | undefined {
  const online = useSyncExternalStore(watchOnline, () => navigator.onLine);
  const { data, isError } = useQuery(statusQuery);
  const { data: network, isError: isUnknown } = useQuery(networkQuery);
  if (network && network.changes.length > 0) return 'changed';
  if (!online) return 'offline';
  if (isError) return 'unreachable';
  if (isUnknown) return 'unknown';
  if (data?.paused) return 'paused';
  // Whether it is paused only the network knows.
  return data && (['stellar', 'database', 'bitcoin'] as const).find((part) => !data[part].ok);
}

export function TroubleNotice() {
  const trouble = useAnyTrouble();
  const queries = useQueryClient();
  if (!trouble) return null;
  if (trouble === 'changed') return <OtherSystem />;
  const { trouble: say } = messages;
  const again = <Button onClick={() => void queries.refetchQueries()}>{say.action}</Button>;
  return (
    <Notice
      tone={PATIENCE.includes(trouble) ? 'wait' : 'bad'}
      title={say[trouble]}
      action={trouble === 'paused' ? undefined : again}
    >
      {say[`${trouble}More`]}
    </Notice>
  );
}

function watchOnline(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}
