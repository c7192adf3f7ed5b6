import {
  WithdrawalState as ReserveState,
  type Withdrawal as ReserveWithdrawal,
} from '@istsi/contracts/clients/reserve-manager';
import { refusalOfContracts } from '../refusal.ts';
import type { Withdrawal } from '../withdrawals/withdrawal.ts';
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

export interface Sharing {
  /** Brings those who wait to the rate; `isLast`: nobody waits behind them. */
  look(world: WithdrawalWorld, waiting: readonly Withdrawal[], isLast: boolean): Promise<void>;
}

/**
 * Also who cannot be planned, as for a fee that is too high, is at the rate that holds for all. The chain is asked about everybody
 * while that is not the full one, and until all of them were found to be at it again.
 */
export function createSharing(): Sharing {
  let isFull = false;
  let isFullSoFar = true;
  return {
    async look(world, waiting, isLast) {
      const rate = BigInt(await world.contracts.reserve.read('get_redemption_rate'));
      if (rate === FULL_RATE && isFull) return;
      const ids = await unsharedOf(world, waiting, rate);
      if (ids.length > 0) await shareLosses(world, ids);
      isFullSoFar &&= rate === FULL_RATE && ids.length === 0;
      isFull = isLast && isFullSoFar;
      if (isLast) isFullSoFar = true;
    },
  };
}

async function unsharedOf(
  { contracts }: WithdrawalWorld,
  waiting: readonly Withdrawal[],
  rate: bigint,
): Promise<string[]> {
  const isUnsharedNow = await Promise.all(
    waiting.map(async ({ id }) =>
      isUnshared(await contracts.reserve.read('get_withdrawal', { withdrawal_id: fromHex(id) }), rate),
    ),
  );
  return waiting.filter((_, i) => isUnsharedNow[i]).map(({ id }) => id);
}
