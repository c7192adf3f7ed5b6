import type { Kysely } from 'kysely';
import { inAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { forgetAwaited } from '../registrations/registration-store.ts';
import type { RegisterIdentity, Registration } from '../services/services.ts';
import { isSoleOwner, parseSubject } from '../web-auth/subject.ts';
import type { Customer } from './customer-store.ts';
import type { CustomerStatus } from './customer-tables.ts';
import { CustomerError } from './errors.ts';
import { findLook, takeOpinion } from './second-look.ts';
import { fieldNamed } from './sep9-fields.ts';

/** What a reviewer decides. `revision`: of what they looked at. */
export type Decision = { revision: number } & (
  | AcceptDecision
  | { decision: 'reject'; message: string }
  | { decision: 'ask'; fields: readonly string[]; message?: string | undefined }
);

/** `note` and `firstLook`: where two officers decide, why, and what the first one said. */
interface AcceptDecision {
  decision: 'accept';
  tier: number;
  country?: string | undefined;
  note?: string | undefined;
  firstLook?: string | undefined;
}

/** Who decides: an officer who is signed in, or a key, which is nobody. */
export interface Reviewer {
  officer: string | undefined;
}

/** One reviewer opens no higher one: two officers do. */
export const MOST_TIER = 2;

export interface ReviewWorld {
  db: Kysely<Schema>;
  /** Whether the router lets this account decide about identities, now. */
  isOfficer(account: string): Promise<boolean>;
  register(input: RegisterIdentity): Promise<Registration>;
}

/**
 * Decides what a customer becomes. Accepting registers the address on the chain first, which is what counts; if that cannot
 * be written down here, the same decision is made again, and registers nothing twice. Where officers sign that themselves, who
 * is accepted goes on being processed until one has.
 */
export async function reviewCustomer(
  world: ReviewWorld,
  customer: Customer,
  decision: Decision,
  reviewer: Reviewer,
): Promise<void> {
  const { db } = world;
  const { id, revision, status } = customer;
  const impossible = (reason: string): CustomerError => new CustomerError('customers/not-reviewable', { id, reason });
  if (decision.revision !== revision) throw new CustomerError('customers/changed', { id, revision });
  const subject = parseSubject(customer.subject);
  if (reviewer.officer !== undefined && subject?.account === reviewer.officer)
    throw new CustomerError('customers/own-record', { id });
  switch (decision.decision) {
    case 'accept': {
      if (status !== 'PROCESSING' && status !== 'ACCEPTED') throw impossible(`it is ${status}`);
      if (!subject || !isSoleOwner(subject))
        throw impossible('it shares an account with others, and the registry knows accounts only');
      const { tier, country } = decision;
      if (tier > MOST_TIER && !(await isAgreed(world, customer, decision, reviewer))) return;
      const registered = await world.register({
        ...{ address: subject.account, tier, customer: { id, revision } },
        ...(country !== undefined && { country }),
      });
      // Who is registered and waits for a higher tier is accepted meanwhile.
      if (registered.is === 'awaiting' && !registered.registration.raises)
        return await record(db, customer, { status: 'PROCESSING', message: null, asked: [] });
      return await record(db, customer, { status: 'ACCEPTED', message: null, asked: [] });
    }
    case 'reject':
      if (status === 'ACCEPTED') throw impossible('it is registered: what the registry knows is changed there');
      await forgetAwaited(db, { customer: id });
      return await record(db, customer, { status: 'REJECTED', message: decision.message, asked: [] });
    case 'ask': {
      if (status === 'REJECTED') throw impossible('it is rejected for good');
      const asked = decision.fields.map(fieldNamed);
      await forgetAwaited(db, { customer: id });
      return await record(db, customer, { status: 'NEEDS_INFO', message: decision.message ?? null, asked });
    }
  }
}

/** Whether this is the second officer, who has read what the first one said and says the same; the first is taken down. */
async function isAgreed(
  { db, isOfficer }: ReviewWorld,
  customer: Customer,
  { tier, country, note, firstLook }: AcceptDecision,
  { officer }: Reviewer,
): Promise<boolean> {
  const { id } = customer;
  if (officer === undefined) throw new CustomerError('customers/two-officers', { tier });
  if (note === undefined)
    throw new CustomerError('customers/not-reviewable', { id, reason: `for tier ${tier}, \`note\` says why` });
  const look = await findLook(db, customer);
  // Who is no officer any more has said nothing.
  const counts = look !== undefined && (await isOfficer(look.officer));
  const opinion = { officer, tier, country, note, agreesWith: firstLook };
  const weighed = await db
    .transaction()
    .execute(async (trx) => await takeOpinion(trx, customer, opinion, { look, counts }));
  if (weighed.it === 'is-refused') throw new CustomerError('customers/not-reviewable', { id, reason: weighed.why });
  return weighed.it === 'agrees';
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
