import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { inAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { SuspicionError } from './errors.ts';
import type { Finding } from './find-patterns.ts';
import type { FlagEvidence, FlagTable } from './suspicion-tables.ts';

export interface Flag {
  id: string;
  user: string;
  rule: string;
  /** The rule as it was, and the events that it held of: enough to look for the same again. */
  evidence: FlagEvidence;
  at: Date;
  closed: { at: Date; by: string; reason: string } | undefined;
}

export interface FlagQuery {
  open?: boolean | undefined;
  user?: string | undefined;
  limit: number;
}

function flagOf(row: Selectable<FlagTable>): Flag {
  const { id, user_address: user, rule, evidence, at, closed_at, closed_by, reason } = row;
  const closed = closed_at ? { at: closed_at, by: closed_by ?? '', reason: reason ?? '' } : undefined;
  return { id, user, rule, evidence, at, closed };
}

/** Newest first. */
export async function listFlags(db: Kysely<Schema>, { open, user, limit }: FlagQuery): Promise<Flag[]> {
  const rows = await db
    .selectFrom('istsi.flags')
    .selectAll()
    .$if(open === true, (query) => query.where('closed_at', 'is', null))
    .$if(open === false, (query) => query.where('closed_at', 'is not', null))
    .$if(user !== undefined, (query) => query.where('user_address', '=', user ?? ''))
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(flagOf);
}

/** Holders that a rule flagged, and no officer has looked at, by rule. */
export async function countOpenFlags(db: Kysely<Schema>): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('istsi.flags')
    .select(['rule', ({ fn }) => fn.countAll<bigint>().as('count')])
    .where('closed_at', 'is', null)
    .groupBy('rule')
    .execute();
  return new Map(rows.map(({ rule, count }) => [rule, Number(count)]));
}

/** Until where on the bus an officer has judged each of them, by rule. */
export async function judgedUntil(
  db: Kysely<Schema>,
  users: readonly string[],
): Promise<Map<string, Map<string, bigint>>> {
  const rows = await db
    .selectFrom('istsi.flags')
    .select(['user_address', 'rule', ({ fn }) => fn.max('seq').as('seq')])
    .where('user_address', 'in', [...users])
    .where('closed_at', 'is not', null)
    .groupBy(['user_address', 'rule'])
    .execute();
  const found = new Map<string, Map<string, bigint>>();
  for (const { user_address, rule, seq } of rows)
    found.set(user_address, (found.get(user_address) ?? new Map<string, bigint>()).set(rule, seq));
  return found;
}

/** Raised once while it is open, and once for all by the same event. */
export async function raiseFlag(trx: Transaction<Schema>, { rule, inputs }: Finding): Promise<void> {
  const newest = inputs.at(-1);
  if (!newest) throw new RangeError('a pattern consists of movements');
  const { user, seq, at } = newest;
  const id = `fl_${randomBytes(12).toString('hex')}`;
  const evidence = JSON.stringify(evidenceOf({ rule, inputs }));
  await trx
    .insertInto('istsi.flags')
    .values({ id, user_address: user, rule: rule.name, evidence, at, seq })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const evidenceOf = ({ rule, inputs }: Finding): FlagEvidence => ({
  rule: { ...rule, pattern: asTexts(rule.pattern) },
  inputs: inputs.map(({ seq, way, kind, sats, other, at }) => ({
    ...{ event: String(seq), way, kind, sats: String(sats), other, at: at.toISOString() },
  })),
});

const asTexts = (pattern: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(pattern).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  );

/**
 * An officer has looked at it. The audit log, which is public, has that one did and who: whom it was about, by which rule
 * and what came of it stays here, for nobody may learn from us that they are looked at.
 */
export async function closeFlag(
  db: Kysely<Schema>,
  id: string,
  { by, reason, at }: { by: string; reason: string; at: Date },
): Promise<Flag> {
  return await inAct(
    db,
    (closed) => ({ action: 'suspicion.close', correlationId: closed.id, changes: { closed_by: by } }),
    async (trx) => {
      const row = await trx
        .updateTable('istsi.flags')
        .set({ closed_at: at, closed_by: by, reason })
        .where('id', '=', id)
        .where('closed_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (!row) throw await whyNot(trx, id);
      return flagOf(row);
    },
  );
}

async function whyNot(db: Kysely<Schema>, id: string): Promise<SuspicionError> {
  const row = await db.selectFrom('istsi.flags').select('closed_by').where('id', '=', id).executeTakeFirst();
  return row
    ? new SuspicionError('suspicion/closed', { id, by: row.closed_by ?? '' })
    : new SuspicionError('suspicion/unknown-flag', { id });
}
