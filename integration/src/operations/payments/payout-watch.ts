import type { PayoutWatch } from '@istsi/contracts/clients/reserve-manager';
import type { Refusal } from '../deposits/deposit.ts';
import type { Withdrawal } from '../withdrawals/withdrawal.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { fromHex } from './chain-records.ts';

export const HELD_BY_OFFICER = 'held-by-officer';
export const OBJECTED = 'objected';
export const TOO_YOUNG = 'too-young';
export const NOT_APPROVED = 'not-approved';
export const COIN_LOST = 'coin-lost';
const WATCH_CODES: readonly string[] = [HELD_BY_OFFICER, OBJECTED, TOO_YOUNG, NOT_APPROVED, COIN_LOST];

/** Whether what held a withdrawal up when it was last looked at was the contract's watch. */
export const isWatched = ({ refusal }: Withdrawal): boolean =>
  refusal !== undefined && WATCH_CODES.includes(refusal.code);

/** Why the contract would not have this withdrawal authorized now, and until when; undefined when it would. */
export async function findWatch(
  { contracts }: Pick<WithdrawalWorld, 'contracts'>,
  withdrawal: Withdrawal,
  now: Date,
): Promise<Refusal | undefined> {
  const watch = await contracts.reserve.read('get_watch', { withdrawal_id: fromHex(withdrawal.id) });
  return refusalOfWatch(watch, withdrawal, now);
}

export function refusalOfWatch(
  { held, not_before, objections }: PayoutWatch,
  { deadline }: Pick<Withdrawal, 'deadline'>,
  now: Date,
): Refusal | undefined {
  if (held) {
    const until = `until it is released, or given back at its deadline ${deadline.toISOString()}`;
    return { code: HELD_BY_OFFICER, message: `a compliance officer holds it ${until}` };
  }
  const from = new Date(Number(not_before) * 1000);
  if (from <= now) return undefined;
  const until = `it is paid from ${from.toISOString()} on`;
  if (objections.length > 0) {
    const who = objections.length === 1 ? 'a guardian objects' : `${objections.length} guardians object`;
    return { code: OBJECTED, message: `${who}: ${until}, unless more of them veto it` };
  }
  return { code: TOO_YOUNG, message: `a payout of this size is looked at for a while: ${until}` };
}
