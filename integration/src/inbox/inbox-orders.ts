import { randomBytes } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { networkNow } from '../operations/withdrawals/withdrawal-world.ts';
import { findUser } from '../services/identities.ts';
import { quoteWithdrawal } from '../services/quote-withdrawal.ts';
import { overLimits } from './identity-limits.ts';
import type { InboxWorld } from './inbox-world.ts';
import type { InboxOrder } from './judge-receipt.ts';

/** What a wallet has to send, and where to. */
export interface InboxInstructions {
  /** A muxed address (M…): with its id the inbox knows what for. */
  address: string;
  amountSats: bigint;
  /** Ledger time until which it has to arrive. */
  until: Date;
}

/** What a transfer is to withdraw. */
export interface InboxWish {
  transferId: string;
  account: string;
  amountSats: bigint;
  address: string;
}

/** Any of 2⁶⁴ but 0, which some software takes for no id at all. */
const newId = (): string => {
  const id = randomBytes(8).readBigUInt64BE();
  return String(id === 0n ? 1n : id);
};

/** SEP-23. `id`: 64 bits, as a decimal number. */
export function muxedAddress(account: string, id: string): string {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(id));
  return StrKey.encodeMed25519PublicKey(Buffer.concat([StrKey.decodeEd25519PublicKey(account), bits]));
}

export const instructionsOf = (
  account: string,
  { muxed_id, amount_sats, expires_at }: Pick<InboxOrder, 'muxed_id' | 'amount_sats' | 'expires_at'>,
): InboxInstructions => ({
  ...{ address: muxedAddress(account, muxed_id), amountSats: amount_sats, until: expires_at },
});

/**
 * Has the inbox expect what a transfer withdraws. Undefined where it would not be taken, and the wallet has to sign the withdrawal
 * itself: what the registry, the reserve or the limits refuse, more than the account has beside what is expected of it already, and
 * more than may be in the inbox at a time.
 */
export async function expectPayment(world: InboxWorld, wish: InboxWish): Promise<InboxInstructions | undefined> {
  const { db, settings, contracts } = world;
  const { transferId, account, amountSats, address } = wish;
  const [now, quote, user, inbox] = await Promise.all([
    networkNow(world),
    quoteWithdrawal(world.desk, { user: account, amountSats, address }),
    findUser(contracts, account),
    findUser(contracts, world.address),
  ]);
  if (!quote || quote.refusal || user?.status !== 'active' || inbox?.status !== 'active') return undefined;
  if (await overLimits(world, user, amountSats)) return undefined;
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('orders of the inbox', 0))`.execute(trx);
    // It is asked again, of another amount perhaps: what was said before counts no longer.
    await trx
      .deleteFrom('istsi.inbox_orders')
      .where('transfer_id', '=', transferId)
      .where('taken_by', 'is', null)
      .execute();
    const { all, own } = await expected(trx, account, now);
    if (own + amountSats > user.balanceSats || all + amountSats > settings.mostHeldSats) return undefined;
    const order = await trx
      .insertInto('istsi.inbox_orders')
      .values({
        ...{ muxed_id: newId(), transfer_id: transferId, account, identity: user.identity, amount_sats: amountSats },
        ...{ bitcoin_address: address, max_fee_sats: quote.suggestedMaxFeeSats },
        expires_at: new Date(now.getTime() + settings.validForMs),
      })
      // Of one whose tokens are here nothing more is expected.
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return order && instructionsOf(world.address, order);
  });
}

/** What is expected or in the inbox now, of everybody and of the account. */
async function expected(trx: Transaction<Schema>, account: string, now: Date): Promise<{ all: bigint; own: bigint }> {
  const { rows } = await sql<{ all: bigint; own: bigint }>`
    select coalesce(sum(sats), 0)::int8 as all, coalesce(sum(sats) filter (where account = ${account}), 0)::int8 as own from (
      select amount_sats as sats, account from istsi.inbox_orders
        where taken_by is null and expires_at > ${now}::timestamptz
      union all select amount_sats, null from istsi.inbox_receipts
        where amount_sats is not null and state in ('received', 'withdrawing', 'returning', 'kept')
    ) as held`.execute(trx);
  return rows[0] ?? { all: 0n, own: 0n };
}

export async function findOrder(db: Kysely<Schema>, muxedId: string | undefined): Promise<InboxOrder | undefined> {
  if (muxedId === undefined) return undefined;
  return await db.selectFrom('istsi.inbox_orders').selectAll().where('muxed_id', '=', muxedId).executeTakeFirst();
}

export async function orderOf(db: Kysely<Schema>, transferId: string): Promise<InboxOrder | undefined> {
  return await db.selectFrom('istsi.inbox_orders').selectAll().where('transfer_id', '=', transferId).executeTakeFirst();
}

/** Whether the transfer is a withdrawal already, one that the chain knows. */
export async function isWithdrawn(db: Kysely<Schema>, transferId: string): Promise<boolean> {
  const row = await db
    .selectFrom('istsi.transfers as t')
    .innerJoin('istsi.withdrawals as w', 'w.id', 't.withdrawal_id')
    .select('w.id')
    .where('t.id', '=', transferId)
    .executeTakeFirst();
  return row !== undefined;
}
