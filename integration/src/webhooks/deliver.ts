import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';
import { type BusEvent, envelopeOf } from '../bus/envelope.ts';
import type { Schema } from '../database/schema.ts';
import { openFor, pauseAfter, triesLeft } from './attempts.ts';
import { type Posted, type PostOptions, postOnce } from './post-once.ts';
import { signedHeaders, type WebhookKeys } from './signatures.ts';
import { liveKeys } from './webhook-store.ts';
import type { WebhookTable } from './webhook-tables.ts';

export interface DeliveryWorld {
  db: Kysely<Schema>;
  post?: PostOptions | undefined;
  now(): Date;
  random(): number;
}

/** So many at a time to one endpoint, which holds up no other. */
const AT_ONCE = 4;
/** Longer than a request may take: what a killed process had in hand comes back then. */
const LEASE_MS = 30_000;
const GONE = 410;

/** Sends one event; whether the receiver took it is the answer's status. */
export async function sendEvent(
  { url, keys, event, at }: { url: string; keys: readonly WebhookKeys[]; event: BusEvent; at: Date },
  options: PostOptions = {},
): Promise<Posted> {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/cloudevents+json', 'user-agent': 'istsi-webhooks' };
  const signed = signedHeaders({ id: event.id, body, at }, keys);
  return await postOnce(url, { headers: { ...headers, ...signed }, body }, options);
}

/** Sends what is due to one endpoint, until nothing is or too much fails. The caller holds the lock of deliveries. */
export async function deliverDue(world: DeliveryWorld, id: string): Promise<void> {
  const { db } = world;
  for (;;) {
    const now = world.now();
    const webhook = await db.selectFrom('istsi.webhooks').selectAll().where('id', '=', id).executeTakeFirst();
    if (!webhook || webhook.disabled !== null || (webhook.open_until ?? now) > now) return;
    const due = await take(world, id, Math.min(AT_ONCE, triesLeft(webhook.failures)));
    if (due.length === 0) return;
    await Promise.all(due.map(async (delivery) => await deliver(world, webhook, delivery)));
  }
}

interface Due {
  seq: bigint;
  attempts: number;
  event: BusEvent;
}

/** In their order; an attempt counts from here, so that one that kills the process does not do so for ever. */
async function take({ db, now }: DeliveryWorld, webhook: string, limit: number): Promise<Due[]> {
  const lease = new Date(now().getTime() + LEASE_MS);
  const taken = await sql<{ seq: bigint; attempts: number }>`
    update istsi.webhook_deliveries set attempts = attempts + 1, next_at = ${lease}, updated_at = ${now()}
    where (webhook, seq) in (
      select webhook, seq from istsi.webhook_deliveries
      where webhook = ${webhook} and state = 'pending' and next_at <= ${now()}
      order by next_at, seq limit ${limit} for update skip locked
    ) returning seq, attempts`.execute(db);
  const rows = [...taken.rows].sort((one, other) => (one.seq < other.seq ? -1 : 1));
  return await Promise.all(rows.map(async (row) => ({ ...row, event: await eventAt(db, row.seq) })));
}

async function eventAt(db: Kysely<Schema>, seq: bigint): Promise<BusEvent> {
  const row = await db
    .selectFrom('istsi.bus_events')
    .select(['seq', 'id', 'height', 'type', 'source', 'subject', 'time', 'tx', 'data'])
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow();
  return envelopeOf(row);
}

async function deliver(
  world: DeliveryWorld,
  webhook: Selectable<WebhookTable>,
  { seq, attempts, event }: Due,
): Promise<void> {
  const at = world.now();
  const posted = await sendEvent({ url: webhook.url, keys: liveKeys(webhook, at), event, at }, world.post);
  if (posted.ok) await noteTaken(world, webhook.id, seq);
  else await noteFailure(world, webhook.id, { seq, attempts, posted });
}

async function noteTaken({ db, now }: DeliveryWorld, webhook: string, seq: bigint): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('istsi.webhook_deliveries')
      .set({ state: 'delivered', last_error: null, updated_at: now() })
      .where('webhook', '=', webhook)
      .where('seq', '=', seq)
      .execute();
    await trx.updateTable('istsi.webhooks').set({ failures: 0, open_until: null }).where('id', '=', webhook).execute();
  });
}

async function noteFailure(
  { db, now, random }: DeliveryWorld,
  webhook: string,
  { seq, attempts, posted }: { seq: bigint; attempts: number; posted: Exclude<Posted, { ok: true }> },
): Promise<void> {
  const isGone = posted.status === GONE;
  const pause = isGone ? undefined : pauseAfter(attempts, random(), posted.pauseMs);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('istsi.webhook_deliveries')
      .set({
        state: pause === undefined ? 'dead' : 'pending',
        ...(pause !== undefined && { next_at: new Date(now().getTime() + pause) }),
        ...{ last_error: posted.reason, updated_at: now() },
      })
      .where('webhook', '=', webhook)
      .where('seq', '=', seq)
      .execute();
    const counted = await trx
      .updateTable('istsi.webhooks')
      .set((columns) => ({ failures: columns('failures', '+', 1) }))
      .where('id', '=', webhook)
      .returning('failures')
      .executeTakeFirst();
    const open = openFor(counted?.failures ?? 0);
    const changes = {
      ...(open !== undefined && { open_until: new Date(now().getTime() + open) }),
      ...(isGone && { disabled: 'the receiver answered that it is gone (HTTP 410)' }),
    };
    if (Object.keys(changes).length === 0) return;
    await trx.updateTable('istsi.webhooks').set(changes).where('id', '=', webhook).execute();
  });
}
