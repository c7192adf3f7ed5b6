import { answer } from '@istsi/client';
import { Button, Card, Facts, Field, Hash, Moment } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, queries } from '../api.ts';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';
import { Failed } from '../shell/failed.tsx';

const { securityKeys: say } = messages;
const waiting = { queryKey: ['security-key-resets'] };

/** Somebody has lost theirs: one person says so, another one agrees. */
export function LostKeys() {
  const { account: own } = useSession();
  const { data } = useQuery({
    ...waiting,
    queryFn: ({ signal }) => answer(api.GET('/v1/security-keys/resets', { signal })),
  });
  const [account, setAccount] = useState('');
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      answer(api.POST('/v1/security-keys/resets', { body: { account: account.trim(), reason: reason.trim() } })),
    onSuccess: async () => {
      setAccount('');
      setReason('');
      await queries.invalidateQueries(waiting);
    },
  });
  const approve = useMutation({
    mutationFn: (id: string) => answer(api.POST('/v1/security-keys/resets/{id}/approve', { params: { path: { id } } })),
    onSuccess: async () => await queries.invalidateQueries(waiting),
  });
  return (
    <>
      {data?.items.map((reset) => (
        <Card key={reset.id} as="article" title={say.saidLost}>
          <Facts
            rows={[
              [say.of, <Hash key="of" value={reset.account} what={say.of} />],
              [say.askedBy, <Hash key="by" value={reset.asked_by} what={say.askedBy} ends={6} />],
              [say.reason, reset.reason],
              [say.until, <Moment key="until" at={reset.ends_at} />],
            ]}
          />
          {reset.asked_by !== own && reset.account !== own && (
            <div className="buttons">
              <Button look="danger" onClick={() => approve.mutate(reset.id)} busy={approve.isPending}>
                {say.agree}
              </Button>
            </div>
          )}
        </Card>
      ))}
      <Failed error={approve.error} wasToBeDone />
      <Card title={say.lostTitle} as="form" onSubmit={() => ask.mutate()}>
        <p className="small soft">{say.lostMore}</p>
        <Field label={say.of} value={account} onText={setAccount} code required />
        <Field label={say.reason} value={reason} onText={setReason} maxLength={200} required />
        <div className="buttons">
          <Button type="submit" busy={ask.isPending}>
            {say.askIt}
          </Button>
        </div>
        <Failed error={ask.error} wasToBeDone />
      </Card>
    </>
  );
}
