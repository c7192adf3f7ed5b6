import type { Kysely } from 'kysely';
import { inAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import type { RegisterIdentity } from '../services/services.ts';
import { isSoleOwner, parseSubject } from '../web-auth/subject.ts';
import type { Customer } from './customer-store.ts';
import type { CustomerStatus } from './customer-tables.ts';
import { CustomerError } from './errors.ts';
import { fieldNamed } from './sep9-fields.ts';

/** What a reviewer decides. `revision`: of what they looked at. */
export type Decision = { revision: number } & (
  | { decision: 'accept'; tier: number; country?: string | undefined }
  | { decision: 'reject'; message: string }
  | { decision: 'ask'; fields: readonly string[]; message?: string | undefined }
);

/** One reviewer opens no higher one: two persons would have to, and there is no way for two here. */
export const MOST_TIER = 2;

export interface ReviewWorld {
  db: Kysely<Schema>;
  register(input: RegisterIdentity): Promise<unknown>;
}

/**
 * Decides what a customer becomes. Accepting registers the address on the chain first, which is what counts; if that cannot
 * be written down here, the same decision is made again, and registers nothing twice.
 */
export async function reviewCustomer(
  { db, register }: ReviewWorld,
  customer: Customer,
  decision: Decision,
): Promise<void> {
  const { id, revision, status } = customer;
  const impossible = (reason: string): CustomerError => new CustomerError('customers/not-reviewable', { id, reason });
  if (decision.revision !== revision) throw new CustomerError('customers/changed', { id, revision });
  switch (decision.decision) {
    case 'accept': {
      if (status !== 'PROCESSING' && status !== 'ACCEPTED') throw impossible(`it is ${status}`);
      const subject = parseSubject(customer.subject);
      if (!subject || !isSoleOwner(subject))
        throw impossible('it shares an account with others, and the registry knows accounts only');
      if (decision.tier > MOST_TIER) throw impossible(`one reviewer opens tier ${MOST_TIER} at most`);
      const { tier, country } = decision;
      await register({ address: subject.account, tier, ...(country !== undefined && { country }) });
      return await record(db, customer, { status: 'ACCEPTED', message: null, asked: [] });
    }
    case 'reject':
      if (status === 'ACCEPTED') throw impossible('it is registered: what the registry knows is changed there');
      return await record(db, customer, { status: 'REJECTED', message: decision.message, asked: [] });
    case 'ask': {
      if (status === 'REJECTED') throw impossible('it is rejected for good');
      const asked = decision.fields.map(fieldNamed);
      return await record(db, customer, { status: 'NEEDS_INFO', message: decision.message ?? null, asked });
    }
  }
}

/** Unless what is known changed meanwhile: that has to be looked at first. */
async function record(
  db: Kysely<Schema>,
  { id, revision }: Customer,
  { status, message, asked }: { status: CustomerStatus; message: string | null; asked: readonly string[] },
): Promise<void> {
  await inAct(
    db,
    // The log is public: which customer, and neither whose account that is nor what they are told.
    () => ({ action: 'customer.review', correlationId: id, changes: { revision, status, asked: [...asked] } }),
    async (trx) => {
      const done = await trx
        .updateTable('istsi.customers')
        .set({ ...{ status, message, asked: JSON.stringify(asked) }, updated_at: new Date() })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .executeTakeFirst();
      if (done.numUpdatedRows === 0n) throw new CustomerError('customers/changed', { id, revision: revision + 1 });
    },
  );
}
