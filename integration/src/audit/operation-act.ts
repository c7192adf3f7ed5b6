import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Act, writeActs } from './write-act.ts';

/** What a row says of the operation that a step belongs to. */
export interface Subject {
  id: string;
  type: string;
  user_address: string | null;
  amount_sats: bigint | null;
}

/** Steps after which an operation that failed has come to its end, or goes on. */
const RESOLVED = new Set(['minted', 'returned', 'settled', 'refunded', 'written-off', 'completed', 'paid']);

/** `key` is the row's: an outpoint, or the id of a withdrawal or a payment. */
interface Step {
  key: string;
  state: string;
  detail: Record<string, string>;
  at?: Date | undefined;
  /** Where the row was just written. */
  subject?: Subject | undefined;
}

/** Writes steps of operations into the audit log, in the transaction that records them. */
export async function writeOperationSteps(trx: Kysely<Schema>, steps: readonly Step[]): Promise<void> {
  const unknown = steps.flatMap(({ key, subject }) => (subject ? [] : [key]));
  const found = unknown.length > 0 ? await findSubjects(trx, unknown) : new Map<string, Subject>();
  const acts = steps.map((step) =>
    stepAct(step.subject ?? found.get(step.key) ?? { id: step.key, type: 'unknown' }, step),
  );
  await writeActs(trx, acts);
}

async function findSubjects(trx: Kysely<Schema>, keys: readonly string[]): Promise<Map<string, Subject>> {
  const asked = sql`any(${[...keys]}::text[])`;
  const { rows } = await sql<Subject & { key: string }>`
    select id as key, id, 'bitcoin_' || kind as type, null::text as user_address, null::int8 as amount_sats
      from istsi.batches where id = ${asked}
    union all select id, id, 'token_withdrawal', user_address, amount_sats from istsi.withdrawals where id = ${asked}
    union all select id, id, 'inbox_receipt', user_address, amount_sats from istsi.inbox_receipts where id = ${asked}
    union all select outpoint, operation_id, 'bitcoin_deposit', user_address, amount_sats
      from istsi.deposits where outpoint = ${asked}`.execute(trx);
  return new Map(rows.map((row) => [row.key, row]));
}

function stepAct(subject: Pick<Subject, 'id' | 'type'> & Partial<Subject>, { key, state, detail, at }: Step): Act {
  const { code, message, ...rest } = detail;
  const condition = code === undefined ? undefined : [code, message].filter(Boolean).join(': ');
  return {
    action: `${subject.type}.${state}`,
    at,
    reason: detail.retry ?? detail.why,
    operation: {
      id: subject.id,
      type: subject.type,
      parameters: {
        ...(subject.id !== key && { key }),
        ...(subject.amount_sats !== undefined &&
          subject.amount_sats !== null && { amount_sats: String(subject.amount_sats) }),
      },
    },
    user: subject.user_address ?? undefined,
    changes: { state, ...rest },
    error: condition === undefined ? undefined : { condition, resolution: RESOLVED.has(state) ? state : undefined },
  };
}
