import { Button, Card, Field } from '@istsi/ui';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import type { Governance } from '../api.ts';
import { messages } from '../messages.ts';

const { pause: say } = messages;

/** Stopping everything: what stops is said, the word is typed, the wallet signs. Going on is governance's. */
export function Pause({ governance, mayPause }: { governance: Governance; mayPause: boolean }) {
  const { paused, mode } = governance;
  return (
    <Card
      title={say.title}
      aside={<span className={paused ? 'bad-text' : 'soft'}>{paused ? say.paused : say.running(mode)}</span>}
    >
      {paused ? (
        <p className="small">{say.resume}</p>
      ) : mayPause ? (
        <Stop />
      ) : (
        <p className="small soft">{say.others}</p>
      )}
    </Card>
  );
}

function Stop() {
  const [word, setWord] = useState('');
  const [reason, setReason] = useState('');
  const [act, setAct] = useState<ActRequest>();
  const isTyped = word.trim() === say.word && reason.trim().length >= 3;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTyped) setAct({ do: 'pause', reason: reason.trim() });
      }}
    >
      <p className="small">{say.stops}</p>
      <Field label={say.reason} value={reason} onText={setReason} maxLength={64} />
      <Field label={say.type} value={word} onText={setWord} />
      <div className="buttons">
        <Button look="danger" type="submit" disabled={!isTyped}>
          {say.stop}
        </Button>
        <Button
          look="quiet"
          disabled={reason.trim().length < 3}
          onClick={() => setAct({ do: 'ask-pause', reason: reason.trim() })}
        >
          {say.ask}
        </Button>
      </div>
      <ActDialog request={act} title={say.title} onClose={() => setAct(undefined)} />
    </form>
  );
}
