import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { sample } from './samples.ts';

/** One that nobody presented for so long is missed by nobody. */
const USED_WITHIN = '14 days';
/** One that was made for less ends as it was meant to. */
const MADE_FOR = '28 days';

/** When the first of the API's keys ends whose program still uses it. */
export async function lookAtKeys({ database, now }: Pick<MonitorWorld, 'database' | 'now'>): Promise<Found> {
  const seconds = await secondsLeft(database.db, now());
  return { samples: seconds === undefined ? [] : [sample('istsi_api_key_seconds', seconds)], parts: [] };
}

/** Undefined where no key is in use. */
async function secondsLeft(db: Kysely<Schema>, at: Date): Promise<number | undefined> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(expires_at) as first from istsi.api_keys
    where revoked_at is null and expires_at > ${at} and last_used_at > ${at}::timestamptz - ${USED_WITHIN}::interval
      and expires_at - created_at > ${MADE_FOR}::interval`.execute(db);
  const first = rows[0]?.first;
  return first ? Math.floor((first.getTime() - at.getTime()) / 1_000) : undefined;
}
