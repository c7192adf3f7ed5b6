import {
  WithdrawalState as ReserveState,
  type Withdrawal as ReserveWithdrawal,
} from '@istsi/contracts/clients/reserve-manager';
import { refusalOfContracts } from '../refusal.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { fromHex } from './chain-records.ts';

const FULL_RATE = 10_000n;
/** The contract's, below which an output is no payment. */
const DUST_SATS = 546n;
/** Of one call: each withdrawal is read and written. */
const MOST_AT_ONCE = 8;

/** Whose share would be too small to be paid stays as it is, and is given back at its deadline. */
export function isUnshared({ state, burned, amount, max_fee }: ReserveWithdrawal, rateBps: bigint): boolean {
  if (state !== ReserveState.Pending || burned === 0n) return false;
  const share = (burned * rateBps) / FULL_RATE;
  return share !== amount && share >= max_fee + DUST_SATS;
}

/**
 * Brings pending withdrawals to the redemption rate that governance has set: while Bitcoin is missing everybody is paid the
 * same share, and once it is there again, all of it. The contract lets anybody do it, and authorizes no payment before.
 */
export async function shareLosses(world: WithdrawalWorld, ids: readonly string[]): Promise<void> {
  const { contracts, submitter, log } = world;
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
    const some = ids.slice(at, at + MOST_AT_ONCE);
    // Not kept before it is sent: what is not shared yet is found again, and shared twice is shared once.
    const outcome = await submitter.submit({
      invoke: contracts.reserve.invocation('share_loss', { withdrawal_ids: some.map(fromHex) }),
    });
    const about = { withdrawals: some.join(' ') };
    if (outcome.status === 'success') log('info', 'withdrawals are paid the share that holds for all', about);
    else if ('failure' in outcome)
      log('warn', 'the reserve does not share a loss', { ...about, ...refusalOfContracts(outcome.failure) });
  }
}
