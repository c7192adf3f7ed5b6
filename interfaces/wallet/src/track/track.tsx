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

const say = messages.track;
const KNOWN = /^[0-9a-f]{64}(:\d{1,10})?$/;
const AGAIN_MS = 4_000;

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
  const { data, error } = useQuery({
    queryKey: ['track', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/track/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.length ? false : AGAIN_MS),
  });
  return (
    <>
      <title>{`${say.title} · ${messages.name}`}</title>
      <h1 className="unseen">{say.title}</h1>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton />}
      {data?.items.length === 0 && (
        <Notice tone="wait" title={say.none}>
          {say.noneMore}
        </Notice>
      )}
      {data && data.items.length > 1 && <p className="soft small">{say.several}</p>}
      {data?.items.map((found) => {
        if (found.kind === 'deposit') return <FollowDeposit key={found.id} outpoint={found.id} />;
        if (found.kind === 'withdrawal') return <FollowWithdrawal key={found.id} id={found.id} />;
        return <Payment key={found.id} txid={found.id} />;
      })}
      <Link to="/track" className="small">
        {messages.track.another}
      </Link>
    </>
  );
}
