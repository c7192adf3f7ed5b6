import type { Manifest } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadFollowed, readEvent } from './followed-contracts.ts';
import { meaningOf } from './stellar-rows.ts';

/** An event that no reader is told of, and why. */
export interface KeptBack {
  id: string;
  reason: string;
}

export async function listKeptBack(db: Kysely<Schema>, limit = 100): Promise<KeptBack[]> {
  const rows = await db
    .selectFrom('istsi.bus_events')
    .select(['id', 'reason'])
    .where('reason', 'is not', null)
    .orderBy('arrived')
    .limit(limit)
    .execute();
  return rows.map(({ id, reason }) => ({ id, reason: reason ?? '' }));
}

/**
 * Reads once more what nobody could read, by what the contracts and this build say now. What can be read is told behind
 * everything that was told meanwhile. Answers how many.
 */
export async function rereadKeptBack(db: Kysely<Schema>, network: Network, manifest: Manifest): Promise<number> {
  const contracts = await loadFollowed(db, network, manifest);
  const rows = await db
    .selectFrom('istsi.bus_events')
    .select(['id', 'contract_id', 'tx', 'raw'])
    .where('raw', 'is not', null)
    .orderBy('position')
    .execute();
  let read = 0;
  for (const { id, contract_id, tx, raw } of rows) {
    const contract = contracts.get(contract_id ?? '');
    if (!contract || !raw) continue;
    const body = Buffer.concat([...raw.topic, raw.value].map((each) => Buffer.from(each, 'base64')));
    const parsed = readEvent(contract, { topics: raw.topic.length, body });
    if (!parsed) continue;
    const meaning = meaningOf(contract.name, parsed);
    const subject = meaning.subject ?? (await subjectOfTransaction(db, tx));
    await db
      .updateTable('istsi.bus_events')
      .set({ ...meaning, subject })
      .where('id', '=', id)
      .where('raw', 'is not', null)
      .execute();
    read++;
  }
  return read;
}

/** What names no operation itself belongs to the only one that its transaction names. */
async function subjectOfTransaction(db: Kysely<Schema>, tx: string | null): Promise<string | null> {
  const rows = await db.selectFrom('istsi.bus_events').select('subject').distinct().where('tx', '=', tx).execute();
  const subjects = rows.flatMap(({ subject }) => subject ?? []);
  return subjects.length === 1 ? (subjects[0] ?? null) : null;
}
