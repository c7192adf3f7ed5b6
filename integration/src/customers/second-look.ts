import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { open, seal } from './customer-cipher.ts';
import type { Customer, Queries } from './customer-store.ts';
import { CustomerError } from './errors.ts';

/** What the first of two officers has said of a customer: it counts until what is known of the customer changes. */
export interface Look {
  id: string;
  officer: string;
  tier: number;
  country: string | undefined;
  note: string;
  at: Date;
}

/** What an officer says now. `agreesWith`: the look that they have read. */
export interface Opinion {
  officer: string;
  tier: number;
  country: string | undefined;
  note: string;
  agreesWith: string | undefined;
}

export type Weighed = { it: 'is-first' | 'is-known' | 'agrees' } | { it: 'is-refused'; why: string };

/** What follows from an officer's opinion beside the first one, if there is one that counts. */
export function weighOpinion(first: Look | undefined, opinion: Opinion): Weighed {
  const { officer, tier, country, note, agreesWith } = opinion;
  if (!first || first.officer === officer) {
    if (first && first.tier === tier && first.country === country && first.note === note) return { it: 'is-known' };
    if (agreesWith === undefined) return { it: 'is-first' };
    const why = first
      ? 'the first look is their own: it takes another officer'
      : `there is no look ${agreesWith} that counts`;
    return { it: 'is-refused', why };
  }
  const said = `tier ${first.tier}${first.country === undefined ? '' : ` of ${first.country}`}`;
  if (agreesWith !== first.id)
    return {
      it: 'is-refused',
      why: `${first.officer} has said ${said} (${first.id}): read that, and name it, or decide otherwise`,
    };
  if (tier !== first.tier || country !== first.country)
    return { it: 'is-refused', why: `${first.officer} has said ${said}: both say the same, or it is not opened` };
  return { it: 'agrees' };
}

const notePlace = (id: string): string => `look of ${id}`;

/** Of what is known of the customer now. */
export async function findLook(db: Queries, { id: customer, revision, key }: Customer): Promise<Look | undefined> {
  const query = db.selectFrom('istsi.customer_looks').selectAll().where('customer', '=', customer);
  const row = await query.where('revision', '=', revision).executeTakeFirst();
  if (!row) return undefined;
  const { id, officer, tier, country, at } = row;
  const note = open(key, row.sealed_note, notePlace(id)).toString('utf8');
  return { ...{ id, officer, tier, country: country ?? undefined, note, at } };
}

/**
 * Takes an officer's opinion down, or finds that it is the second that agrees. `seen`: the look that was judged to count; if
 * another one came meanwhile, it has to be read first.
 */
export async function takeOpinion(
  trx: Transaction<Schema>,
  customer: Customer,
  opinion: Opinion,
  seen: { look: Look | undefined; counts: boolean },
): Promise<Weighed> {
  const { id, revision, key } = customer;
  const held = await trx
    .selectFrom('istsi.customers')
    .select(['revision', 'status'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  const found = await findLook(trx, customer);
  if (held?.revision !== revision || found?.id !== seen.look?.id)
    throw new CustomerError('customers/changed', { id, revision: held?.revision ?? revision });
  const weighed = weighOpinion(seen.counts ? found : undefined, opinion);
  if (weighed.it !== 'is-first') return weighed;
  if (held.status !== 'PROCESSING') return { it: 'is-refused', why: `it is ${held.status}` };
  const look = `look_${randomBytes(8).toString('hex')}`;
  const sealed_note = seal(key, Buffer.from(opinion.note), notePlace(look));
  const { officer, tier, country = null } = opinion;
  const said = { id: look, officer, revision, tier, country, sealed_note, at: new Date() };
  await trx
    .insertInto('istsi.customer_looks')
    .values({ customer: id, ...said })
    .onConflict((conflict) => conflict.column('customer').doUpdateSet(said))
    .execute();
  await writeAct(trx, { action: 'customer.first-look', correlationId: id, changes: { revision, tier, look } });
  return weighed;
}
