import { answer } from '@istsi/client';
import { Button, Notice } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';
import { Confirm } from '../shell/confirm.tsx';
import { Failed } from '../shell/failed.tsx';
import { ToldOnce } from '../shell/told-once.tsx';

const { webhooks: say } = messages;

export interface WebhookActsProps {
  id: string;
  url: string;
  /** Whether its deliveries are shown. */
  isOpen: boolean;
  onToggle: () => void;
}

/** What is done about one place where events are sent. */
export function WebhookActs({ id, url, isOpen, onToggle }: WebhookActsProps) {
  const [asked, setAsked] = useState<'rotate' | 'remove'>();
  const path = { params: { path: { id } } };
  const done = async () => {
    setAsked(undefined);
    await refreshLive();
  };
  const test = useMutation({ mutationFn: () => answer(api.POST('/v1/webhooks/{id}/test', path)) });
  const retry = useMutation({ mutationFn: () => answer(api.POST('/v1/webhooks/{id}/retry', path)), onSuccess: done });
  const rotate = useMutation({ mutationFn: () => answer(api.POST('/v1/webhooks/{id}/keys', path)), onSuccess: done });
  const remove = useMutation({ mutationFn: () => answer(api.DELETE('/v1/webhooks/{id}', path)), onSuccess: done });
  const ask = (what: 'rotate' | 'remove') => {
    rotate.reset();
    remove.reset();
    setAsked(what);
  };
  const failure = test.error ?? retry.error;
  return (
    <>
      <div className="buttons">
        <Button onClick={onToggle} aria-expanded={isOpen}>
          {isOpen ? say.hide : say.deliveries}
        </Button>
        <Button busy={test.isPending} onClick={() => test.mutate()}>
          {say.test}
        </Button>
        <Button busy={retry.isPending} onClick={() => retry.mutate()}>
          {say.retry}
        </Button>
        {!rotate.data && <Button onClick={() => ask('rotate')}>{say.rotate}</Button>}
        <Button look="danger" onClick={() => ask('remove')}>
          {say.remove}
        </Button>
      </div>
      <Failed error={failure} wasToBeDone />
      {test.data && !test.isPending && (
        <Notice
          tone={test.data.delivered ? 'good' : 'bad'}
          title={test.data.delivered ? say.delivered : say.notDelivered}
        >
          {test.data.reason}
        </Notice>
      )}
      {retry.isSuccess && <Notice title={say.retried} />}
      {rotate.data && (
        <ToldOnce
          title={say.secretOf(url)}
          more={say.secretMore}
          secret={rotate.data.secret}
          what={say.secretName}
          onKept={rotate.reset}
        />
      )}
      <Confirm
        open={asked === 'rotate'}
        title={say.rotateTitle}
        more={say.rotateMore}
        act={say.rotateIt}
        busy={rotate.isPending}
        failure={rotate.error}
        onDo={() => rotate.mutate()}
        onClose={() => setAsked(undefined)}
      />
      <Confirm
        open={asked === 'remove'}
        title={say.removeTitle}
        more={say.removeMore}
        act={say.removeIt}
        danger
        busy={remove.isPending}
        failure={remove.error}
        onDo={() => remove.mutate()}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}
