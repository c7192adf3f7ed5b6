import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { open, seal } from './customer-cipher.ts';
import type { Customer, Queries } from './customer-store.ts';
import { documentType, MOST_DOCUMENT_BYTES } from './document-type.ts';
import { CustomerError } from './errors.ts';
import { fieldNamed, sep9Fields } from './sep9-fields.ts';

export interface CustomerFile {
  id: string;
  customer: string;
  field: string | undefined;
  contentType: string;
  size: number;
}

const MOST_FILES = 20;
const place = (id: string): string => `file ${id}`;
const columns = ['id', 'customer', 'field', 'content_type', 'size'] as const;

/** The name of a field that a document can be. */
export function documentField(name: string): string {
  const field = fieldNamed(name);
  if (sep9Fields[field]!.type === 'binary') return field;
  throw new CustomerError('customers/bad-field', { field, problem: 'it is a text and no file' });
}

/** Keeps a document, in the place of the one before of that field. The customer is held by the transaction. */
export async function addFile(
  trx: Transaction<Schema>,
  { id: customer, key }: Customer,
  { field, bytes }: { field: string | undefined; bytes: Buffer },
): Promise<CustomerFile> {
  const named = field ?? 'file';
  if (bytes.length > MOST_DOCUMENT_BYTES)
    throw new CustomerError('customers/file-too-large', { mostBytes: MOST_DOCUMENT_BYTES });
  const contentType = documentType(bytes);
  if (contentType === undefined)
    throw new CustomerError('customers/bad-field', { field: named, problem: 'it is no JPEG, PNG or PDF' });
  if (field !== undefined) await forget(trx, customer, field);
  const files = await listFiles(trx, customer);
  if (files.length >= MOST_FILES) throw new CustomerError('customers/too-many-files', { most: MOST_FILES });
  const id = `file_${randomUUID()}`;
  const size = bytes.length;
  const values = { id, customer, field: field ?? null, content_type: contentType, size };
  await trx
    .insertInto('istsi.customer_files')
    .values({ ...values, sealed: seal(key, bytes, place(id)) })
    .execute();
  return { id, customer, field, contentType, size };
}

/** A document that was sent before becomes a field. Another customer's is none. */
export async function nameFile(trx: Transaction<Schema>, customer: string, id: string, field: string): Promise<void> {
  const known = (await listFiles(trx, customer)).find((file) => file.id === id);
  if (!known)
    throw new CustomerError('customers/bad-field', { field: `${field}_file_id`, problem: 'there is no such file' });
  if (known.field === field) return;
  await forget(trx, customer, field);
  await trx.updateTable('istsi.customer_files').set({ field }).where('id', '=', id).execute();
}

async function forget(trx: Transaction<Schema>, customer: string, field: string): Promise<void> {
  await trx.deleteFrom('istsi.customer_files').where('customer', '=', customer).where('field', '=', field).execute();
}

export async function listFiles(db: Queries, customer: string): Promise<CustomerFile[]> {
  const query = db.selectFrom('istsi.customer_files').select(columns).where('customer', '=', customer);
  const rows = await query.orderBy('created_at').orderBy('id').execute();
  return rows.map(({ content_type: contentType, field, ...row }) => ({
    ...row,
    contentType,
    field: field ?? undefined,
  }));
}

export async function readFile(
  db: Kysely<Schema>,
  { id: customer, key }: Customer,
  id: string,
): Promise<{ contentType: string; bytes: Buffer } | undefined> {
  const query = db.selectFrom('istsi.customer_files').selectAll().where('id', '=', id).where('customer', '=', customer);
  const row = await query.executeTakeFirst();
  return row && { contentType: row.content_type, bytes: open(key, row.sealed, place(id)) };
}

/** Names of the fields and documents that are there. */
export async function providedBy(db: Queries, { id, fields }: Pick<Customer, 'id' | 'fields'>): Promise<Set<string>> {
  const files = await listFiles(db, id);
  return new Set([...Object.keys(fields), ...files.flatMap(({ field }) => field ?? [])]);
}
