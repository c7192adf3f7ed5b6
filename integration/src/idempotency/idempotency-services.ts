import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { sealAnswer, unsealAnswer } from './seal-answer.ts';

/** A request that its sender named (draft-ietf-httpapi-idempotency-key-header). */
export interface NamedRequest {
  /** Who asks: of two people each may name one so. */
  owner: string;
  /** Method and path. */
  route: string;
  name: string;
  /** All that was asked. */
  body: string;
}

export interface GivenAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Where to put the answer once there is one. */
export interface Ticket {
  id: string;
  name: string;
  startedAt: Date;
}

export type Begun =
  | { state: 'first'; ticket: Ticket }
  | { state: 'answered'; answer: GivenAnswer }
  /** The name was given to something else. */
  | { state: 'another' }
  /** It came before, and is being done. */
  | { state: 'under-way' };

export interface IdempotencyServices {
  /** One statement decides: of ten that come together one is the first, in whichever instance. */
  begin(request: NamedRequest): Promise<Begun>;
  settle(ticket: Ticket, answer: GivenAnswer): Promise<void>;
  /** What was refused changed nothing: the same request is looked at anew. */
  abandon(ticket: Ticket): Promise<void>;
}

const KEPT_MS = 24 * 3_600_000;
/** Of one caller; beyond, the oldest are forgotten. */
const MOST_OF_ONE = 1_000;
/** So many of those that are over go with each that comes: more than come. */
const SWEPT = 20;
/** Longer than anything that is asked takes: then whoever did it is gone, and whoever asks again is the first. */
const GONE_AFTER_MS = 120_000;

export function idempotencyServices(db: Kysely<Schema>, now: () => Date = () => new Date()): IdempotencyServices {
  return {
    async begin(request) {
      const { name } = request;
      const id = hashOf(request.owner, request.route, name);
      const fingerprint = hashOf(request.body);
      const startedAt = now();
      if (await insert(db, { id, owner: hashOf(request.owner), fingerprint, startedAt }))
        return { state: 'first', ticket: { id, name, startedAt } };
      const row = await db.selectFrom('istsi.idempotent_requests').selectAll().where('id', '=', id).executeTakeFirst();
      // It was abandoned between the two statements.
      if (!row) return { state: 'under-way' };
      const isOver = row.kept_until < startedAt;
      if (!isOver && row.fingerprint !== fingerprint) return { state: 'another' };
      if (!isOver && row.answer) return { state: 'answered', answer: unsealAnswer(row.answer, { id, name }) };
      if (startedAt.getTime() - row.started_at.getTime() < GONE_AFTER_MS) return { state: 'under-way' };
      const taken = await db
        .updateTable('istsi.idempotent_requests')
        .set({ fingerprint, started_at: startedAt, kept_until: untilOf(startedAt), answer: null })
        .where('id', '=', id)
        .where('started_at', '=', row.started_at)
        .executeTakeFirst();
      return taken.numUpdatedRows === 1n ? { state: 'first', ticket: { id, name, startedAt } } : { state: 'under-way' };
    },
    async settle(ticket, answer) {
      const sealed = sealAnswer(answer, ticket);
      await own(db.updateTable('istsi.idempotent_requests').set({ answer: sealed }), ticket).execute();
    },
    async abandon(ticket) {
      await own(db.deleteFrom('istsi.idempotent_requests'), ticket).execute();
    },
  };
}

/** Nobody answers for a request that another one has taken over meanwhile. */
function own<Q extends { where(...condition: [string, '=' | 'is', unknown]): Q }>(query: Q, ticket: Ticket): Q {
  return query.where('id', '=', ticket.id).where('started_at', '=', ticket.startedAt).where('answer', 'is', null);
}

async function insert(
  db: Kysely<Schema>,
  { id, owner, fingerprint, startedAt }: { id: string; owner: string; fingerprint: string; startedAt: Date },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with over as (
      select id from istsi.idempotent_requests where kept_until < ${startedAt} limit ${SWEPT} for update skip locked
    ), oldest as (
      select id from istsi.idempotent_requests where owner = ${owner} order by started_at desc offset ${MOST_OF_ONE} limit ${SWEPT}
    ), swept as (
      delete from istsi.idempotent_requests where id in (select id from over union select id from oldest) and id <> ${id}
    )
    insert into istsi.idempotent_requests (id, owner, fingerprint, started_at, kept_until)
    values (${id}, ${owner}, ${fingerprint}, ${startedAt}, ${untilOf(startedAt)})
    on conflict do nothing returning id`.execute(db);
  return rows.length === 1;
}

const untilOf = (startedAt: Date): Date => new Date(startedAt.getTime() + KEPT_MS);

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
