import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Act, writeAct } from './write-act.ts';

/** What a row says of the operation that a step belongs to. */
interface Subject {
  id: string;
  type: string;
  user_address: string | null;
  amount_sats: bigint | null;
  state: string;
}

/** Steps after which an operation that failed has come to its end, or goes on. */
const RESOLVED = new Set(['minted', 'returned', 'settled', 'refunded', 'written-off', 'completed']);

/**
 * Writes a step of an operation into the audit log, in the transaction that records the step. `key` is the row's: an
 * outpoint, or the id of a withdrawal or a payment.
 */
export async function writeOperationStep(
  trx: Kysely<Schema>,
  step: { key: string; state: string; detail: Record<string, string>; at?: Date | undefined },
): Promise<void> {
  const subject = await findSubject(trx, step.key);
  await writeAct(trx, stepAct(subject ?? { id: step.key, type: 'unknown' }, step));
}

async function findSubject(trx: Kysely<Schema>, key: string): Promise<Subject | undefined> {
  const { rows } = await sql<Subject>`
    select operation_id as id, 'bitcoin_deposit' as type, user_address, amount_sats, state
      from istsi.deposits where outpoint = ${key}
    union all select id, 'token_withdrawal', user_address, amount_sats, state from istsi.withdrawals where id = ${key}
    union all select id, 'bitcoin_' || kind, null, null, state from istsi.batches where id = ${key}`.execute(trx);
  return rows[0];
}

function stepAct(
  subject: Pick<Subject, 'id' | 'type'> & Partial<Subject>,
  { key, state, detail, at }: { key: string; state: string; detail: Record<string, string>; at?: Date | undefined },
): Act {
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
