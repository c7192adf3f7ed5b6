import { sql } from 'kysely';
import { RELAY } from '../nats/relay-events.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { inWords, ok, type PartHealth, warning } from './part-health.ts';
import { sample } from './samples.ts';

/** How the relay to NATS stands, by the database: whichever instance it runs in. */
export interface RelayStanding {
  /** Events that are there and not relayed. */
  lag: bigint;
  paused: boolean;
  /** Since it came further. */
  idleSeconds: number;
}

const MOST_LAG = 1_000n;
/** It looks four times a second. */
const MOST_IDLE_SECONDS = 60;

/** Whether events reach NATS, where they are relayed there. */
export async function lookAtNats({ database: { db }, nats }: MonitorWorld): Promise<Found> {
  if (!nats) return { samples: [], parts: [] };
  const { rows } = await sql<{ lag: bigint; paused: boolean; idle: number }>`
    select coalesce((select max(seq) from istsi.bus_events), 0) - position as lag, paused,
      extract(epoch from now() - updated_at)::float8 as idle
    from istsi.bus_consumers where name = ${RELAY}`.execute(db);
  const [row] = rows;
  const standing = row && { lag: row.lag, paused: row.paused, idleSeconds: row.idle };
  return {
    samples: standing ? [sample('istsi_nats_lag', standing.lag)] : [],
    parts: [judgeNats(standing, nats.problem())],
  };
}

/** Pure. `problem`: why this instance does not relay. */
export function judgeNats(standing: RelayStanding | undefined, problem: string | undefined): PartHealth {
  const waiting = standing && standing.lag > 0n ? `, and ${standing.lag} events wait` : '';
  if (problem !== undefined) return warning('nats', `${problem}${waiting}`);
  if (!standing) return warning('nats', 'no event was relayed yet');
  const { lag, paused, idleSeconds } = standing;
  if (paused) return warning('nats', `the relay is paused${waiting}: POST /v1/events/consumers/${RELAY}/resume`);
  if (lag > 0n && idleSeconds > MOST_IDLE_SECONDS)
    return warning('nats', `nothing was relayed for ${inWords(idleSeconds)}${waiting}`);
  if (lag > MOST_LAG) return warning('nats', `the relay is ${lag} events behind`);
  return ok('nats', lag === 0n ? 'every event is relayed' : `${lag} are being relayed`);
}
