import { Button, Notice } from '@istsi/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { messages } from '../messages.ts';
import { networkQuery, statusQuery } from '../queries.ts';
import { OtherSystem } from './other-system.tsx';

type Trouble = 'offline' | 'unreachable' | 'paused' | 'changed' | 'unknown';

/** What keeps anything from being sent now; undefined when nothing does. */
export function useTrouble(): Trouble | undefined {
  const online = useSyncExternalStore(watchOnline, () => navigator.onLine);
  const { data, isError } = useQuery(statusQuery);
  const { data: network, isError: isUnknown } = useQuery(networkQuery);
  if (network && network.changes.length > 0) return 'changed';
  if (!online) return 'offline';
  if (isError) return 'unreachable';
  if (isUnknown) return 'unknown';
  return data?.paused ? 'paused' : undefined;
}

export function TroubleNotice() {
  const trouble = useTrouble();
  const queries = useQueryClient();
  if (!trouble) return null;
  if (trouble === 'changed') return <OtherSystem />;
  const { trouble: say } = messages;
  const again = <Button onClick={() => void queries.refetchQueries()}>{say.action}</Button>;
  return (
    <Notice
      tone={trouble === 'paused' ? 'wait' : 'bad'}
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
