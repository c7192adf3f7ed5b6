import { answer } from '@istsi/client';
import { Button, Card, Field } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive, type Session } from '../api.ts';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';
import { Choice } from '../shell/choice.tsx';
import { Failed } from '../shell/failed.tsx';
import { ToldOnce } from '../shell/told-once.tsx';

const { keys: say } = messages;
type Scope = Session['key_scopes'][number];

/** A key for one more program, with as little as it needs; the key is told once. */
export function MakeKey() {
  const { key_scopes: theirs } = useSession();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [publicKey, setPublicKey] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const make = useMutation({
    mutationFn: () => {
      const signs = publicKey.trim() !== '' && { public_key: publicKey.trim() };
      const body = { name: name.trim(), scopes: [...scopes], days: Number(days), ...signs };
      return answer(api.POST('/v1/keys', { body }));
    },
    onSuccess: async (key) => {
      // What is no secret needs nobody to keep it.
      if (key.key === undefined) make.reset();
      setName('');
      setPublicKey('');
      setScopes([]);
      await refreshLive();
    },
  });
  const toggle = (scope: Scope) =>
    setScopes((chosen) => (chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]));
  const { data: made } = make;
  if (theirs.length === 0) return <p className="empty">{say.scopesNothing}</p>;
  return (
    <Card title={say.make} as="form" onSubmit={() => make.mutate()}>
      <div className="fields">
        <Field label={say.name} hint={say.nameHint} value={name} onText={setName} maxLength={60} required />
        <Choice label={say.days} value={days} names={say.lengths} onChoose={setDays} />
      </div>
      <fieldset className="scopes">
        <legend>{say.scopes}</legend>
        <p className="small soft">{say.scopesHint}</p>
        {theirs.map((scope) => (
          <label key={scope}>
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            <span>
              <strong>{scope}</strong> <span className="soft">{say.opens[scope]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field label={say.publicKey} hint={say.publicKeyHint} value={publicKey} onText={setPublicKey} code />
      <div className="buttons">
        <Button
          type="submit"
          look="main"
          busy={make.isPending}
          disabled={name.trim() === '' || scopes.length === 0 || made !== undefined}
        >
          {say.makeIt}
        </Button>
      </div>
      <Failed error={make.error} wasToBeDone />
      {made?.key !== undefined && (
        <ToldOnce
          title={say.secretOf(made.name)}
          more={say.secretMore}
          secret={made.key}
          what={say.secretName}
          onKept={make.reset}
        />
      )}
    </Card>
  );
}
