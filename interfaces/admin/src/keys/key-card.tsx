import { answer } from '@istsi/client';
import { Badge, Button, Card, Facts, Field, Hash, Moment, Time } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Choice } from '../shell/choice.tsx';
import { Confirm } from '../shell/confirm.tsx';
import { ToldOnce } from '../shell/told-once.tsx';

const { keys: say } = messages;
type ApiKey = Shape<'ApiKey'>;
const ENDS = 6;

/** One key: what it opens, until when, whose it is, and what whoever looks may do with it. */
export function KeyCard({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, scopes, state, made_by, expires_at, last_used_at, former_until, signs_with } = apiKey;
  return (
    <Card title={name} aside={<Badge tone={state === 'live' ? 'good' : 'plain'}>{say.states[state]}</Badge>}>
      <p className="badges">
        {scopes.map((scope) => (
          <Badge key={scope}>{scope}</Badge>
        ))}
      </p>
      <Facts
        rows={[
          [say.id, <Hash key="id" value={id} what={say.id} copy={false} />],
          [say.madeBy, <Hash key="maker" value={made_by} what={say.madeBy} ends={ENDS} copy={false} />],
          [state === 'expired' ? say.ended : say.ends, <Moment key="end" at={expires_at} />],
          [say.used, last_used_at === null ? say.never : <Time key="used" at={last_used_at} />],
          signs_with !== null && [say.signsWith, signs_with],
          former_until !== null && [say.former, <Moment key="former" at={former_until} />],
        ]}
      />
      <Acts apiKey={apiKey} />
    </Card>
  );
}

function Acts({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, may, signs_with } = apiKey;
  const [asked, setAsked] = useState<'rotate' | 'revoke'>();
  const [overlap, setOverlap] = useState('24');
  const [publicKey, setPublicKey] = useState('');
  const path = { params: { path: { id } } };
  const done = async () => {
    setAsked(undefined);
    await refreshLive();
  };
  const rotate = useMutation({
    mutationFn: () => {
      const body = { overlap_hours: Number(overlap), ...(signs_with !== null && { public_key: publicKey.trim() }) };
      return answer(api.POST('/v1/keys/{id}/rotate', { ...path, body }));
    },
    onSuccess: async () => {
      setPublicKey('');
      if (signs_with !== null) rotate.reset();
      await done();
    },
  });
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/keys/{id}', path)),
    onSuccess: done,
  });
  const ask = (what: 'rotate' | 'revoke') => {
    rotate.reset();
    revoke.reset();
    setAsked(what);
  };
  return (
    <>
      {(may.rotate || may.revoke) && !rotate.data && (
        <div className="buttons">
          {may.rotate && (
            <Button onClick={() => ask('rotate')} aria-label={say.rotateOf(name)}>
              {say.rotate}
            </Button>
          )}
          {may.revoke && (
            <Button look="danger" onClick={() => ask('revoke')} aria-label={say.revokeOf(name)}>
              {say.revoke}
            </Button>
          )}
        </div>
      )}
      {rotate.data?.key !== undefined && (
        <ToldOnce
          title={say.secretOf(name)}
          more={say.secretMore}
          secret={rotate.data.key}
          what={say.secretName}
          onKept={rotate.reset}
        />
      )}
      <Confirm
        open={asked === 'rotate'}
        title={say.rotateTitle(name)}
        more={say.rotateMore}
        act={say.rotateIt}
        busy={rotate.isPending}
        failure={rotate.error}
        onDo={() => rotate.mutate()}
        onClose={() => setAsked(undefined)}
      >
        {signs_with !== null && (
          <Field label={say.nextPublicKey} hint={say.nextPublicKeyHint} value={publicKey} onText={setPublicKey} code />
        )}
        <Choice label={say.overlap} value={overlap} names={say.overlaps} onChoose={setOverlap} />
      </Confirm>
      <Confirm
        open={asked === 'revoke'}
        title={say.revokeTitle(name)}
        more={say.revokeMore}
        act={say.revokeIt}
        danger
        busy={revoke.isPending}
        failure={revoke.error}
        onDo={() => revoke.mutate()}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}
