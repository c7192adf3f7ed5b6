import { OperationType } from '@istsi/contracts/clients/kyc-registry';
import { sql } from 'kysely';
import type { User } from '../services/services.ts';
import type { InboxWorld } from './inbox-world.ts';

const DAY_MS = 24 * 3_600_000;
const MONTH_MS = 30 * DAY_MS;

/**
 * Whether a withdrawal through the inbox would take its owner over their limits. On chain it is the inbox's own: what its owner
 * withdrew so, and what the account withdrew itself, is added up here. (The transfer to the inbox counts on chain, on both sides.)
 */
export async function overLimits(
  { db, contracts, now }: Pick<InboxWorld, 'db' | 'contracts' | 'now'>,
  { address, identity, tier }: User,
  amountSats: bigint,
): Promise<boolean> {
  const limits = await contracts.kyc.read('get_limits', { tier, operation: OperationType.TokenWithdrawal });
  const since = (ms: number): Date => new Date(now().getTime() - ms);
  const { rows } = await sql<{ day: bigint; month: bigint }>`
    select coalesce(sum(sats) filter (where at > ${since(DAY_MS)}::timestamptz), 0)::int8 as day,
      coalesce(sum(sats), 0)::int8 as month from (
        select amount_sats as sats, created_at as at from istsi.withdrawals
          where user_address = ${address} and state <> 'refunded' and created_at > ${since(MONTH_MS)}::timestamptz
        union all select o.amount_sats, o.taken_at from istsi.inbox_orders o join istsi.inbox_receipts r on r.id = o.taken_by
          where o.identity = ${identity} and o.taken_at > ${since(MONTH_MS)}::timestamptz and r.state not in ('returning', 'returned')
      ) as went`.execute(db);
  const { day, month } = rows[0]!;
  return amountSats > limits.per_operation || day + amountSats > limits.daily || month + amountSats > limits.monthly;
}
