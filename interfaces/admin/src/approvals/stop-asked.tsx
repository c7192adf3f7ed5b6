import { Button, Field } from '@istsi/ui';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { messages } from '../messages.ts';
import { useMay } from '../session/session.tsx';
import { AwaitingCard } from './awaiting-card.tsx';
import type { Approvals } from './queries.ts';

const { approvals: say } = messages;
const SHORTEST_REASON = 3;

/** Somebody wants the system stopped and could not do it alone: another one types the word and signs. */
export function StopAsked({ stop: { by, reason, at, ends_at } }: { stop: NonNullable<Approvals['stop']> }) {
  const [word, setWord] = useState('');
  const [why, setWhy] = useState<string>(reason);
  const [act, setAct] = useState<ActRequest>();
  const isTyped = word.trim() === say.stop.word && why.trim().length >= SHORTEST_REASON;
  return (
    <AwaitingCard
      {...{ title: say.stop.title, kind: 'stop', by, at, endsAt: ends_at }}
      payload={[[say.reason, <span key="reason">{reason}</span>]]}
      deciders={say.stoppers}
      may={useMay('pause')}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped) setAct({ do: 'pause', reason: why.trim() });
        }}
      >
        <p className="small soft">{say.stop.more}</p>
        <Field label={say.reason} value={why} onText={setWhy} maxLength={64} />
        <Field label={say.stop.type} value={word} onText={setWord} />
        <div className="buttons">
          <Button look="danger" type="submit" disabled={!isTyped}>
            {say.stop.act}
          </Button>
        </div>
        <ActDialog request={act} title={say.stop.title} onClose={() => setAct(undefined)} />
      </form>
    </AwaitingCard>
  );
}
