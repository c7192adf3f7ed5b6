import { answer } from '@istsi/client';
import { Button, Card, Field, Notice, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { FollowDeposit } from './follow-deposit.tsx';
import { FollowWithdrawal } from './follow-withdrawal.tsx';
import { Payment } from './payment.tsx';
import { PendingPayment } from './pending-payment.tsx';

const say = messages.track;
const KNOWN = /^[0-9a-f]{64}(:\d{1,10})?$/;
const AGAIN_MS = 2_000;

export function TrackStart() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const navigate = useNavigate();
  const find = () => {
    const id = text.trim().toLowerCase();
    if (KNOWN.test(id)) void navigate({ to: '/track/$id', params: { id } });
    else setProblem(say.problem);
  };
  return (
    <Card isPage as="form" title={say.title} onSubmit={find}>
      <title>{`${say.title} · ${messages.name}`}</title>
      <p>{say.lead}</p>
      <Field label={say.field} value={text} onText={setText} problem={problem} code autoFocus />
      <Button look="main" type="submit">
        {say.go}
      </Button>
    </Card>
  );
}

/** Whoever has the name of something may follow it: no key, no account, on any device. */
export function Track() {
  const { id } = useParams({ from: '/track/$id' });
  const found = useQuery({
    queryKey: ['track', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/track/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.length ? false : AGAIN_MS),
  });
  const { data, error } = found;
  const pending = data?.pending ?? [];
  return (
    <>
      <title>{`${say.title} · ${messages.name}`}</title>
      <h1 className="unseen">{say.title}</h1>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton />}
      {data?.items.length === 0 && pending.length === 0 && (
        <Notice tone="wait" title={say.none}>
          {say.noneMore}
        </Notice>
      )}
      {data && data.items.length + pending.length > 1 && <p className="soft small">{say.several}</p>}
      {pending.map((payment) => (
        <PendingPayment key={payment.outpoint} payment={payment} answered={found} />
      ))}
      {data?.items.map(({ kind, id: name }) => {
        if (kind === 'deposit') return <FollowDeposit key={name} outpoint={name} />;
        if (kind === 'withdrawal') return <FollowWithdrawal key={name} id={name} />;
        return <Payment key={name} txid={name} />;
      })}
      <Link to="/track" className="small">
        {messages.track.another}
      </Link>
    </>
  );
}
