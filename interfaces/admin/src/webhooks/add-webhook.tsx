import { answer } from '@istsi/client';
import { Button, Card, CopyButton, Field, Notice } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, describeFailure, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';

const { webhooks: say } = messages;

/** Has events sent to one more place; its secret is told once. */
export function AddWebhook() {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const add = useMutation({
    mutationFn: () => answer(api.POST('/v1/webhooks', { body: { url: url.trim(), description: description.trim() } })),
    onSuccess: async () => {
      setUrl('');
      setDescription('');
      await refreshLive();
    },
  });
  const failure = add.error && describeFailure(add.error);
  return (
    <Card title={say.add} as="form" onSubmit={() => add.mutate()}>
      <Field label={say.url} hint={say.urlHint} value={url} onText={setUrl} type="url" required code />
      <Field label={say.description} value={description} onText={setDescription} maxLength={200} />
      <Button type="submit" busy={add.isPending} disabled={url.trim() === ''}>
        {say.addIt}
      </Button>
      {failure && (
        <Notice tone="bad" title={failure.title}>
          {failure.more}
        </Notice>
      )}
      {add.data && (
        <Notice tone="good" title={say.secret}>
          <code className="hash">{add.data.secret}</code> <CopyButton value={add.data.secret} what={say.secretName} />
        </Notice>
      )}
    </Card>
  );
}
