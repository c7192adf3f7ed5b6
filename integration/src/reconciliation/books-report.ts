import { parseOutpoint } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { COUNTED_STATES } from '../operations/deposits/deposit.ts';
import { fromHex, readPayment } from '../operations/payments/chain-records.ts';

/** An output that the reserve's books name, and that Bitcoin does not have for them. */
export interface MissingCoin {
  outpoint: string;
  amountSats: bigint;
  /** Whose deposit it was; undefined for the reserve's own change. */
  user: string | undefined;
  /** `unmined`: no block of the best chain has it. `stolen`: a transaction that the reserve did not authorize spends it. */
  why: 'unmined' | 'stolen';
  /** What spends it. */
  by: string | undefined;
}

/** The reserve's books beside the coins, as of the last block that the watcher has applied. */
export interface BooksReport {
  missing: readonly MissingCoin[];
  missingSats: bigint;
}

export interface Reserve {
  db: Kysely<Schema>;
  contracts: Pick<SystemContracts, 'reserve'>;
}

/** What deposits that the reserve counts and coins that were spent say, as of the last block that the watcher has applied. */
export async function compareBooks(reserve: Reserve): Promise<MissingCoin[]> {
  const [unmined, stolen] = await Promise.all([findUnmined(reserve), findStolen(reserve)]);
  return [...unmined, ...stolen];
}

export function reportOf(coins: readonly MissingCoin[]): BooksReport {
  const missing = [...new Map(coins.map((coin) => [coin.outpoint, coin])).values()];
  return { missing, missingSats: missing.reduce((sum, { amountSats }) => sum + amountSats, 0n) };
}

async function findUnmined({ db, contracts }: Reserve): Promise<MissingCoin[]> {
  const rows = await db
    .selectFrom('istsi.deposits as deposit')
    .select(['outpoint', 'amount_sats', 'user_address'])
    .where('height', 'is', null)
    .where('deposit.state', 'not in', ['written-off', 'too-small'])
    .where((where) =>
      where.or([
        where('deposit.state', 'in', COUNTED_STATES),
        where.exists(
          where.selectFrom('istsi.submissions as s').select('s.hash').whereRef('s.operation', '=', 'deposit.outpoint'),
        ),
      ]),
    )
    .execute();
  // A mint may have happened before its row says so, and a write-off likewise: what the books name, the books say.
  const counted = await Promise.all(rows.map(async ({ outpoint }) => await isCounted(contracts, outpoint)));
  return rows.filter((_, i) => counted[i]).map(unmined);
}

/** Of coins that were unknown a while ago, those that still are. */
export async function stillUnknown(
  { db, contracts }: Reserve,
  coins: readonly MissingCoin[],
): Promise<readonly MissingCoin[]> {
  if (coins.length === 0) return coins;
  const outpoints = coins.map(({ outpoint }) => outpoint);
  const rows = await db
    .selectFrom('istsi.bitcoin_credits')
    .select('outpoint')
    .where('outpoint', 'in', outpoints)
    .execute();
  const seen = new Set(rows.map(({ outpoint }) => outpoint));
  const counted = await Promise.all(outpoints.map(async (outpoint) => await isCounted(contracts, outpoint)));
  return coins.filter(({ outpoint }, i) => counted[i] && !seen.has(outpoint));
}

async function isCounted({ reserve }: Reserve['contracts'], outpoint: string): Promise<boolean> {
  const { txid, vout } = parseOutpoint(outpoint);
  const utxo = await reserve.tryRead('get_utxo', { tx_hash: fromHex(txid), vout });
  return utxo.ok && utxo.value.state === UtxoState.Unspent;
}

/**
 * What the contract's events put on its books and the watcher, which has read every block, has never seen: minted by a
 * database that is no more, or by custodians that were wrong. Asked of the contract once more, for what was not heard of.
 */
export async function findUnknown({ db, contracts }: Reserve): Promise<MissingCoin[]> {
  const { rows } = await sql<{ outpoint: string; amount_sats: bigint; user_address: string | null }>`
    select b.outpoint, b.amount_sats, d.user_address
    from (
      select c.txid || ':' || c.vout as outpoint, max(c.amount_sats) as amount_sats
      from istsi.reserve_changes c group by c.txid, c.vout
      having sum(case c.change when 'added' then 1 else -1 end) > 0
    ) b
    left join istsi.bitcoin_credits k on k.outpoint = b.outpoint
    left join istsi.deposits d on d.outpoint = b.outpoint
    where k.outpoint is null`.execute(db);
  const counted = await Promise.all(rows.map(async ({ outpoint }) => await isCounted(contracts, outpoint)));
  return rows.filter((_, i) => counted[i]).map(unmined);
}

const unmined = (row: { outpoint: string; amount_sats: bigint; user_address: string | null }): MissingCoin => ({
  ...{ outpoint: row.outpoint, amountSats: row.amount_sats, user: row.user_address ?? undefined },
  ...{ why: 'unmined', by: undefined },
});

async function findStolen({ db, contracts }: Reserve): Promise<MissingCoin[]> {
  const taken = await findTaken(db);
  const authorized = await Promise.all(
    // What this database has not heard of yet may be authorized all the same.
    taken.map(async ({ spent_by }) => (await readPayment(contracts, spent_by ?? '')) !== undefined),
  );
  return taken
    .filter((_, i) => !authorized[i])
    .map(({ outpoint, amount_sats, user_address, spent_by }) => ({
      ...{ outpoint, amountSats: amount_sats, user: user_address ?? undefined },
      ...{ why: 'stolen' as const, by: spent_by ?? undefined },
    }));
}

/** The reserve's coins that a transaction spends which is none of its payments, as far as this database knows. */
async function findTaken(db: Kysely<Schema>) {
  return await db
    .selectFrom('istsi.bitcoin_credits as credit')
    .leftJoin('istsi.payments as payment', 'payment.txid', 'credit.spent_by')
    .leftJoin('istsi.deposits as deposit', 'deposit.outpoint', 'credit.outpoint')
    .select(['credit.outpoint', 'credit.amount_sats', 'credit.spent_by', 'deposit.user_address'])
    .where('credit.spent_by', 'is not', null)
    .where('payment.txid', 'is', null)
    .where((where) => where.or([where('deposit.state', 'is', null), where('deposit.state', 'in', COUNTED_STATES)]))
    .execute();
}

/** One line for people: how much is missing, and of what. */
export function describeMissing({ missing, missingSats }: BooksReport): string {
  const [first, ...more] = missing;
  if (!first) return 'the books name no coin that Bitcoin does not have';
  const what =
    first.why === 'unmined'
      ? `${first.outpoint} was counted and is in no block any more`
      : `${first.outpoint} was spent by ${first.by}, which the reserve did not authorize`;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `the books name ${missingSats} sats that Bitcoin does not have: ${what}${others}`;
}
