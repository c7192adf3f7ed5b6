import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { type Consumer, catchUpConsumer } from '../bus/consume.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { deliverDue } from './deliver.ts';
import type { PostOptions } from './post-once.ts';
import { consumerOf, enqueue, forgetDelivered, loadRows, typesOf } from './webhook-store.ts';

export interface RunWebhooksOptions {
  database: Database;
  post?: PostOptions | undefined;
  log: Log;
}

const POLL_MS = 250;
const RETRY_MS = 2_000;
/** An endpoint that takes nothing collects no more than this: its place on the bus then waits, and shows as lag. */
const MOST_PENDING = 10_000n;
const KEPT_MS = 30 * 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;

/** Sends events to webhooks until aborted. Of several instances on one database one does, the others stand by. */
export async function runWebhooks(options: RunWebhooksOptions, signal: AbortSignal): Promise<void> {
  const { database, log } = options;
  while (!signal.aborted) {
    try {
      await withAdvisoryLock(database.pool, 'istsi/webhooks', async () => await send(options, signal));
    } catch (error) {
      if (!signal.aborted) log('warn', 'sending webhooks failed; trying again', { error: describeError(error) });
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function send({ database, post, log }: RunWebhooksOptions, signal: AbortSignal): Promise<void> {
  const world = { db: database.db, post, now: () => new Date(), random: Math.random };
  const busy = new Map<string, Promise<void>>();
  let forgottenAt = Number.NEGATIVE_INFINITY;
  try {
    while (!signal.aborted) {
      if (performance.now() - forgottenAt > FORGET_EVERY_MS) {
        await forgetDelivered(database.db, new Date(Date.now() - KEPT_MS));
        forgottenAt = performance.now();
      }
      for (const webhook of await loadRows(database.db)) {
        if (webhook.disabled !== null || busy.has(webhook.id)) continue;
        await collect(database, webhook, log, signal);
        // Each on its own: a slow one holds up no other.
        const sending = deliverDue(world, webhook.id)
          .catch((error: unknown) => {
            log('warn', 'sending to a webhook failed', { webhook: webhook.id, error: describeError(error) });
          })
          .finally(() => busy.delete(webhook.id));
        busy.set(webhook.id, sending);
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await Promise.all(busy.values());
  }
}

/** Moves an endpoint's place on the bus, and what is to be sent with it: a kill in between leaves both or neither. */
export async function collect(
  database: Database,
  webhook: { id: string; types: string },
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { pending } = await database.db
    .selectFrom('istsi.webhook_deliveries')
    .select((columns) => columns.fn.countAll<bigint>().as('pending'))
    .where('webhook', '=', webhook.id)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  if (pending >= MOST_PENDING) return;
  const types = new Set(typesOf(webhook));
  const consumer: Consumer = {
    name: consumerOf(webhook.id),
    from: 'now',
    handle: ({ type, sequence }) =>
      Promise.resolve(
        types.size > 0 && !types.has(type)
          ? undefined
          : async (trx) => await enqueue(trx, webhook.id, BigInt(sequence)),
      ),
  };
  await catchUpConsumer({ database, consumer, log, signal, most: Number(MOST_PENDING - pending) });
}
