import { Button, Field, Notice } from '@istsi/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messages } from '../messages.ts';
import { networkQuery } from '../queries.ts';
import { acceptSystem } from './meet-system.ts';

const say = messages.trust;

/** Another system answers than before, at the same place: said on every page, and nothing is signed or paid to until somebody says why. */
export function SystemChanged() {
  const { data: network } = useQuery(networkQuery);
  const queries = useQueryClient();
  const [word, setWord] = useState('');
  if (!network || network.changes.length === 0) return null;
  const accept = async () => {
    acceptSystem(network);
    setWord('');
    await queries.invalidateQueries();
  };
  return (
    <section className="changed" role="alert">
      <Notice tone="bad" title={say.changed}>
        {say.changedMore}
      </Notice>
      <dl className="small">
        {network.changes.map(({ mark, was, is }) => (
          <div key={mark}>
            <dt>{mark}</dt>
            <dd>
              {say.was} <code className="hash whole">{was}</code>
            </dd>
            <dd>
              {say.is} <code className="hash whole">{is ?? say.unnamed}</code>
            </dd>
          </div>
        ))}
      </dl>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void accept();
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
