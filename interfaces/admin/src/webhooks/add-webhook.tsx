import { answer } from '@istsi/client';
import { Button, Card, Field } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from '../shell/failed.tsx';
import { ToldOnce } from '../shell/told-once.tsx';

const { webhooks: say } = messages;

/** Has events sent to one more place; its secret is told once. */
export function AddWebhook() {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState('');
  const add = useMutation({
    mutationFn: () => {
      const wanted = types.split(/[\s,]+/).filter((type) => type !== '');
      const body = { url: url.trim(), description: description.trim(), ...(wanted.length > 0 && { types: wanted }) };
      return answer(api.POST('/v1/webhooks', { body }));
    },
    onSuccess: async () => {
      setUrl('');
      setDescription('');
      setTypes('');
      await refreshLive();
    },
  });
  return (
    <Card title={say.add} as="form" onSubmit={() => add.mutate()}>
      <Field label={say.url} hint={say.urlHint} value={url} onText={setUrl} type="url" required code />
      <Field label={say.description} value={description} onText={setDescription} maxLength={200} />
      <Field label={say.types} hint={say.typesHint} value={types} onText={setTypes} code />
      <div className="buttons">
        <Button type="submit" look="main" busy={add.isPending} disabled={url.trim() === '' || add.data !== undefined}>
          {say.addIt}
        </Button>
      </div>
      <Failed error={add.error} wasToBeDone />
      {add.data && (
        <ToldOnce
          title={say.secretOf(add.data.url)}
          more={say.secretMore}
          secret={add.data.secret}
          what={say.secretName}
          onKept={add.reset}
        />
      )}
    </Card>
  );
}
