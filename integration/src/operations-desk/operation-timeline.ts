import type { Kysely } from 'kysely';
import { readOfSubject } from '../bus/read-events.ts';
import type { Schema } from '../database/schema.ts';
import { REFUSED_BY_CUSTODIANS } from '../operations/withdrawals/withdrawal.ts';

/** One thing that happened to an operation, wherever it happened. */
export interface TimelineMoment {
  /** Unique and stable along one timeline. */
  id: string;
  /** Null of what Bitcoin's blocks say: their clocks are nobody's. */
  at: Date | null;
  source: 'bitcoin' | 'services' | 'signers' | 'stellar';
  /** A state of the operation, or the type of an event. */
  what: string;
  detail: Record<string, string>;
  /** Bitcoin or Stellar transaction, by the source. */
  transaction: string | null;
}

const MOST_EVENTS = 200;
const REFUSED_BY_SIGNERS = new Set(['too-few-attestations', REFUSED_BY_CUSTODIANS]);

/**
 * What both chains, the services and the signers did about it, in one order. `subjects`: as the bus names it; `operations`:
 * as the services do, its payment among them.
 */
export async function readTimeline(
  db: Kysely<Schema>,
  { subjects, operations }: { subjects: readonly string[]; operations: readonly string[] },
): Promise<TimelineMoment[]> {
  const [steps, signatures, ...events] = await Promise.all([
    stepsOf(db, operations),
    signaturesOf(db, operations),
    ...subjects.map((subject) => eventsOf(db, subject)),
  ]);
  const all = [...steps, ...signatures, ...events.flat()];
  // What a block told is what the first step was taken for.
  const first = Math.min(...steps.map(({ at }) => at?.getTime() ?? Infinity));
  const timeOf = ({ at }: TimelineMoment): number => at?.getTime() ?? first;
  return all.toSorted((a, b) => timeOf(a) - timeOf(b) || order(a) - order(b));
}

/** What caused something is told before what follows from it, where the clocks say the same. */
const order = ({ source }: TimelineMoment): number => ['bitcoin', 'signers', 'stellar', 'services'].indexOf(source);

async function stepsOf(db: Kysely<Schema>, operations: readonly string[]): Promise<TimelineMoment[]> {
  if (operations.length === 0) return [];
  const rows = await db
    .selectFrom('istsi.operation_events')
    .select(['id', 'at', 'state', 'detail'])
    .where('operation', 'in', [...operations])
    .orderBy('id', 'desc')
    .limit(MOST_EVENTS)
    .execute();
  return rows.map(({ id, at, state, detail }) => ({
    ...{ id: `step-${id}`, at, what: state, detail },
    source: REFUSED_BY_SIGNERS.has(detail.code ?? '') ? 'signers' : 'services',
    transaction: detail.stellar_tx ?? detail.txid ?? null,
  }));
}

async function signaturesOf(db: Kysely<Schema>, batches: readonly string[]): Promise<TimelineMoment[]> {
  if (batches.length === 0) return [];
  const rows = await db
    .selectFrom('istsi.payment_signatures as s')
    .innerJoin('istsi.payments as p', 'p.txid', 's.txid')
    .select(['s.txid', 's.signer', 's.created_at', 'p.version'])
    .where('p.batch_id', 'in', [...batches])
    .orderBy('s.created_at')
    .limit(MOST_EVENTS)
    .execute();
  return rows.map(({ txid, signer, created_at, version }) => ({
    ...{ id: `signature-${txid}-${signer}`, at: created_at, source: 'signers', what: 'signed' },
    detail: { signer, version: String(version) },
    transaction: txid,
  }));
}

async function eventsOf(db: Kysely<Schema>, subject: string): Promise<TimelineMoment[]> {
  const events = await readOfSubject(db, subject, MOST_EVENTS);
  return events.map((event) => ({
    ...{ id: `event-${event.sequence}`, what: event.type },
    at: event.time === undefined ? null : new Date(event.time),
    source: event.type.startsWith('com.istsi.bitcoin.') ? 'bitcoin' : 'stellar',
    detail: textsOf(event.data),
    transaction: event.transaction ?? null,
  }));
}

const textsOf = (data: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
