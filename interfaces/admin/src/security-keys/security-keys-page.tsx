import { answer } from '@istsi/client';
import { Badge, Button, Card, Facts, Moment, Time } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, queries, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { sessionQuery, useOpens } from '../session/session.tsx';
import { Confirm } from '../shell/confirm.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { AddKey } from './add-key.tsx';
import { LostKeys } from './lost-keys.tsx';

const { securityKeys: say } = messages;
const ownKeys = { queryKey: ['security-keys'] };

const changed = async (): Promise<void> => {
  await Promise.all([queries.invalidateQueries(ownKeys), queries.invalidateQueries(sessionQuery)]);
};

/** What one shows besides the wallet, and the keys that others have lost. */
export function SecurityKeysPage() {
  const keys = useQuery({ ...ownKeys, queryFn: ({ signal }) => answer(api.GET('/v1/security-keys', { signal })) });
  const resets = useOpens('GET /v1/security-keys/resets');
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="columns">
        <div className="stack">
          <Loaded query={keys}>
            {({ items }) => (
              <>
                {items.length === 0 && <p className="empty">{say.nothing}</p>}
                {items.map((key) => (
                  <KeyCard key={key.id} securityKey={key} />
                ))}
              </>
            )}
          </Loaded>
          {resets && <LostKeys />}
        </div>
        <AddKey onAdded={changed} />
      </div>
    </>
  );
}

function KeyCard({ securityKey }: { securityKey: Shape<'SecurityKey'> }) {
  const { id, name, state, domain, created_at, last_used_at } = securityKey;
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/security-keys/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      setAsked(false);
      await changed();
    },
  });
  return (
    <Card title={name} aside={<Badge tone={state === 'live' ? 'good' : 'bad'}>{say.states[state]}</Badge>}>
      <Facts
        rows={[
          [say.domain, domain],
          [say.added, <Moment key="added" at={created_at} />],
          [say.used, last_used_at === null ? say.never : <Time key="used" at={last_used_at} />],
        ]}
      />
      <div className="buttons">
        <Button look="danger" onClick={() => setAsked(true)} aria-label={say.removeOf(name)}>
          {say.remove}
        </Button>
      </div>
      <Confirm
        open={asked}
        title={say.removeTitle(name)}
        more={say.removeMore}
        act={say.removeIt}
        danger
        busy={remove.isPending}
        failure={remove.error}
        onDo={() => remove.mutate()}
        onClose={() => setAsked(false)}
      />
    </Card>
  );
}
