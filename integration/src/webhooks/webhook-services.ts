import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Act, inAct } from '../audit/write-act.ts';
import type { BusServices } from '../bus/bus-services.ts';
import type { BusEvent } from '../bus/envelope.ts';
import { WEBHOOK_TEST } from '../bus/own-events.ts';
import type { Schema } from '../database/schema.ts';
import { problemOfUrl } from './check-url.ts';
import { sendEvent } from './deliver.ts';
import { WebhookError } from './errors.ts';
import type { Posted, PostOptions } from './post-once.ts';
import {
  consumerOf,
  type Delivery,
  deleteWebhook,
  enableWebhook,
  insertWebhook,
  listDeliveries,
  liveKeys,
  loadRow,
  loadRows,
  type NewWebhook,
  reviveDead,
  rotateKeys,
  viewOf,
  type Webhook,
} from './webhook-store.ts';
import type { DeliveryState } from './webhook-tables.ts';

/** Where events are sent, and how that goes. */
export interface WebhookServices {
  /** Answers the secret, which is told this once. */
  add(wanted: NewWebhook): Promise<Webhook & { secret: string }>;
  list(): Promise<Webhook[]>;
  get(id: string): Promise<Webhook>;
  remove(id: string): Promise<void>;
  /** New keys; those before are live for another day. */
  rotate(id: string): Promise<Webhook & { secret: string }>;
  /** Sends an event that says that it is a test, now and once. */
  test(id: string): Promise<Posted>;
  /** Has it go on after it was disabled. */
  enable(id: string): Promise<Webhook>;
  deliveries(id: string, query: { state?: DeliveryState | undefined; limit: number }): Promise<Delivery[]>;
  /** Sends the events of a range once more. */
  replay(id: string, range: { from: bigint; through: bigint }): Promise<void>;
  /** Tries what was given up once more, from the beginning. Answers how many. */
  retry(id: string): Promise<number>;
}

export function webhookServices(
  db: Kysely<Schema>,
  events: BusServices,
  { post = {} }: { post?: PostOptions | undefined },
): WebhookServices {
  const get = async (id: string): Promise<Webhook> => viewOf(await loadRow(db, id));
  return {
    async add(wanted) {
      // Refused now rather than at every event; what the name is at later is looked up then.
      const reason = await problemOfUrl(wanted.url, post);
      if (reason !== undefined) throw new WebhookError('webhooks/unusable-url', { reason });
      const known = new Set(events.definitions().map(({ type }) => type));
      const unknown = wanted.types?.find((type) => !known.has(type));
      if (unknown !== undefined) throw new WebhookError('webhooks/unknown-type', { type: unknown });
      const { id, secret } = await inAct<{ id: string; secret: string }>(
        db,
        (added) => actOn('add', added.id, { types: [...(wanted.types ?? [])], from: wanted.from ?? 'now' }),
        (trx) => insertWebhook(trx, wanted),
      );
      return { ...(await get(id)), secret };
    },
    list: async () => (await loadRows(db)).map(viewOf),
    get,
    remove: (id) =>
      inAct(
        db,
        () => actOn('remove', id),
        (trx) => deleteWebhook(trx, id),
      ),
    async rotate(id) {
      const { secret } = await inAct(
        db,
        () => actOn('rotate', id),
        (trx) => rotateKeys(trx, id),
      );
      return { ...(await get(id)), secret };
    },
    async test(id) {
      const row = await loadRow(db, id);
      const at = new Date();
      return await sendEvent({ url: row.url, keys: liveKeys(row, at), event: testEvent(id, at), at }, post);
    },
    async enable(id) {
      await inAct(
        db,
        () => actOn('enable', id),
        (trx) => enableWebhook(trx, id),
      );
      return await get(id);
    },
    deliveries: (id, query) => listDeliveries(db, id, query),
    async replay(id, range) {
      await loadRow(db, id);
      await events.replay(consumerOf(id), range);
    },
    retry: (id) =>
      inAct(
        db,
        (revived) => actOn('retry', id, { revived }),
        (trx) => reviveDead(trx, id),
      ),
  };
}

/** Where events are sent is the operator's business: the log names the endpoint by its id. */
const actOn = (what: string, webhook: string, changes: Act['changes'] = {}): Act => ({
  action: `webhook.${what}`,
  changes: { webhook, ...changes },
});

/** In no order: it is told to nobody else. */
function testEvent(webhook: string, at: Date): BusEvent {
  return {
    ...{ specversion: '1.0', id: `test:${randomUUID()}`, source: 'urn:istsi:webhooks', type: WEBHOOK_TEST },
    ...{
      time: at.toISOString(),
      datacontenttype: 'application/json',
      dataschema: `/v1/events/schemas/${WEBHOOK_TEST}`,
    },
    ...{ sequence: '0', height: 0, data: { webhook } },
  };
}
