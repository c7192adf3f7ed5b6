import type { SystemContracts } from '@istsi/contracts';

const FULL_RATIO_BPS = 10_000n;

/** What the reserve may spend on its own account: what it holds beyond what supply needs, and never over its cap. */
export async function readSpendable({ reserve }: Pick<SystemContracts, 'reserve'>): Promise<bigint> {
  const [status, policy] = await Promise.all([reserve.read('get_reserve_status'), reserve.read('get_policy')]);
  const needed = (status.total_istsi * BigInt(policy.min_ratio_bps) + FULL_RATIO_BPS - 1n) / FULL_RATIO_BPS;
  const surplus = status.total_btc - needed;
  if (surplus <= 0n) return 0n;
  return surplus < policy.fee_cap ? surplus : policy.fee_cap;
}
