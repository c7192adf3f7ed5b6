import { answer } from '@istsi/client';
import { Badge, Button, Card, Facts, Field, Moment, Notice, useToast } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';
import { Choice } from '../shell/choice.tsx';
import { Failed } from '../shell/failed.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Assign } from './assign.tsx';
import { Runbook, runbookName } from './runbook.tsx';
import { shortName, standingOf, toneOf } from './standing.ts';

const { alerts: say } = messages;
type Alert = Shape<'Alert'>;

/** One alert: since when, who takes care of it, and what to do beside it. */
export function AlertPage() {
  const { id } = useParams({ from: '/alerts/$id' });
  const found = useQuery({
    queryKey: ['live', 'alerts', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/alerts/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <>
      <PageTitle title={found.data?.alert_type ?? say.one}>
        {found.data && <Badge tone={toneOf(found.data)}>{found.data.severity}</Badge>}
      </PageTitle>
      <Loaded query={found}>
        {(alert) => (
          <div className="columns">
            <div className="stack">
              <About alert={alert} />
              {alert.state !== 'resolved' && (
                <>
                  <Asked alert={alert} />
                  <Care alert={alert} />
                  <Assign alert={alert} />
                </>
              )}
            </div>
            <Runbook name={runbookName(alert.runbook)} />
          </div>
        )}
      </Loaded>
    </>
  );
}

/** Whoever is asked is told so where they see it first. */
function Asked({ alert: { assigned_to, assigned_by, acknowledged_by } }: { alert: Alert }) {
  const { account } = useSession();
  if (assigned_to !== account || acknowledged_by !== null) return null;
  return (
    <Notice tone="wait" title={say.askedOfYou}>
      {assigned_by !== null && say.askedBy(shortName(assigned_by))}
    </Notice>
  );
}

function About({ alert }: { alert: Alert }) {
  const { summary, subject, value, since, fired_at, cleared_at, resolved_at, escalations } = alert;
  const { assigned_at, assigned_to, assigned_by } = alert;
  const moment = (at: string | null) => (at === null ? '—' : <Moment key={at} at={at} />);
  return (
    <Card title={summary}>
      <Facts
        rows={[
          [say.standing, standingOf(alert)],
          subject !== '' && [say.subject, subject],
          [
            say.value,
            <span key="value" className="num wrapped">
              {value}
            </span>,
          ],
          [say.since, moment(since)],
          fired_at !== null && [say.told, moment(fired_at)],
          assigned_at !== null && [
            say.assignedAt,
            <span key="assigned">
              {say.assignedTo(shortName(assigned_to ?? ''), shortName(assigned_by ?? ''))} {moment(assigned_at)}
            </span>,
          ],
          cleared_at !== null && [say.cleared, moment(cleared_at)],
          resolved_at !== null && [say.over, moment(resolved_at)],
          [
            say.escalations,
            <span key="escalations" className="num">
              {escalations}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

const HOUR_MS = 3_600_000;

/** Somebody takes care of it; or nobody is told of it until an end. */
function Care({ alert: { id, acknowledged_by } }: { alert: Alert }) {
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('1');
  const path = { params: { path: { id } } };
  const done = async (said: string) => {
    toast(said, 'good');
    setReason('');
    await refreshLive();
  };
  const acknowledge = useMutation({
    mutationFn: () => answer(api.POST('/v1/alerts/{id}/acknowledge', { ...path, body: {} })),
    onSuccess: () => done(say.acknowledged),
  });
  const silence = useMutation({
    mutationFn: () => {
      const until = new Date(Date.now() + Number(hours) * HOUR_MS).toISOString();
      return answer(api.POST('/v1/alerts/{id}/silence', { ...path, body: { reason: reason.trim(), until } }));
    },
    onSuccess: () => done(say.silenced),
  });
  const failure = acknowledge.error ?? silence.error;
  return (
    <Card title={say.care} as="form" onSubmit={() => silence.mutate()}>
      {acknowledged_by === null && (
        <div className="buttons">
          <Button look="main" busy={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
            {say.acknowledge}
          </Button>
        </div>
      )}
      <p className="small soft">{say.silenceMore}</p>
      <Field label={say.reason} value={reason} onText={setReason} maxLength={500} />
      <div className="buttons">
        <Choice label={say.length} value={hours} names={say.lengths} onChoose={setHours} />
        <Button type="submit" busy={silence.isPending} disabled={reason.trim().length < 3}>
          {say.silence}
        </Button>
      </div>
      <Failed error={failure} wasToBeDone />
    </Card>
  );
}
