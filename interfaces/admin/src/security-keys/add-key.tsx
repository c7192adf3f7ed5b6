import { Button, Card, Field } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from '../shell/failed.tsx';
import { addKey } from './show-key.ts';

const { securityKeys: say } = messages;

/** The browser asks for the key; what it is called is for its owner. */
export function AddKey({ onAdded }: { onAdded: () => Promise<void> }) {
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => addKey(api, name.trim()),
    onSuccess: async () => {
      setName('');
      await onAdded();
    },
  });
  return (
    <Card title={say.add} as="form" onSubmit={() => add.mutate()}>
      <Field label={say.name} hint={say.nameHint} value={name} onText={setName} maxLength={60} required />
      <div className="buttons">
        <Button type="submit" look="main" busy={add.isPending} disabled={name.trim() === ''}>
          {say.addIt}
        </Button>
      </div>
      <Failed error={add.error} wasToBeDone />
    </Card>
  );
}
