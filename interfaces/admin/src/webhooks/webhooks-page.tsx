import { answer } from '@istsi/client';
import { Badge, Card, Hash, Moment } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { AddWebhook } from './add-webhook.tsx';
import { Deliveries } from './deliveries.tsx';
import { WebhookActs } from './webhook-acts.tsx';

const { webhooks: say } = messages;
type Webhook = Shape<'Webhook'>;
/** As much of a public key as tells it from another. */
const ENDS = 10;

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
  const { id, url, description, disabled, failures, open_until, types, public_keys } = webhook;
  const [isOpen, setOpen] = useState(false);
  const tone = disabled !== null ? 'bad' : failures > 0 ? 'wait' : 'good';
  const state = disabled !== null ? say.stopped : failures > 0 ? say.failing(failures) : say.well;
  return (
    <Card title={<span className="url">{url}</span>} aside={<Badge tone={tone}>{state}</Badge>}>
      {description !== '' && <p className="small wrapped">{description}</p>}
      <p className="small soft wrapped">{types.length === 0 ? say.allTypes : say.someTypes(types)}</p>
      {disabled !== null && <p className="small bad-text">{say.stoppedWhy(disabled)}</p>}
      {open_until !== null && (
        <p className="small soft">
          {say.leftAlone} <Moment at={open_until} />.
        </p>
      )}
      <p className="small soft">
        {say.verify}{' '}
        {public_keys.map((key) => (
          <Hash key={key} value={key} what={say.publicKey} ends={ENDS} />
        ))}
      </p>
      <WebhookActs id={id} url={url} isOpen={isOpen} onToggle={() => setOpen((now) => !now)} />
      {isOpen && <Deliveries id={id} />}
    </Card>
  );
}
