import { createHash } from 'node:crypto';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type OperationKind, operationTables } from '../operations/wake.ts';
import type { Place } from './archive-files.ts';

export type Row = Record<string, unknown>;

/** An operation as the database has it, in PostgreSQL's own JSON. */
export interface OperationContent {
  row: Row;
  steps: (Row & { id: number })[];
  /** Signed Stellar transactions. */
  submissions: (Row & { hash: string })[];
  /** Of a batch: the versions of its Bitcoin transaction, and who signed each. */
  payments: (Row & { txid: string })[];
  signatures: (Row & { txid: string; signer: string })[];
}

/** One line of the archive. */
export interface ArchivedOperation {
  id: string;
  kind: OperationKind;
  /** Where it was archived before it went on. */
  previous: Place | null;
  content: OperationContent;
}

/** Lists whose rows may go once they are archived, and by what each is named. */
export const lists = {
  steps: (row: Row) => String(row.id),
  submissions: (row: Row) => String(row.hash),
  payments: (row: Row) => String(row.txid),
  signatures: (row: Row) => `${String(row.txid)} by ${String(row.signer)}`,
} as const;

/** States of those that nothing more is done about; a payment only once no reorganization can undo it. */
export const archivedStates: Record<OperationKind, readonly string[]> = {
  deposit: ['minted', 'returned', 'written-off', 'too-small'],
  withdrawal: ['settled', 'refunded'],
  batch: ['buried'],
  inbox: ['paid', 'returned', 'settled'],
};

const listOf = (alias: string, from: string, order: string): RawBuilder<unknown> => sql`coalesce(
  (select jsonb_agg(to_jsonb(${sql.raw(alias)}) order by ${sql.raw(order)}) from ${sql.raw(from)}), '[]')`;

/** Of one moment, by key; times in UTC whatever the session's clock is. */
export async function readContents(
  trx: Transaction<Schema>,
  kind: OperationKind,
  keys: readonly string[],
): Promise<Map<string, OperationContent>> {
  await sql`set local timezone = 'UTC'`.execute(trx);
  const { table, key } = operationTables[kind];
  const ofBatch = (from: string, order: string, alias: string) =>
    kind === 'batch' ? listOf(alias, from, order) : sql`'[]'::jsonb`;
  const { rows } = await sql<{ key: string; content: OperationContent }>`
    select ${sql.ref(`o.${key}`)} as key, jsonb_build_object(
      'row', to_jsonb(o) - 'wake_at',
      'steps', ${listOf('e', `istsi.operation_events e where e.operation = o.${key}`, 'e.id')},
      'submissions', ${listOf('s', `istsi.submissions s where s.operation = o.${key}`, 's.created_at, s.hash')},
      'payments', ${ofBatch('istsi.payments p where p.batch_id = o.id', 'p.version', 'p')},
      'signatures', ${ofBatch(
        'istsi.payment_signatures g join istsi.payments q on q.txid = g.txid where q.batch_id = o.id',
        'g.txid, g.signer',
        'g',
      )}) as content
    from ${sql.table(table)} o where ${sql.ref(`o.${key}`)} = any(${[...keys]}::text[])`.execute(trx);
  return new Map(rows.map((row) => [row.key, row.content]));
}

/** What stays in the database of what was archived: beginning and end of its steps, and no signed transactions. */
export function prunedContent(content: OperationContent): OperationContent {
  const [first, last] = [content.steps[0], content.steps.at(-1)];
  const kept = first && last ? (first.id === last.id ? [first] : [first, last]) : [];
  return { ...content, steps: kept, submissions: [] };
}

/** Of what was, before it went on. */
export const until = (content: OperationContent, step: number): OperationContent => ({
  ...content,
  steps: content.steps.filter(({ id }) => id <= step),
});

export const lastStep = ({ steps }: OperationContent): number => steps.at(-1)?.id ?? 0;

export const contentDigest = (content: OperationContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64');

/** What two versions of one operation differ in: by the name of each, and what was done to it. */
export function contentDifferences(was: OperationContent, is: OperationContent): { code: string; what: string }[] {
  const found: { code: string; what: string }[] = [];
  const columns = Object.keys({ ...was.row, ...is.row }).filter((name) => !same(was.row[name], is.row[name]));
  if (columns.length > 0) found.push({ code: 'edited', what: columns.join(', ') });
  for (const [list, nameOf] of Object.entries(lists) as [keyof typeof lists, (row: Row) => string][]) {
    const [before, now] = [was[list] as Row[], is[list] as Row[]];
    const there = new Map(now.map((row) => [nameOf(row), row]));
    const singular = list.slice(0, -1);
    for (const row of before) {
      const left = there.get(nameOf(row));
      if (!left) found.push({ code: 'deleted', what: `its ${singular} ${nameOf(row)}` });
      else if (!same(row, left)) found.push({ code: 'edited', what: `its ${singular} ${nameOf(row)}` });
      there.delete(nameOf(row));
    }
    for (const name of there.keys()) found.push({ code: 'inserted', what: `its ${singular} ${name}` });
  }
  return found;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
