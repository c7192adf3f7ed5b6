import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type AwaitedRegistration, findAwaitedOf } from '../registrations/registration-store.ts';
import { problemOfUrl } from '../webhooks/check-url.ts';
import type { PostOptions } from '../webhooks/post-once.ts';
import { setCallback } from './customer-callbacks.ts';
import type { MasterKeys } from './customer-cipher.ts';
import {
  addFile,
  type CustomerFile,
  documentField,
  listFiles,
  nameFile,
  providedBy,
  readFile,
} from './customer-files.ts';
import {
  type Customer,
  customerOf,
  deleteCustomer,
  findCustomer,
  holdCustomer,
  sealFields,
  touchUnfinished,
  unknownCustomer,
} from './customer-store.ts';
import type { CustomerStatus } from './customer-tables.ts';
import { type CustomerView, missingFields, viewCustomer } from './customer-view.ts';
import { CustomerError } from './errors.ts';
import { type Decision, type Reviewer, type ReviewWorld, reviewCustomer } from './review-customer.ts';
import { findLook, type Look } from './second-look.ts';
import { readFields } from './sep9-fields.ts';

/** What a customer sends of themselves. */
export interface CustomerChange {
  /** SEP-9 fields of text. */
  fields: Readonly<Record<string, string>>;
  documents: readonly { field: string; bytes: Buffer }[];
  /** Documents that were sent before, by the field they are. */
  fileIds: Readonly<Record<string, string>>;
}

/** For a reviewer: all that is known. */
export interface CustomerRecord extends Omit<Customer, 'key'> {
  files: readonly CustomerFile[];
  /** What one officer has said, where it takes two. */
  firstLook: Look | undefined;
  /** Accepted, and to be registered by an officer's signature, which is not there yet. */
  awaited: AwaitedRegistration | undefined;
}

/** Who customers are (SEP-12). `subject` is whose session it is, and sees nobody else. */
export interface CustomerServices {
  /** Refuses an id that is not the subject's. */
  view(subject: string, id?: string): Promise<CustomerView>;
  /** Answers the id. What is sent again changes nothing. */
  change(subject: string, change: CustomerChange, id?: string): Promise<string>;
  addFile(subject: string, bytes: Buffer): Promise<CustomerFile>;
  files(subject: string, by: { id?: string | undefined; customer?: string | undefined }): Promise<CustomerFile[]>;
  /** Everything, with the key to it. Whether there was anything. */
  erase(subject: string): Promise<boolean>;
  /** Has a wallet told, at this URL, what becomes of the subject, until it is decided. */
  callBack(subject: string, url: string, id?: string): Promise<void>;

  /** For reviewers: who waits longest comes first. */
  list(query: { status: CustomerStatus; limit: number; after?: string | undefined }): Promise<CustomerRecord[]>;
  record(id: string): Promise<CustomerRecord>;
  document(id: string, file: string): Promise<{ contentType: string; bytes: Buffer }>;
  review(id: string, decision: Decision, reviewer: Reviewer): Promise<CustomerRecord>;
}

export interface CustomerWorld extends ReviewWorld {
  db: Kysely<Schema>;
  masters: MasterKeys;
  /** Where wallets may be told. */
  post: PostOptions;
}

export function customerServices(world: CustomerWorld): CustomerServices {
  const { db, masters } = world;
  const own = async (subject: string, id: string | undefined): Promise<Customer | undefined> => {
    const found = await findCustomer(db, masters, { subject });
    if (id !== undefined && found?.id !== id) throw unknownCustomer(id);
    return found;
  };
  const known = async (id: string): Promise<Customer> => {
    const found = await findCustomer(db, masters, { id });
    if (!found) throw unknownCustomer(id);
    return found;
  };
  const recordOf = async (found: Customer): Promise<CustomerRecord> => {
    const { key: _, ...customer } = found;
    const [files, firstLook, awaited] = await Promise.all([
      listFiles(db, found.id),
      findLook(db, found),
      findAwaitedOf(db, found.id),
    ]);
    return { ...customer, files, firstLook, awaited };
  };
  return {
    async view(subject, id) {
      const found = await own(subject, id);
      return viewCustomer(found, found ? await providedBy(db, found) : new Set());
    },
    async change(subject, change, id) {
      const fields = readFields(change.fields);
      if (id !== undefined) await own(subject, id);
      return await db
        .transaction()
        .execute(async (trx) => await applyChange(trx, masters, subject, { ...change, fields }));
    },
    async addFile(subject, bytes) {
      return await db.transaction().execute(async (trx) => {
        const customer = await holdCustomer(trx, masters, subject);
        if (customer.status === 'REJECTED') throw new CustomerError('customers/rejected', {});
        const added = await addFile(trx, customer, { field: undefined, bytes });
        await touchUnfinished(trx, customer);
        return added;
      });
    },
    async files(subject, by) {
      const found = await findCustomer(db, masters, { subject });
      if (!found || (by.customer !== undefined && by.customer !== found.id)) return [];
      const files = await listFiles(db, found.id);
      return by.id === undefined ? files : files.filter((file) => file.id === by.id);
    },
    erase: (subject) => deleteCustomer(db, subject),
    async callBack(subject, url, id) {
      const found = await own(subject, id);
      if (!found) throw unknownCustomer(id ?? subject);
      const problem = await problemOfUrl(url, world.post);
      if (problem !== undefined) throw new CustomerError('customers/bad-field', { field: 'url', problem });
      await setCallback(db, found, url);
    },
    list: (query) => listCustomers(db, masters, recordOf, query),
    record: async (id) => await recordOf(await known(id)),
    async document(id, file) {
      const found = await readFile(db, await known(id), file);
      if (!found) throw unknownCustomer(`${id} with ${file}`);
      return found;
    },
    async review(id, decision, reviewer) {
      await reviewCustomer(world, await known(id), decision, reviewer);
      return await recordOf(await known(id));
    },
  };
}

async function listCustomers(
  db: Kysely<Schema>,
  masters: MasterKeys,
  recordOf: (customer: Customer) => Promise<CustomerRecord>,
  { status, limit, after }: Parameters<CustomerServices['list']>[0],
): Promise<CustomerRecord[]> {
  let query = db.selectFrom('istsi.customers').selectAll().where('status', '=', status);
  if (after !== undefined)
    query = query.where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('updated_at', 'id'),
        '>',
        selectFrom('istsi.customers').select(['updated_at', 'id']).where('id', '=', after).$asTuple('updated_at', 'id'),
      ),
    );
  const rows = await query.orderBy('updated_at').orderBy('id').limit(Math.min(limit, 100)).execute();
  return await Promise.all(rows.map((row) => recordOf(customerOf(row, masters))));
}

/** Writes down what is new, and has a reviewer look at it once nothing is missing. */
async function applyChange(
  trx: Transaction<Schema>,
  masters: MasterKeys,
  subject: string,
  { fields: given, documents, fileIds }: CustomerChange,
): Promise<string> {
  const customer = await holdCustomer(trx, masters, subject);
  const { id, key, status } = customer;
  if (status === 'REJECTED') throw new CustomerError('customers/rejected', {});
  for (const { field, bytes } of documents) await addFile(trx, customer, { field: documentField(field), bytes });
  for (const [field, file] of Object.entries(fileIds)) await nameFile(trx, id, file, documentField(field));
  const fields = { ...customer.fields, ...given };
  const sent = new Set([
    ...Object.keys(given),
    ...documents.map((one) => documentField(one.field)),
    ...Object.keys(fileIds).map(documentField),
  ]);
  const isNew = [...sent].some((name) => customer.asked.includes(name) || customer.fields[name] !== given[name]);
  const isChanged = isNew || documents.length > 0 || Object.keys(fileIds).length > 0;
  const provided = await providedBy(trx, { ...customer, fields });
  const asked = customer.asked.filter((name) => !sent.has(name));
  const isWhole = missingFields(provided, asked).length === 0;
  if (!isChanged) return id;
  await trx
    .updateTable('istsi.customers')
    .set({
      ...{ sealed_fields: sealFields(id, key, fields), revision: customer.revision + 1, updated_at: new Date() },
      ...{ status: isWhole ? 'PROCESSING' : 'NEEDS_INFO', asked: JSON.stringify(asked) },
      ...(isWhole && { message: null }),
    })
    .where('id', '=', id)
    .execute();
  return id;
}
