import { createHash } from 'node:crypto';
import { type AuditEntry, encodeEntry } from '@istsi/audit-log';
import type { Kysely, Transaction } from 'kysely';
import type { JsonValue } from '../bus/json-value.ts';
import type { Schema } from '../database/schema.ts';
import { currentActor } from './actor.ts';
import { commitTo, personsIn, withCommitments } from './persons.ts';

export type Facts = Record<string, JsonValue>;

/** What was done, in plain words: what is of persons becomes commitments when it is written. */
export interface Act {
  action: string;
  /** Absent: whoever is at work. */
  actor?: string | undefined;
  at?: Date | undefined;
  reason?: string | undefined;
  operation?: { id: string; type: string; parameters?: Facts } | undefined;
  /** Absent: of the operation, or of the request. */
  correlationId?: string | undefined;
  /** Stellar address. */
  user?: string | undefined;
  kyc?: Facts | undefined;
  compliance?: Facts | undefined;
  changes?: Facts | undefined;
  error?: { condition: string; resolution?: string | undefined } | undefined;
  /** Of an event: written once, however often it is told. */
  source?: string | undefined;
}

const MOST_TEXT = 2_000;
const MOST_FACTS_BYTES = 12_000;
const NOBODY: ReadonlySet<string> = new Set();

/** Writes what is done, in the transaction that does it. */
export const writeAct = async (trx: Kysely<Schema>, act: Act): Promise<void> => await writeActs(trx, [act]);

/** Does the work and writes what it was in one transaction: both, or neither. */
export async function inAct<T>(
  db: Kysely<Schema>,
  act: (result: T) => Act,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (trx) => {
    const result = await work(trx);
    await writeAct(trx, act(result));
    return result;
  });
}

/** `nobody`: addresses that are no persons, such as the system's own contracts. */
export async function writeActs(trx: Kysely<Schema>, acts: readonly Act[], nobody = NOBODY): Promise<void> {
  if (acts.length === 0) return;
  const plain = acts.map(entryOf);
  const persons = [...personsIn(plain)].filter((address) => !nobody.has(address));
  const commitments = await commitTo(trx, persons);
  const rows = plain.map((entry) => rowOf(withCommitments(entry, commitments)));
  await trx
    .insertInto('istsi.audit_entries')
    .values(rows)
    .onConflict((conflict) => conflict.column('source').doNothing())
    .execute();
}

function entryOf(act: Act): AuditEntry {
  const { actor, reason, requestId } = currentActor();
  const { operation, error } = act;
  return {
    v: 1,
    at: (act.at ?? new Date()).toISOString(),
    action: act.action,
    actor: act.actor ?? actor,
    reason: cut(act.reason ?? reason),
    correlation_id: act.correlationId ?? operation?.id ?? requestId ?? null,
    request_id: requestId ?? null,
    operation: operation ? { ...operation, parameters: bounded(operation.parameters) ?? {} } : null,
    user: act.user ?? null,
    kyc: bounded(act.kyc),
    compliance: bounded(act.compliance),
    changes: bounded(act.changes),
    error: error ? { condition: cut(error.condition) ?? '', resolution: cut(error.resolution) } : null,
    source: act.source ?? null,
  };
}

const cut = (text: string | undefined): string | null => text?.slice(0, MOST_TEXT) ?? null;

/** What is too long for an entry is named by its hash: the event that it is of has it all. */
function bounded(facts: Facts | undefined): Facts | null {
  if (facts === undefined) return null;
  const text = JSON.stringify(facts);
  const bytes = Buffer.byteLength(text);
  return bytes <= MOST_FACTS_BYTES ? facts : { sha256: createHash('sha256').update(text).digest('hex'), bytes };
}

const rowOf = (entry: AuditEntry) => ({
  entry: Buffer.from(encodeEntry(entry)),
  at: new Date(entry.at),
  action: entry.action,
  actor: entry.actor,
  operation: entry.operation?.id ?? null,
  correlation_id: entry.correlation_id,
  person: entry.user,
  source: entry.source,
});
