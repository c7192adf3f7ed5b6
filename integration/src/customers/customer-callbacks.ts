import type { Keypair } from '@stellar/stellar-sdk';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { MOST_ATTEMPTS, pauseAfter } from '../webhooks/attempts.ts';
import { type PostOptions, postOnce } from '../webhooks/post-once.ts';
import type { MasterKeys } from './customer-cipher.ts';
import { providedBy } from './customer-files.ts';
import { findCustomer } from './customer-store.ts';
import type { CustomerStatus } from './customer-tables.ts';
import { customerAnswer, viewCustomer } from './customer-view.ts';

export interface CallbackWorld {
  db: Kysely<Schema>;
  masters: MasterKeys;
  /** The key that stellar.toml names. */
  signingKey: Keypair;
  post?: PostOptions | undefined;
  now(): Date;
  random(): number;
}

/** So many at a time: a wallet that answers slowly holds up few others, and not for long. */
const AT_ONCE = 16;
/** Longer than a request may take: what a killed process had in hand comes back then. */
const LEASE_MS = 30_000;
const GONE = 410;
/** SEP-12: who wants to hear of more says so again. */
const isLast = (status: CustomerStatus): boolean => status === 'ACCEPTED' || status === 'REJECTED';

/** The wallet's URL for a customer, in the place of the one before: it is told what changes from now on. */
export async function setCallback(db: Kysely<Schema>, customer: { id: string; status: CustomerStatus }, url: string) {
  const fresh = { url, told: customer.status, telling: customer.status, attempts: 0, next_at: null };
  await db
    .insertInto('istsi.customer_callbacks')
    .values({ customer: customer.id, ...fresh })
    .onConflict((conflict) => conflict.column('customer').doUpdateSet(fresh))
    .execute();
}

/** SEP-12's header: when, and the signature of `<when>.<host>.<body>`. */
export function signatureOf(key: Keypair, at: Date, url: string, body: string): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signature = key.sign(Buffer.from(`${seconds}.${new URL(url).host}.${body}`));
  return `t=${seconds}, s=${Buffer.from(signature).toString('base64')}`;
}

interface Due {
  customer: string;
  url: string;
  telling: CustomerStatus;
  attempts: number;
}

/** Tells wallets of which customers have become something else. How many were asked. */
export async function tellWallets(world: CallbackWorld): Promise<number> {
  const due = await take(world);
  await Promise.all(due.map(async (one) => await tell(world, one)));
  return due.length;
}

/**
 * Whoever is not told what the customer is now. A new status begins with new attempts; one counts from here, so that what kills
 * the process does not do so for ever.
 */
async function take({ db, now }: CallbackWorld): Promise<Due[]> {
  const [at, lease] = [now(), new Date(now().getTime() + LEASE_MS)];
  const taken = await sql<Due>`
    update istsi.customer_callbacks b set
      telling = c.status, attempts = case when b.telling = c.status then b.attempts + 1 else 1 end, next_at = ${lease}
    from istsi.customers c where c.id = b.customer and b.customer in (
      select w.customer from istsi.customer_callbacks w join istsi.customers k on k.id = w.customer
      where k.status <> w.told and (k.status <> w.telling or w.next_at <= ${at})
      order by w.next_at nulls first limit ${AT_ONCE} for update of w skip locked
    ) returning b.customer, b.url, b.telling, b.attempts`.execute(db);
  return taken.rows;
}

async function tell(world: CallbackWorld, { customer, url, telling, attempts }: Due): Promise<void> {
  const { db, masters, signingKey, post, now, random } = world;
  const found = await findCustomer(db, masters, { id: customer });
  // Erased, or what it has become meanwhile is told next.
  if (found?.status !== telling) return;
  const body = JSON.stringify(customerAnswer(viewCustomer(found, await providedBy(db, found))));
  const signature = signatureOf(signingKey, now(), url, body);
  const headers = { 'content-type': 'application/json', signature, 'x-stellar-signature': signature };
  const posted = await postOnce(url, { headers, body }, post);
  const row = db.updateTable('istsi.customer_callbacks').where('customer', '=', customer).where('url', '=', url);
  const isOver = posted.ok ? isLast(telling) : posted.status === GONE;
  if (isOver) {
    await db.deleteFrom('istsi.customer_callbacks').where('customer', '=', customer).where('url', '=', url).execute();
    return;
  }
  if (posted.ok) return void (await row.set({ told: telling, next_at: null }).where('telling', '=', telling).execute());
  const pause = attempts < MOST_ATTEMPTS ? pauseAfter(attempts, random(), posted.pauseMs) : undefined;
  // Given up: the next status begins anew.
  const next_at = pause === undefined ? null : new Date(now().getTime() + pause);
  await row.set({ next_at }).where('telling', '=', telling).execute();
}
