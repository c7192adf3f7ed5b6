import type { Kysely } from 'kysely';
import { writeActs } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import type { CustomerStatus } from './customer-tables.ts';

/** How long what customers sent is kept, in days since it last changed. What nothing is said of is kept until somebody erases it. */
export interface Retention {
  /** What somebody began and never finished; 90 unless said. */
  unfinishedDays?: number | undefined;
  /** Documents of customers who were accepted: what they wrote stays, and so does who they are. */
  documentsDays?: number | undefined;
  /** Customers who were rejected. Erased, they may ask again. */
  rejectedDays?: number | undefined;
}

export interface Erased {
  customers: number;
  documents: number;
}

const DAY_MS = 86_400_000;
const AT_ONCE = 500;
const UNFINISHED_DAYS = 90;

/**
 * Erases what was kept for long enough: customers with the only key to what they sent, or documents alone. Whoever is
 * registered on the chain is kept. What a customer
 * or a reviewer changes meanwhile stays. Each customer is an entry of the audit log, which names nobody.
 */
export async function eraseOld(db: Kysely<Schema>, retention: Retention, now: Date): Promise<Erased> {
  const { unfinishedDays = UNFINISHED_DAYS, documentsDays, rejectedDays } = retention;
  const erased: Erased = { customers: 0, documents: 0 };
  erased.customers += await eraseCustomers(db, 'NEEDS_INFO', unfinishedDays, now);
  if (rejectedDays !== undefined) erased.customers += await eraseCustomers(db, 'REJECTED', rejectedDays, now);
  if (documentsDays !== undefined) erased.documents = await eraseDocuments(db, documentsDays, now);
  return erased;
}

const before = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);
const reasonOf = (days: number): string => `not changed for ${days} days`;

async function eraseCustomers(db: Kysely<Schema>, status: CustomerStatus, days: number, now: Date): Promise<number> {
  for (let total = 0; ; ) {
    const count = await db.transaction().execute(async (trx) => {
      const old = trx
        .selectFrom('istsi.customers')
        .select('id')
        .where('status', '=', status)
        // Who is registered was accepted once, whatever an officer has asked since: that record is kept.
        .where('subject', 'not in', trx.selectFrom('istsi.owners').select('address'));
      const gone = await trx
        .deleteFrom('istsi.customers')
        // Who holds a customer is changing it: another time.
        .where('id', 'in', old.where('updated_at', '<', before(now, days)).limit(AT_ONCE).forUpdate().skipLocked())
        .returning('id')
        .execute();
      const acts = gone.map(({ id }) => ({
        ...{ action: 'customer.erase', correlationId: id, reason: reasonOf(days), changes: { status } },
      }));
      await writeActs(trx, acts);
      return gone.length;
    });
    total += count;
    if (count < AT_ONCE) return total;
  }
}

async function eraseDocuments(db: Kysely<Schema>, days: number, now: Date): Promise<number> {
  for (let total = 0; ; ) {
    const { customers, documents } = await db.transaction().execute(async (trx) => {
      const held = await trx
        .selectFrom('istsi.customers as customer')
        .select('customer.id')
        .where('status', '=', 'ACCEPTED')
        .where('updated_at', '<', before(now, days))
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('istsi.customer_files as file').select('file.id').whereRef('file.customer', '=', 'customer.id'),
          ),
        )
        .limit(AT_ONCE)
        .forUpdate()
        .skipLocked()
        .execute();
      if (held.length === 0) return { customers: 0, documents: 0 };
      const ids = held.map(({ id }) => id);
      const gone = await trx
        .deleteFrom('istsi.customer_files')
        .where('customer', 'in', ids)
        .returning('customer')
        .execute();
      const acts = ids.map((id) => ({
        ...{ action: 'customer.erase-documents', correlationId: id, reason: reasonOf(days) },
        changes: { documents: gone.filter(({ customer }) => customer === id).length },
      }));
      await writeActs(trx, acts);
      return { customers: ids.length, documents: gone.length };
    });
    total += documents;
    if (customers < AT_ONCE) return total;
  }
}
