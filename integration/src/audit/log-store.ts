import { HashesMissingError, type ReadHashes, rootOf, TILE_WIDTH } from '@istsi/audit-log';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

const LOCK = 'istsi/audit/sequence';
const MOST_AT_ONCE = 2_000;

/**
 * Gives every entry that is committed its place in the log; answers how many. After the commit, and one at a time: a number
 * that is taken while writing is seen late when its transaction commits late, and the log would have been signed without it.
 */
export async function sequenceEntries(db: Kysely<Schema>): Promise<number> {
  for (let total = 0; ; ) {
    const waiting = await db.selectFrom('istsi.audit_pending').select('arrived').limit(1).executeTakeFirst();
    if (!waiting) return total;
    const given = await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(trx);
      const done = await sql`
        with due as (
          delete from istsi.audit_pending where arrived in
            (select arrived from istsi.audit_pending order by arrived limit ${MOST_AT_ONCE})
          returning arrived
        )
        insert into istsi.audit_sequence (index, arrived, leaf)
        select (select coalesce(max(index) + 1, 0) from istsi.audit_sequence) + row_number() over (order by arrived) - 1,
          arrived, sha256('\\x00'::bytea || entry)
        from due join istsi.audit_entries using (arrived)`.execute(trx);
      await hashFullTiles(trx);
      return Number(done.numAffectedRows ?? 0n);
    });
    total += given;
    if (given < MOST_AT_ONCE) return total;
  }
}

/** Hashes each tile that is full now into the level above it. */
async function hashFullTiles(trx: Transaction<Schema>): Promise<void> {
  let width = await sizeOf(trx);
  for (let level = 1; width >= TILE_WIDTH; level++) {
    const full = Math.floor(width / TILE_WIDTH);
    const { count } = await trx
      .selectFrom('istsi.audit_nodes')
      .select((columns) => columns.fn.countAll<bigint>().as('count'))
      .where('level', '=', level)
      .executeTakeFirstOrThrow();
    for (let index = Number(count); index < full; index++) {
      const below = await readHashes(trx)(level - 1, index * TILE_WIDTH, TILE_WIDTH);
      await trx
        .insertInto('istsi.audit_nodes')
        .values({ level, index: BigInt(index), hash: Buffer.from(rootOf(below)) })
        .execute();
    }
    width = full;
  }
}

export async function sizeOf(db: Kysely<Schema>): Promise<number> {
  const { size } = await db
    .selectFrom('istsi.audit_sequence')
    .select((columns) => columns.fn.max('index').as('size'))
    .executeTakeFirstOrThrow();
  return size === null ? 0 : Number(size) + 1;
}

/** Subtrees, as the database keeps them. */
export const readHashes =
  (db: Kysely<Schema>): ReadHashes =>
  async (level, start, count) => {
    const hashes = await hashesThere(db, level, start, count);
    if (hashes.length !== count)
      throw new HashesMissingError(
        `of the audit log's hashes ${start} to ${start + count - 1} at level ${level}, ${hashes.length} are there`,
      );
    return hashes;
  };

/** As many of them as there are: of a log that somebody has cut into, fewer. */
export async function hashesThere(db: Kysely<Schema>, level: number, start: number, count: number): Promise<Buffer[]> {
  const range = [BigInt(start), BigInt(start + count - 1)] as const;
  if (level === 0) {
    const rows = await db
      .selectFrom('istsi.audit_sequence')
      .select('leaf')
      .where((where) => where.between('index', ...range))
      .orderBy('index')
      .execute();
    return rows.map(({ leaf }) => leaf);
  }
  const rows = await db
    .selectFrom('istsi.audit_nodes')
    .select('hash')
    .where('level', '=', level)
    .where((where) => where.between('index', ...range))
    .orderBy('index')
    .execute();
  return rows.map(({ hash }) => hash);
}

export async function entriesThere(db: Kysely<Schema>, start: number, count: number): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('istsi.audit_sequence as s')
    .innerJoin('istsi.audit_entries as e', 'e.arrived', 's.arrived')
    .select('e.entry')
    .where((where) => where.between('s.index', BigInt(start), BigInt(start + count - 1)))
    .orderBy('s.index')
    .execute();
  return rows.map(({ entry }) => entry);
}
