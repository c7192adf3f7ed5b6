import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { type MasterKeys, open, type SealedKey, seal } from './customer-cipher.ts';
import type { CustomerStatus, CustomerTable } from './customer-tables.ts';
import { CustomerError } from './errors.ts';

type Row = Selectable<CustomerTable>;

/** A customer with what is known of them, readable. */
export interface Customer {
  id: string;
  subject: string;
  status: CustomerStatus;
  message: string | undefined;
  asked: readonly string[];
  revision: number;
  fields: Record<string, string>;
  /** Of this customer alone. */
  key: Buffer;
  createdAt: Date;
  updatedAt: Date;
}

export type Queries = Kysely<Schema> | Transaction<Schema>;

const fieldsPlace = (id: string): string => `fields of ${id}`;

export function customerOf(row: Row, masters: MasterKeys): Customer {
  const { id, subject, status, revision } = row;
  const key = masters.open(id, sealedKeyOf(row));
  const fields = JSON.parse(open(key, row.sealed_fields, fieldsPlace(id)).toString('utf8')) as Record<string, string>;
  return {
    ...{ id, subject, status, revision, fields, key, asked: row.asked },
    ...{ message: row.message ?? undefined, createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

export const sealFields = (id: string, key: Buffer, fields: Record<string, string>): Buffer =>
  seal(key, Buffer.from(JSON.stringify(fields)), fieldsPlace(id));

const sealedKeyOf = ({ master, sealed_key: sealed }: Row): SealedKey => ({ master, sealed });

export async function findCustomer(
  db: Queries,
  masters: MasterKeys,
  by: { subject: string } | { id: string },
): Promise<Customer | undefined> {
  const query = db.selectFrom('istsi.customers').selectAll();
  const row = await ('id' in by
    ? query.where('id', '=', by.id)
    : query.where('subject', '=', by.subject)
  ).executeTakeFirst();
  return row && customerOf(row, masters);
}

/** The subject's customer, made where there is none, and nobody else's until the transaction ends: no change of two is lost. */
export async function holdCustomer(trx: Transaction<Schema>, masters: MasterKeys, subject: string): Promise<Customer> {
  const id = `cus_${randomUUID()}`;
  const { key, sealed } = masters.create(id);
  await trx
    .insertInto('istsi.customers')
    .values({
      ...{ id, subject, master: sealed.master, sealed_key: sealed.sealed },
      ...{ sealed_fields: sealFields(id, key, {}), asked: '[]' },
    })
    .onConflict((conflict) => conflict.column('subject').doNothing())
    .execute();
  const query = trx.selectFrom('istsi.customers').selectAll().where('subject', '=', subject).forUpdate();
  return customerOf(await query.executeTakeFirstOrThrow(), masters);
}

/** Somebody is still at it, which is what it is kept for. */
export async function touchUnfinished(trx: Transaction<Schema>, { id }: Pick<Customer, 'id'>): Promise<void> {
  const touched = trx.updateTable('istsi.customers').set({ updated_at: new Date() }).where('id', '=', id);
  await touched.where('status', '=', 'NEEDS_INFO').execute();
}

/** With all documents and the only key that opens them. Whether there was one. */
export async function deleteCustomer(db: Kysely<Schema>, subject: string): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const gone = await trx
      .deleteFrom('istsi.customers')
      .where('subject', '=', subject)
      .returning(['id', 'status'])
      .executeTakeFirst();
    if (!gone) return false;
    const { id, status } = gone;
    const reason = 'asked for by the customer';
    await writeAct(trx, { action: 'customer.erase', correlationId: id, reason, changes: { status } });
    return true;
  });
}

const RENEWED_AT_ONCE = 500;

/** Puts every customer's key under the newest master key, so that those from before can be thrown away. */
export async function renewCustomerKeys(db: Kysely<Schema>, masters: MasterKeys): Promise<void> {
  for (;;) {
    const rows = await db
      .selectFrom('istsi.customers')
      .selectAll()
      .where('master', '!=', masters.newest)
      .limit(RENEWED_AT_ONCE)
      .execute();
    if (rows.length === 0) return;
    for (const row of rows) {
      const { master, sealed: sealed_key } = masters.renew(row.id, sealedKeyOf(row));
      const renewed = db.updateTable('istsi.customers').set({ master, sealed_key });
      await renewed.where('id', '=', row.id).where('master', '=', row.master).execute();
    }
  }
}

export const unknownCustomer = (id: string): CustomerError =>
  new CustomerError('customers/unknown', { id: id.slice(0, 80) });
