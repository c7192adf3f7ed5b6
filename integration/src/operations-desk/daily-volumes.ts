import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** What came in and went out on one day, UTC. */
export interface DailyVolume {
  /** `2026-01-31` */
  day: string;
  deposits: number;
  depositedSats: bigint;
  withdrawals: number;
  withdrawnSats: bigint;
}

/** So often at the most is the database asked, however many look. */
const KEPT_MS = 10_000;

/** Every day of the last so many, the days without anything among them; oldest first. */
export function createDailyVolumes(db: Kysely<Schema>, now: () => number = Date.now) {
  const kept = new Map<number, { until: number; volumes: Promise<DailyVolume[]> }>();
  return async (days: number): Promise<DailyVolume[]> => {
    const known = kept.get(days);
    if (known && known.until > now()) return await known.volumes;
    const volumes = readDailyVolumes(db, days);
    kept.set(days, { until: now() + KEPT_MS, volumes });
    volumes.catch(() => kept.delete(days));
    return await volumes;
  };
}

async function readDailyVolumes(db: Kysely<Schema>, days: number): Promise<DailyVolume[]> {
  const { rows } = await sql<{
    day: string;
    deposits: bigint;
    deposited: bigint;
    withdrawals: bigint;
    withdrawn: bigint;
  }>`
    with days as (
      select generate_series(date_trunc('day', now() at time zone 'utc') - make_interval(days => ${days - 1}::int),
        date_trunc('day', now() at time zone 'utc'), interval '1 day') as day
    ), came as (
      select date_trunc('day', created_at at time zone 'utc') as day, count(*) as number, sum(amount_sats) as sats
      from istsi.deposits where created_at >= (select min(day) from days) at time zone 'utc' and state = 'minted' group by 1
    ), went as (
      select date_trunc('day', created_at at time zone 'utc') as day, count(*) as number, sum(amount_sats) as sats
      from istsi.withdrawals where created_at >= (select min(day) from days) at time zone 'utc' and state <> 'refunded' group by 1
    )
    select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(came.number, 0)::int8 as deposits,
      coalesce(came.sats, 0)::int8 as deposited, coalesce(went.number, 0)::int8 as withdrawals,
      coalesce(went.sats, 0)::int8 as withdrawn
    from days left join came using (day) left join went using (day) order by days.day`.execute(db);
  return rows.map(({ day, deposits, deposited, withdrawals, withdrawn }) => ({
    ...{ day, deposits: Number(deposits), depositedSats: deposited },
    ...{ withdrawals: Number(withdrawals), withdrawnSats: withdrawn },
  }));
}
