import { parseOutpoint, type Refusal } from '../deposits/deposit.ts';
import { depositsReturned } from '../deposits/follow-return.ts';
import { readReturn } from '../deposits/return-reason.ts';
import type { Withdrawal } from '../withdrawals/withdrawal.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { COIN_LOST, HELD_BY_OFFICER, NOT_APPROVED, TOO_YOUNG } from './payout-watch.ts';

/** Of the contract: officers have a day to hold what is owed back. */
const HOLDING_MS = 86_400_000;

/** Why a deposit would not be paid back now, and until when; undefined when it would. */
export async function findReturnWait(
  { contracts, database }: Pick<WithdrawalWorld, 'contracts' | 'database'>,
  { id }: Withdrawal,
  now: Date,
): Promise<Refusal | undefined> {
  const outpoint = (await depositsReturned(database.db, [id])).get(id);
  if (outpoint === undefined) {
    return { code: TOO_YOUNG, message: 'the deposit that it pays back is in no block that was searched yet' };
  }
  const { txid, vout } = parseOutpoint(outpoint);
  const deposit = await readReturn(contracts, { txid, vout });
  if (!deposit) throw new Error(`withdrawal ${id} pays ${outpoint} back, and the reserve does not owe that`);
  if (deposit.lost) {
    const message = `${outpoint} was written off: nothing is paid back for it while it is gone`;
    return { code: COIN_LOST, message };
  }
  if (deposit.held) return { code: HELD_BY_OFFICER, message: 'a compliance officer holds it, until it is released' };
  if (!deposit.approved) {
    const message = 'nobody is registered with the address that was paid: a second officer has to agree, after a week';
    return { code: NOT_APPROVED, message };
  }
  const from = new Date(Number(deposit.registered_at) * 1000 + HOLDING_MS);
  if (from <= now) return undefined;
  return { code: TOO_YOUNG, message: `officers have a day to hold it: it is paid from ${from.toISOString()} on` };
}
