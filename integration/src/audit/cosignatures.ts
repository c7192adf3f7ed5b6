import { formatKey, type NoteKey, type Quorum } from '@istsi/audit-log';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { lastCheckpoint } from './checkpoints.ts';

export interface PublishedCheckpoint {
  size: number;
  /** With the cosignatures below it. */
  note: string;
  at: Date;
}

const nameOf = (witness: NoteKey): string => formatKey(witness, 'cosignature');

/** What everybody is shown: the newest that was signed, and, where witnesses are named, that enough of them cosigned. */
export async function publishedCheckpoint(
  db: Kysely<Schema>,
  quorum: Quorum | undefined,
): Promise<PublishedCheckpoint | undefined> {
  if (!quorum) return await lastCheckpoint(db);
  const witnesses = quorum.keys.map(nameOf);
  const newest = await db
    .selectFrom('istsi.audit_cosignatures')
    .select('size')
    .where('witness', 'in', witnesses)
    .groupBy('size')
    .having((columns) => columns.fn.countAll<bigint>(), '>=', BigInt(quorum.atLeast))
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!newest) return undefined;
  const [{ note, at }, lines] = await Promise.all([
    db.selectFrom('istsi.audit_checkpoints').selectAll().where('size', '=', newest.size).executeTakeFirstOrThrow(),
    db
      .selectFrom('istsi.audit_cosignatures')
      .select('line')
      .where('size', '=', newest.size)
      .where('witness', 'in', witnesses)
      .orderBy('witness')
      .execute(),
  ]);
  return { size: Number(newest.size), note: note + lines.map(({ line }) => line).join(''), at };
}

/** How far each of them has cosigned; 0 for nothing. */
export async function cosignedSizes(db: Kysely<Schema>, witnesses: readonly NoteKey[]): Promise<number[]> {
  const rows = await db
    .selectFrom('istsi.audit_cosignatures')
    .select((columns) => ['witness', columns.fn.max('size').as('size')])
    .where('witness', 'in', witnesses.map(nameOf))
    .groupBy('witness')
    .execute();
  const sizes = new Map(rows.map(({ witness, size }) => [witness, Number(size)]));
  return witnesses.map((witness) => sizes.get(nameOf(witness)) ?? 0);
}

/** `line`: of a signature that was verified. */
export async function storeCosignature(
  db: Kysely<Schema>,
  { size, witness, line }: { size: number; witness: NoteKey; line: string },
): Promise<void> {
  await db
    .insertInto('istsi.audit_cosignatures')
    .values({ size: BigInt(size), witness: nameOf(witness), line })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** When the first checkpoint was signed that is of more entries, and of no more than `through`. */
export async function signedSince(db: Kysely<Schema>, size: number, through?: number): Promise<Date | undefined> {
  const { at } = await db
    .selectFrom('istsi.audit_checkpoints')
    .select(sql<Date | null>`min(at)`.as('at'))
    .where('size', '>', BigInt(size))
    .$if(through !== undefined, (query) => query.where('size', '<=', BigInt(through ?? 0)))
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}
