import { randomUUID } from 'node:crypto';
import { hashOfRange, keyOf, type NoteSigner, openCheckpoint, rootIfThere, signCheckpoint } from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readHashes, sizeOf } from './log-store.ts';

/** The log's name in its checkpoints, and that of the key that signs them: of one deployment, and one database. Made when it is first asked for. */
export async function originOf(db: Kysely<Schema>, routerId: string): Promise<string> {
  const log_id = randomUUID().replaceAll('-', '');
  await db
    .insertInto('istsi.audit_log')
    .values({ id: 1, log_id })
    .onConflict((it) => it.doNothing())
    .execute();
  return `istsi/audit/${routerId}/${await logId(db)}`;
}

async function logId(db: Kysely<Schema>): Promise<string> {
  const { log_id } = await db.selectFrom('istsi.audit_log').select('log_id').executeTakeFirstOrThrow();
  return log_id;
}

export async function lastCheckpoint(
  db: Kysely<Schema>,
): Promise<{ size: number; note: string; at: Date } | undefined> {
  const row = await db
    .selectFrom('istsi.audit_checkpoints')
    .selectAll()
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { ...row, size: Number(row.size) };
}

export type Published = { state: 'published' | 'unchanged' | 'too-soon' } | { state: 'refused'; problem: string };

/**
 * Signs the log as it is now, if it grew and the last time is long enough ago. What does not continue what was signed before
 * is not signed: a log says one thing to everybody.
 */
export async function publishCheckpoint(
  db: Kysely<Schema>,
  signer: NoteSigner,
  { everyMs, now = new Date() }: { everyMs: number; now?: Date },
): Promise<Published> {
  const [size, last] = [await sizeOf(db), await lastCheckpoint(db)];
  if (last && now.getTime() - last.at.getTime() < everyMs) return { state: 'too-soon' };
  if (last) {
    const problem = await differsFrom(db, last.note, size, signer);
    if (problem !== undefined) return { state: 'refused', problem };
  }
  if (size === (last?.size ?? 0)) return { state: 'unchanged' };
  const root = await hashOfRange(readHashes(db), 0, size);
  await db
    .insertInto('istsi.audit_checkpoints')
    .values({ size: BigInt(size), note: signCheckpoint({ size, root }, signer), at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { state: 'published' };
}

async function differsFrom(
  db: Kysely<Schema>,
  note: string,
  size: number,
  signer: NoteSigner,
): Promise<string | undefined> {
  const then = openCheckpoint(note, keyOf(signer));
  if (!then) return 'the last checkpoint of the audit log is not signed by its key: it was changed, or the key was';
  if (then.size > size) return `the audit log has ${size} entries, and ${then.size} were signed: it was truncated`;
  const root = await rootIfThere(readHashes(db), then.size);
  if (root && Buffer.from(root).equals(Buffer.from(then.root))) return undefined;
  return `the first ${then.size} entries of the audit log are not those that were signed: it was rewritten`;
}
