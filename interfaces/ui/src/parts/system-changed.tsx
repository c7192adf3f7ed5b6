import { useState } from 'react';
import { words } from '../words.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Notice } from './notice.tsx';

export interface SystemChangedProps {
  changes: readonly { mark: string; was: string; is: string | null }[];
  /** Somebody has typed that they know why. */
  onAccept: () => void;
}

/** Another system answers than before, at the same place. */
export function SystemChanged({ changes, onAccept }: SystemChangedProps) {
  const [word, setWord] = useState('');
  const { system: say } = words;
  if (changes.length === 0) return null;
  return (
    <section className="changed" role="alert">
      <Notice tone="bad" title={say.changed}>
        {say.more}
      </Notice>
      <dl className="small">
        {changes.map(({ mark, was, is }) => (
          <div key={mark}>
            <dt>{mark}</dt>
            <dd>
              {say.was} <code className="hash">{was}</code>
            </dd>
            <dd>
              {say.is} <code className="hash">{is ?? say.unnamed}</code>
            </dd>
          </div>
        ))}
      </dl>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setWord('');
          onAccept();
        }}
      >
        <Field label={say.type} value={word} onText={setWord} />
        <Button type="submit" look="danger" disabled={word.trim().toUpperCase() !== say.word}>
          {say.accept}
        </Button>
      </form>
    </section>
  );
}
