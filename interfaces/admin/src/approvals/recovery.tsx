import { Button, Field, Hash } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { messages } from '../messages.ts';
import { useMay } from '../session/session.tsx';
import { AwaitingCard } from './awaiting-card.tsx';
import type { Approvals } from './queries.ts';

const { approvals: say } = messages;
const SHORTEST_REASON = 3;

/** One officer asked that a lost address is given up; any officer stops it, and another one ends it after the delay. */
export function Recovery({ recovery }: { recovery: Approvals['recoveries'][number] }) {
  const { lost, replacement, reason, by, ready_at, ready, ends_at } = recovery;
  const [act, setAct] = useState<ActRequest>();
  const [why, setWhy] = useState('');
  const stop = (
    <>
      <Field label={say.recovery.stopReason} value={why} onText={setWhy} maxLength={64} />
      <div className="buttons">
        <Button
          look="danger"
          disabled={why.trim().length < SHORTEST_REASON}
          onClick={() => setAct({ do: 'stop-recovery', user: lost, reason: why.trim() })}
        >
          {say.recovery.stop}
        </Button>
      </div>
    </>
  );
  return (
    <>
      <AwaitingCard
        {...{ title: say.recovery.title, kind: 'recovery', by, readyAt: ready_at, isReady: ready, endsAt: ends_at }}
        payload={[
          [say.recovery.lost, <Address key="lost" value={lost} />],
          [say.recovery.replacement, <Hash key="replacement" value={replacement} what={say.address} />],
          reason !== null && [say.reason, <span key="reason">{reason}</span>],
        ]}
        deciders={say.officers}
        may={useMay('finish-recovery')}
        own={stop}
      >
        <p className="small soft">{say.recovery.more}</p>
        <div className="buttons">
          <Button look="main" disabled={!ready} onClick={() => setAct({ do: 'finish-recovery', user: lost })}>
            {say.recovery.finish}
          </Button>
        </div>
        {stop}
      </AwaitingCard>
      <ActDialog request={act} title={say.recovery.title} onClose={() => setAct(undefined)} />
    </>
  );
}

function Address({ value }: { value: string }) {
  const link = (shown: ReactNode) => (
    <Link to="/users/$address" params={{ address: value }}>
      {shown}
    </Link>
  );
  return <Hash value={value} what={say.address} link={link} />;
}
