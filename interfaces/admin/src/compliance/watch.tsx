import { answer } from '@istsi/client';
import { Button, Card, Facts, Field, Hash, Moment, useToast } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';
import { Failed } from '../shell/failed.tsx';
import { Loaded } from '../shell/loaded.tsx';

const { watch: say } = messages;
const LEAST_REASON = 3;

/** Holders whose movements a rule finds suspicious, and whom nobody has looked at yet. */
export function Flags() {
  const flags = useQuery({
    queryKey: ['live', 'flags'],
    queryFn: ({ signal }) => answer(api.GET('/v1/flags', { params: { query: { state: 'open', limit: 100 } }, signal })),
  });
  return (
    <Card title={say.flags}>
      <p className="small soft">{say.flagsMore}</p>
      <Loaded query={flags}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="empty">{say.noFlags}</p>}
            {items.map((flag) => (
              <OneFlag key={flag.id} flag={flag} />
            ))}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function OneFlag({ flag: { id, user, rule, evidence, at } }: { flag: Shape<'Flag'> }) {
  const close = (reason: string) =>
    answer(api.POST('/v1/flags/{id}/close', { params: { path: { id } }, body: { reason } }));
  return (
    <div className="stack">
      <Facts
        rows={[
          [say.rule, rule],
          [
            say.holder,
            <Link key="holder" to="/users/$address" params={{ address: user }}>
              <Hash value={user} what={say.holder} ends={6} copy={false} />
            </Link>,
          ],
          [say.movements, evidence.inputs.length],
          [say.at, <Moment key="at" at={at} />],
        ]}
      />
      <WithReason act={say.close} onDo={close} />
    </div>
  );
}

/** Operations that are held because of whom they come from or go to. */
export function Cases() {
  const cases = useQuery({
    queryKey: ['live', 'cases'],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/screening/cases', { params: { query: { state: 'open', limit: 100 } }, signal })),
  });
  return (
    <Card title={say.cases}>
      <p className="small soft">{say.casesMore}</p>
      <Loaded query={cases}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="empty">{say.noCases}</p>}
            {items.map((held) => (
              <OneCase key={held.id} held={held} />
            ))}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function OneCase({ held: { id, kind, operation, provider, address, opened_at } }: { held: Shape<'ScreeningCase'> }) {
  const release = (reason: string) =>
    answer(api.POST('/v1/screening/cases/{id}/release', { params: { path: { id } }, body: { reason } }));
  return (
    <div className="stack">
      <OperationLink operation={{ id: operation, kind }} />
      <Facts
        rows={[
          [say.list, provider],
          [say.address, <Hash key="address" value={address} what={say.address} />],
          [say.since, <Moment key="since" at={opened_at} />],
        ]}
      />
      <WithReason act={say.release} onDo={release} />
    </div>
  );
}

/** What an officer does, and says why. */
function WithReason({ act, onDo }: { act: string; onDo: (reason: string) => Promise<unknown> }) {
  const toast = useToast();
  const [reason, setReason] = useState('');
  const done = useMutation({
    mutationFn: () => onDo(reason.trim()),
    onSuccess: async () => {
      toast(say.done, 'good');
      await refreshLive();
    },
  });
  return (
    <>
      <Field label={say.reason} value={reason} onText={setReason} maxLength={500} />
      <div className="buttons">
        <Button busy={done.isPending} disabled={reason.trim().length < LEAST_REASON} onClick={() => done.mutate()}>
          {act}
        </Button>
      </div>
      <Failed error={done.error} wasToBeDone />
    </>
  );
}
