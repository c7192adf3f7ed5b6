import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { type Act, inAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { wakeNow } from '../operations/wake.ts';
import { ScreeningError } from './errors.ts';
import type { ScreeningCaseTable } from './screening-tables.ts';

export interface ScreeningCase {
  id: string;
  kind: 'deposit' | 'withdrawal';
  /** Outpoint of the deposit, or id of the withdrawal. */
  operation: string;
  /** The one that is listed: of an output that the deposit spends, or where the withdrawal is paid to. */
  address: string;
  provider: string;
  reference: string | undefined;
  openedAt: Date;
  released: { at: Date; by: string; reason: string } | undefined;
}

export type Hit = Pick<ScreeningCase, 'kind' | 'operation' | 'address' | 'provider' | 'reference'>;

function caseOf(row: Selectable<ScreeningCaseTable>): ScreeningCase {
  const { id, kind, operation, address, provider, reference, opened_at, released_at, released_by, reason } = row;
  return {
    ...{ id, kind, operation, address, provider, reference: reference ?? undefined, openedAt: opened_at },
    released: released_at ? { at: released_at, by: released_by ?? '', reason: reason ?? '' } : undefined,
  };
}

export async function casesOf(db: Kysely<Schema>, operations: readonly string[]): Promise<ScreeningCase[][]> {
  const rows = await db
    .selectFrom('istsi.screening_cases')
    .selectAll()
    .where('operation', 'in', operations)
    .orderBy('opened_at')
    .execute();
  const cases = rows.map(caseOf);
  return operations.map((operation) => cases.filter((one) => one.operation === operation));
}

/** Newest first. */
export async function listCases(
  db: Kysely<Schema>,
  { open, limit }: { open?: boolean | undefined; limit: number },
): Promise<ScreeningCase[]> {
  const rows = await db
    .selectFrom('istsi.screening_cases')
    .selectAll()
    .$if(open === true, (query) => query.where('released_at', 'is', null))
    .$if(open === false, (query) => query.where('released_at', 'is not', null))
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(caseOf);
}

const actOf = (action: string, { kind, operation, address, provider, reference }: Hit): Act => ({
  action,
  operation: { id: operation, type: kind, parameters: { key: operation } },
  compliance: { address, provider, reference: reference ?? null },
});

/** Opens the case, once, with its audit entry. */
export async function openCase(db: Kysely<Schema>, hit: Hit): Promise<void> {
  const id = `sc_${randomBytes(12).toString('hex')}`;
  await inAct(
    db,
    () => ({ ...actOf('screening.hit', hit), source: `screening:${hit.operation}:${hit.address}:${hit.provider}` }),
    async (trx) =>
      await trx
        .insertInto('istsi.screening_cases')
        .values({ id, ...hit, reference: hit.reference ?? null })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  );
}

/** Lets the operation go on, in so far as this case held it. Who decides it answers for it: the audit log has it. */
export async function releaseCase(
  db: Kysely<Schema>,
  id: string,
  { by, reason, at }: { by: string; reason: string; at: Date },
): Promise<ScreeningCase> {
  return await inAct(
    db,
    (released) => ({ ...actOf('screening.release', released), reason, changes: { released_by: by } }),
    async (trx) => {
      const row = await trx
        .updateTable('istsi.screening_cases')
        .set({ released_at: at, released_by: by, reason })
        .where('id', '=', id)
        .where('released_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (!row) throw await whyNot(trx, id);
      await wakeNow(trx, row.kind, row.operation);
      return caseOf(row);
    },
  );
}

async function whyNot(db: Kysely<Schema>, id: string): Promise<ScreeningError> {
  const row = await db
    .selectFrom('istsi.screening_cases')
    .select('released_by')
    .where('id', '=', id)
    .executeTakeFirst();
  return row
    ? new ScreeningError('screening/released', { id, by: row.released_by ?? '' })
    : new ScreeningError('screening/unknown-case', { id });
}
