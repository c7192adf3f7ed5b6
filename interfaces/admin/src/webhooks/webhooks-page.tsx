import { answer } from '@istsi/client';
import { Badge, Button, Card, Notice, useToast } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, describeFailure, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { AddWebhook } from './add-webhook.tsx';
import { Deliveries } from './deliveries.tsx';

const { webhooks: say } = messages;
type Webhook = Shape<'Webhook'>;

/** Where events are sent, how that goes, and what was given up. */
export function WebhooksPage() {
  const webhooks = useQuery({
    queryKey: ['live', 'webhooks'],
    queryFn: ({ signal }) => answer(api.GET('/v1/webhooks', { signal })),
  });
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <Loaded query={webhooks}>
        {({ items }) => (
          <div className="stack">
            {items.length === 0 && <p className="empty">{say.nothing}</p>}
            {items.map((webhook) => (
              <Endpoint key={webhook.id} webhook={webhook} />
            ))}
          </div>
        )}
      </Loaded>
      <AddWebhook />
    </>
  );
}

function Endpoint({ webhook }: { webhook: Webhook }) {
  const { id, url, description, disabled, failures, open_until, types } = webhook;
  const [isOpen, setOpen] = useState(false);
  const tone = disabled !== null ? 'bad' : failures > 0 ? 'wait' : 'good';
  const state = disabled ?? (failures > 0 ? say.failing(failures) : say.well);
  return (
    <Card title={<span className="url">{url}</span>} aside={<Badge tone={tone}>{state}</Badge>}>
      <p className="small soft">
        {description} {types.length === 0 ? say.allTypes : say.someTypes(types.length)}
        {open_until !== null && ` ${say.leftAlone}`}
      </p>
      <Acts id={id} isOpen={isOpen} onToggle={() => setOpen((now) => !now)} />
      {isOpen && <Deliveries id={id} />}
    </Card>
  );
}

function Acts({ id, isOpen, onToggle }: { id: string; isOpen: boolean; onToggle: () => void }) {
  const toast = useToast();
  const path = { params: { path: { id } } };
  const test = useMutation({
    mutationFn: () => answer(api.POST('/v1/webhooks/{id}/test', path)),
    onSuccess: ({ delivered, reason }) =>
      toast(delivered ? say.delivered : say.notDelivered, delivered ? 'good' : 'bad', reason ?? undefined),
  });
  const retry = useMutation({
    mutationFn: () => answer(api.POST('/v1/webhooks/{id}/retry', path)),
    onSuccess: async () => await refreshLive(),
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/webhooks/{id}', path)),
    onSuccess: async () => await refreshLive(),
  });
  const [isSure, setSure] = useState(false);
  const failure = test.error ?? retry.error ?? remove.error;
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
        <Button look="danger" busy={remove.isPending} onClick={() => (isSure ? remove.mutate() : setSure(true))}>
          {isSure ? say.reallyRemove : say.remove}
        </Button>
      </div>
      {failure && (
        <Notice tone="bad" title={describeFailure(failure).title}>
          {describeFailure(failure).more}
        </Notice>
      )}
    </>
  );
}
