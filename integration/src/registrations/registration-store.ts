import type { Kysely, Transaction } from 'kysely';
import { currentActor } from '../audit/actor.ts';
import { writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';

/** What an officer is asked to sign: `register_identity`, with exactly this; of one that `raises`, `set_tier`. */
export interface AwaitedRegistration {
  address: string;
  tier: number;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** When the verification no longer counts. */
  expiresAt: Date;
  /** Whose review it comes from; undefined: somebody asked for the address alone. */
  customer: string | undefined;
  /** The registry knows the address, with a lower tier. */
  raises: boolean;
  /** Who asked: an account, or the name of a key. */
  by: string;
  at: Date;
}

/** Of which customer an address is, and what of them was looked at. */
export interface ReviewedCustomer {
  id: string;
  revision: number;
}

/** So many are shown and looked up at a time: an officer signs one by one. */
const MOST = 100;

/** The newest word about an address counts; that it comes from a customer's review is not forgotten by it. */
export async function awaitOfficer(
  db: Kysely<Schema>,
  wanted: Pick<AwaitedRegistration, 'address' | 'tier' | 'country' | 'expiresAt' | 'raises'>,
  customer: ReviewedCustomer | undefined,
): Promise<AwaitedRegistration> {
  const { address, tier, country, expiresAt: expires_at, raises } = wanted;
  const asked = { tier, country, expires_at, raises, asked_by: currentActor().actor, asked_at: new Date() };
  const reviewed = customer && { customer: customer.id, customer_revision: customer.revision };
  const row = await db
    .insertInto('istsi.registrations')
    .values({ address, ...asked, ...reviewed })
    .onConflict((conflict) => conflict.column('address').doUpdateSet({ ...asked, ...reviewed }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return viewOf(row);
}

/**
 * Who waits longest comes first. What a customer sent since makes their review void: that has to be looked at first, and until
 * then nobody is asked to sign it.
 */
export async function listAwaited(db: Kysely<Schema>): Promise<AwaitedRegistration[]> {
  const rows = await standing(db).orderBy('r.asked_at').orderBy('r.address').limit(MOST).execute();
  return rows.map(viewOf);
}

export async function findAwaited(db: Kysely<Schema>, address: string): Promise<AwaitedRegistration | undefined> {
  const row = await standing(db).where('r.address', '=', address).executeTakeFirst();
  return row && viewOf(row);
}

/** What waits of a customer, if it is about what is known of them now. */
export async function findAwaitedOf(db: Kysely<Schema>, customer: string): Promise<AwaitedRegistration | undefined> {
  const row = await standing(db).where('r.customer', '=', customer).executeTakeFirst();
  return row && viewOf(row);
}

const standing = (db: Kysely<Schema>) =>
  db
    .selectFrom('istsi.registrations as r')
    .leftJoin('istsi.customers as c', 'c.id', 'r.customer')
    .selectAll('r')
    .where(({ or, eb, ref }) => or([eb('r.customer', 'is', null), eb('r.customer_revision', '=', ref('c.revision'))]));

/** Nobody is to sign it any more. Whether there was anything. */
export async function forgetAwaited(
  db: Kysely<Schema>,
  of: { address: string } | { customer: string },
): Promise<boolean> {
  const all = db.deleteFrom('istsi.registrations');
  const query = 'address' in of ? all.where('address', '=', of.address) : all.where('customer', '=', of.customer);
  return (await query.executeTakeFirst()).numDeletedRows > 0n;
}

/** An officer set the tier of the address: what waited to raise it was about another one, or is done. */
export async function endRaise(trx: Transaction<Schema>, address: string): Promise<void> {
  await trx.deleteFrom('istsi.registrations').where('address', '=', address).where('raises', '=', true).execute();
}

/**
 * The registry knows the address, whoever registered it: nothing waits any more, and the customer whose review it was is
 * accepted, unless they sent something that nobody has looked at.
 */
export async function endAwaited(trx: Transaction<Schema>, address: string): Promise<void> {
  const row = await trx
    .deleteFrom('istsi.registrations')
    .where('address', '=', address)
    .returningAll()
    .executeTakeFirst();
  if (row?.customer == null || row.customer_revision === null) return;
  const { customer: id, customer_revision: revision } = row;
  const accepted = await trx
    .updateTable('istsi.customers')
    .set({ status: 'ACCEPTED', message: null, asked: JSON.stringify([]), updated_at: new Date() })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('status', '=', 'PROCESSING')
    .executeTakeFirst();
  if (accepted.numUpdatedRows === 0n) return;
  // The log is public: which customer, and not whose account that is.
  await writeAct(trx, { action: 'customer.registered', correlationId: id, changes: { revision, status: 'ACCEPTED' } });
}

interface Row {
  address: string;
  tier: number;
  country: string;
  expires_at: Date;
  customer: string | null;
  asked_by: string;
  asked_at: Date;
  raises: boolean;
}

const viewOf = ({ expires_at, customer, asked_by, asked_at, ...row }: Row): AwaitedRegistration => {
  const { address, tier, country, raises } = row;
  const who = { customer: customer ?? undefined, by: asked_by, at: asked_at };
  return { address, tier, country, expiresAt: expires_at, raises, ...who };
};
