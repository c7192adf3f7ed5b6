import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { describeMissing } from '../reconciliation/books-report.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, inWords, ok, warning } from './part-health.ts';
import { type Sample, sample } from './samples.ts';

const WHOLE_BPS = 10_000n;
const HALF_DAY_SECONDS = 43_200;
/** Below one bitcoin, any deposit changes the supply by a lot and means nothing. */
const LEAST_BASE_SATS = 100_000_000n;

/** The reserve's books against the coins, what is issued against both, and how that changed. */
export async function lookAtMoney({ database, contracts, books, now }: MonitorWorld): Promise<Found> {
  const [{ report, shortSats }, { total_btc, total_istsi }, users, proofAge, before] = await Promise.all([
    books.holds(),
    contracts.reserve.read('get_reserve_status'),
    countUsers(database.db),
    proofAgeSeconds(database.db, now()),
    supplyBefore(database.db, now()),
  ]);
  const missing = (why: 'unmined' | 'stolen'): bigint =>
    report.missing.reduce((sum, coin) => (coin.why === why ? sum + coin.amountSats : sum), 0n);
  const there = total_btc > report.missingSats ? total_btc - report.missingSats : 0n;
  const samples: Sample[] = [
    sample('istsi_reserves_satoshis', total_btc),
    sample('istsi_supply_satoshis', total_istsi),
    sample('istsi_missing_satoshis', missing('unmined'), { why: 'unmined' }),
    sample('istsi_missing_satoshis', missing('stolen'), { why: 'stolen' }),
    sample('istsi_short_satoshis', shortSats),
    ...(total_istsi === 0n ? [] : [sample('istsi_reserve_ratio_basis_points', (there * WHOLE_BPS) / total_istsi)]),
    ...(before === undefined ? [] : [sample('istsi_supply_change_basis_points', changeBps(before, total_istsi))]),
    sample('istsi_users', users.all),
    sample('istsi_users_new', users.fresh),
    ...(proofAge === undefined ? [] : [sample('istsi_proof_age_seconds', proofAge)]),
  ];
  const short = shortSats === 0n ? [] : [`${shortSats} sats are issued that no coin stands for`];
  const wrong = [...(report.missing.length === 0 ? [] : [describeMissing(report)]), ...short].join('; ');
  const books_ =
    wrong === ''
      ? ok('books', `${there} sats are there for ${total_istsi} iSTSi`)
      : failing('books', `${wrong}; \`istsi reserves loss\` says how it is made good`);
  const proof =
    proofAge === undefined
      ? warning('proofs', 'no proof of reserves was made yet')
      : ok('proofs', `the last proof of reserves is ${inWords(proofAge)} old`);
  return { samples, parts: [books_, proof] };
}

/** Either way, of what it was. */
export function changeBps(before: bigint, after: bigint): bigint {
  const change = after > before ? after - before : before - after;
  return (change * WHOLE_BPS) / before;
}

async function countUsers(db: Kysely<Schema>): Promise<{ all: number; fresh: number }> {
  const row = await db
    .selectFrom('istsi.owners')
    .select((columns) => columns.fn.countAll<bigint>().as('every'))
    .select(sql<bigint>`count(*) filter (where created_at > now() - interval '1 day')`.as('fresh'))
    .executeTakeFirstOrThrow();
  return { all: Number(row.every), fresh: Number(row.fresh) };
}

async function proofAgeSeconds(db: Kysely<Schema>, now: Date): Promise<number | undefined> {
  const row = await db
    .selectFrom('istsi.reserve_proofs')
    .select('created_at')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && Math.max(0, Math.floor((now.getTime() - row.created_at.getTime()) / 1_000));
}

/** What was issued half a day ago, as the history has it; undefined while that does not go back so far. */
async function supplyBefore(db: Kysely<Schema>, now: Date): Promise<bigint | undefined> {
  const row = await db
    .selectFrom('istsi.metric_history')
    .select('last')
    .where('series', '=', 'istsi_supply_satoshis')
    .where('at', '<=', new Date(now.getTime() - HALF_DAY_SECONDS * 1_000))
    .where('at', '>', new Date(now.getTime() - 2 * HALF_DAY_SECONDS * 1_000))
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const before = row && BigInt(row.last);
  return before !== undefined && before >= LEAST_BASE_SATS ? before : undefined;
}
