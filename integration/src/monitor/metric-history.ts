import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Sample, seriesOf } from './samples.ts';

/** Spans of time, in seconds, and for how long each is kept. A series takes no more than about 3,000 rows of each. */
export const spans = [
  { seconds: 60, keptSeconds: 2 * 86_400 },
  { seconds: 900, keptSeconds: 30 * 86_400 },
  { seconds: 21_600, keptSeconds: 730 * 86_400 },
] as const;

/** More labels than that are a mistake of ours, and would fill the disk. */
const MOST_SERIES = 1_000;
export const MOST_POINTS = 3_000;

export interface HistoryPoint {
  at: Date;
  /** Decimal, with every digit. */
  last: string;
  least: string;
  most: string;
}

/** Puts what was observed into its span of each length: the last value, the least and the most. */
export async function storeHistory(db: Kysely<Schema>, at: Date, samples: readonly Sample[]): Promise<void> {
  const kept = samples.slice(0, MOST_SERIES);
  if (kept.length === 0) return;
  const series = kept.map(seriesOf);
  const values = kept.map(({ value }) => String(value));
  for (const { seconds } of spans) {
    await sql`insert into istsi.metric_history (series, span, at, last, least, most)
      select s, ${seconds}, ${startOf(at, seconds)}::timestamptz, v, v, v
      from unnest(${series}::text[], ${values}::numeric[]) as t (s, v)
      on conflict (series, span, at) do update set last = excluded.last,
        least = least(metric_history.least, excluded.least), most = greatest(metric_history.most, excluded.most)`.execute(
      db,
    );
  }
}

/** Takes away what is older than its span is kept. */
export async function forgetHistory(db: Kysely<Schema>, now: Date): Promise<void> {
  for (const { seconds, keptSeconds } of spans) {
    const before = new Date(now.getTime() - keptSeconds * 1_000);
    await db.deleteFrom('istsi.metric_history').where('span', '=', seconds).where('at', '<', before).execute();
  }
}

export interface HistoryQuery {
  /** Name and labels: `istsi_operations{kind="deposit",state="minted"}`. */
  series: string;
  from: Date;
  through: Date;
}

/** Oldest first, in the finest spans that reach back so far and are not too many. */
export async function readHistory(
  db: Kysely<Schema>,
  { series, from, through }: HistoryQuery,
  now: Date,
): Promise<{ spanSeconds: number; points: HistoryPoint[] }> {
  const spanSeconds = spanFor(from, through, now);
  const points = await db
    .selectFrom('istsi.metric_history')
    .select(['at', 'last', 'least', 'most'])
    .where('series', '=', series)
    .where('span', '=', spanSeconds)
    .where('at', '>=', startOf(from, spanSeconds))
    .where('at', '<=', through)
    .orderBy('at')
    .limit(MOST_POINTS)
    .execute();
  return { spanSeconds, points };
}

/** The finest that is kept since `from`, and of which the range has no more than can be answered. */
export function spanFor(from: Date, through: Date, now: Date): number {
  const age = (now.getTime() - from.getTime()) / 1_000;
  const range = (through.getTime() - from.getTime()) / 1_000;
  const fitting = spans.find(({ seconds, keptSeconds }) => age <= keptSeconds && range / seconds < MOST_POINTS);
  return (fitting ?? spans[2]).seconds;
}

/** Every series that there is, for whoever draws them. */
export async function listSeries(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db
    .selectFrom('istsi.metric_history')
    .select('series')
    .distinct()
    .where('span', '=', spans[2].seconds)
    .orderBy('series')
    .execute();
  return rows.map(({ series }) => series);
}

const startOf = (at: Date, seconds: number): Date =>
  new Date(Math.floor(at.getTime() / (seconds * 1_000)) * seconds * 1_000);
