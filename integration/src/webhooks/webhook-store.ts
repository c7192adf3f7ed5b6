import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { addConsumer } from '../bus/consumer-store.ts';
import type { Schema } from '../database/schema.ts';
import { WebhookError } from './errors.ts';
import { createKeys, publicKeyOf, type WebhookKeys } from './signatures.ts';
import type { DeliveryState, WebhookTable } from './webhook-tables.ts';

export interface Webhook {
  id: string;
  url: string;
  description: string;
  /** Empty for all. */
  types: string[];
  /** What signatures of the scheme `v1a` are verified with, the live ones. */
  publicKeys: string[];
  disabled: string | undefined;
  /** Failures in a row. */
  failures: number;
  /** Nothing is sent before then. */
  openUntil: Date | undefined;
  createdAt: Date;
}

export interface Delivery {
  /** Of the event, in the order of the bus. */
  seq: bigint;
  eventId: string;
  type: string;
  state: DeliveryState;
  attempts: number;
  nextAt: Date;
  lastError: string | undefined;
}

/** The keys before stay live for so long. */
const BOTH_LIVE_MS = 24 * 3_600_000;
const MOST_WEBHOOKS = 50;

export const consumerOf = (id: string): string => `webhook/${id}`;

export interface NewWebhook {
  url: string;
  description?: string | undefined;
  types?: readonly string[] | undefined;
  /** Where it begins: `now`, unless it wants everything that ever was. */
  from?: 'first' | 'now' | undefined;
}

/** Answers the secret, which is told this once. */
export async function insertWebhook(
  trx: Transaction<Schema>,
  wanted: NewWebhook,
): Promise<{ id: string; secret: string }> {
  const id = `wh_${randomBytes(12).toString('hex')}`;
  const { secret, signingKey } = createKeys();
  const { count } = await trx
    .selectFrom('istsi.webhooks')
    .select((columns) => columns.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= MOST_WEBHOOKS) throw new WebhookError('webhooks/too-many', { most: MOST_WEBHOOKS });
  await trx
    .insertInto('istsi.webhooks')
    .values({
      ...{ id, url: wanted.url, description: wanted.description ?? '', types: (wanted.types ?? []).join('\n') },
      ...{ secret, signing_key: signingKey },
    })
    .execute();
  await addConsumer(trx, consumerOf(id), wanted.from ?? 'now');
  return { id, secret };
}

export async function deleteWebhook(trx: Transaction<Schema>, id: string): Promise<void> {
  const done = await trx.deleteFrom('istsi.webhooks').where('id', '=', id).executeTakeFirst();
  if (done.numDeletedRows === 0n) throw new WebhookError('webhooks/unknown', { id });
  await trx.deleteFrom('istsi.bus_consumers').where('name', '=', consumerOf(id)).execute();
  await trx.deleteFrom('istsi.bus_poison').where('consumer', '=', consumerOf(id)).execute();
}

type Row = Selectable<WebhookTable>;

export async function loadRow(db: Kysely<Schema>, id: string): Promise<Row> {
  const row = await db.selectFrom('istsi.webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new WebhookError('webhooks/unknown', { id });
  return row;
}

export const loadRows = (db: Kysely<Schema>): Promise<Row[]> =>
  db.selectFrom('istsi.webhooks').selectAll().orderBy('created_at').orderBy('id').execute();

export const typesOf = ({ types }: Pick<Row, 'types'>): string[] => types.split('\n').filter((type) => type !== '');

/** The newest first. */
export function liveKeys(row: Row, now: Date): WebhookKeys[] {
  const current = { secret: row.secret, signingKey: row.signing_key };
  const { former_secret: secret, former_signing_key: signingKey, former_until } = row;
  const isLive = former_until !== null && former_until > now;
  return isLive && secret !== null && signingKey !== null ? [current, { secret, signingKey }] : [current];
}

export function viewOf(row: Row): Webhook {
  const { id, url, description, disabled, failures } = row;
  return {
    ...{ id, url, description, failures },
    types: typesOf(row),
    publicKeys: liveKeys(row, new Date()).map(({ signingKey }) => publicKeyOf(signingKey)),
    disabled: disabled ?? undefined,
    openUntil: row.open_until ?? undefined,
    createdAt: row.created_at,
  };
}

/** New keys; those before sign beside them for a day, so that a receiver can change when it suits it. */
export async function rotateKeys(db: Kysely<Schema>, id: string): Promise<{ secret: string }> {
  const row = await loadRow(db, id);
  const { secret, signingKey } = createKeys();
  await db
    .updateTable('istsi.webhooks')
    .set({
      ...{ secret, signing_key: signingKey, former_secret: row.secret, former_signing_key: row.signing_key },
      former_until: new Date(Date.now() + BOTH_LIVE_MS),
    })
    .where('id', '=', id)
    .execute();
  return { secret };
}

/** Lets it have events again, those that failed for good among them. */
export async function enableWebhook(db: Kysely<Schema>, id: string): Promise<void> {
  await loadRow(db, id);
  await db
    .updateTable('istsi.webhooks')
    .set({ disabled: null, failures: 0, open_until: null })
    .where('id', '=', id)
    .execute();
  await reviveDead(db, id);
}

/** What was given up is tried from the beginning. Answers how many. */
export async function reviveDead(db: Kysely<Schema>, id: string): Promise<number> {
  await loadRow(db, id);
  const done = await db
    .updateTable('istsi.webhook_deliveries')
    .set({ state: 'pending', attempts: 0, next_at: new Date(), updated_at: new Date() })
    .where('webhook', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

export async function enqueue(trx: Transaction<Schema>, webhook: string, seq: bigint): Promise<void> {
  const again = { state: 'pending' as const, attempts: 0, next_at: new Date(), updated_at: new Date() };
  await trx
    .insertInto('istsi.webhook_deliveries')
    .values({ webhook, seq })
    .onConflict((conflict) => conflict.columns(['webhook', 'seq']).doUpdateSet(again))
    .execute();
}

/** What was taken long ago: the bus has the events, and the table stays small. */
export async function forgetDelivered(db: Kysely<Schema>, before: Date): Promise<void> {
  await db
    .deleteFrom('istsi.webhook_deliveries')
    .where('state', '=', 'delivered')
    .where('updated_at', '<', before)
    .execute();
}

export async function listDeliveries(
  db: Kysely<Schema>,
  id: string,
  { state, limit }: { state?: DeliveryState | undefined; limit: number },
): Promise<Delivery[]> {
  await loadRow(db, id);
  let query = db
    .selectFrom('istsi.webhook_deliveries as delivery')
    .innerJoin('istsi.bus_events as event', 'event.seq', 'delivery.seq')
    .select(['delivery.seq', 'event.id', 'event.type', 'delivery.state', 'delivery.attempts', 'delivery.next_at'])
    .select('delivery.last_error')
    .where('delivery.webhook', '=', id);
  if (state !== undefined) query = query.where('delivery.state', '=', state);
  const rows = await query.orderBy('delivery.seq', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    ...{ seq: row.seq, eventId: row.id, type: row.type ?? '', state: row.state, attempts: row.attempts },
    ...{ nextAt: row.next_at, lastError: row.last_error ?? undefined },
  }));
}
