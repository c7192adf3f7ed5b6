import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { PairAsset } from './classic-pair.ts';
import { formatUnits } from './decimal.ts';
import { QuoteError } from './errors.ts';
import type { FirmQuote } from './quote-tables.ts';

/** Nobody holds more of a reserve than this, and all who are not registered are one: accounts cost nothing. */
const MOST_SHARE = 5n;
/** Open ones of a registered account, and of all others together: each is a row, however little it promises. */
const MOST_OPEN = { known: 10, strangers: 1_000 };
/** Of all that are not registered, by a memo or at all. */
export const STRANGERS = 'strangers';
const KEPT_MS = 90 * 86_400_000;
const LOCK = 'istsi quotes';

export interface NewQuote {
  subject: string;
  holder: string;
  context: string;
  buying: PairAsset;
  buyUnits: bigint;
  quote: FirmQuote;
  expiresAt: Date;
  now: Date;
}

/** Refused where the reserve does not hold it beside what is promised already; of two at the same time, too. */
export async function reserveQuote(db: Kysely<Schema>, wanted: NewQuote): Promise<void> {
  const { subject, holder, context, buying, buyUnits, quote, expiresAt, now } = wanted;
  await db.transaction().execute(async (within) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(within);
    await within
      .deleteFrom('istsi.quotes')
      .where('expires_at', '<', new Date(now.getTime() - KEPT_MS))
      .execute();
    await requireFew(within, holder, now);
    const { all, own } = await promised(within, buying.id, holder, now);
    const left = least(buying.reserve - all, buying.reserve / MOST_SHARE - own);
    if (buyUnits > left) {
      const shown = formatUnits(left > 0n ? left : 0n, buying.decimals);
      throw new QuoteError('quotes/reserve-short', { asset: buying.id, left: shown });
    }
    await within
      .insertInto('istsi.quotes')
      .values({
        ...{ id: quote.id, subject, holder, context, buy_asset: buying.id, buy_units: String(buyUnits) },
        ...{ quote: JSON.stringify(quote), expires_at: expiresAt, created_at: now },
      })
      .execute();
  });
}

async function requireFew(db: Kysely<Schema>, holder: string, now: Date): Promise<void> {
  const { open } = await db
    .selectFrom('istsi.quotes')
    .select((columns) => columns.fn.countAll<bigint>().as('open'))
    .where('holder', '=', holder)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  const most = holder === STRANGERS ? MOST_OPEN.strangers : MOST_OPEN.known;
  if (open >= most) throw new QuoteError('quotes/too-many', { most });
}

async function promised(
  db: Kysely<Schema>,
  asset: string,
  holder: string,
  now: Date,
): Promise<{ all: bigint; own: bigint }> {
  const { rows } = await sql<{ all: string; own: string }>`
    select coalesce(sum(buy_units), 0)::text as all,
      coalesce(sum(buy_units) filter (where holder = ${holder}), 0)::text as own
    from istsi.quotes where buy_asset = ${asset} and expires_at > ${now}`.execute(db);
  return { all: BigInt(rows[0]?.all ?? 0), own: BigInt(rows[0]?.own ?? 0) };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Also one that is over. Of nobody else's anything is said. */
export async function findQuote(db: Kysely<Schema>, subject: string, id: string): Promise<FirmQuote | undefined> {
  const row = await db
    .selectFrom('istsi.quotes')
    .select('quote')
    .where('id', '=', id)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row?.quote;
}
