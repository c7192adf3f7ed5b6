import type { DepositView, ReturnView, TimelineEntry } from '../services/services.ts';
import type { WithdrawalView } from '../services/withdrawal-views.ts';

/** As SEP-6 and SEP-24 name them. */
export type TransferStatus =
  | 'incomplete'
  | 'pending_customer_info_update'
  | 'pending_user_transfer_start'
  | 'pending_external'
  | 'pending_anchor'
  | 'pending_stellar'
  | 'pending_user'
  | 'on_hold'
  | 'completed'
  | 'refunded'
  | 'too_small'
  | 'error';

export interface Progress {
  status: TransferStatus;
  message: string | undefined;
}

export interface Refund {
  amountSats: bigint;
  feeSats: bigint;
  id: string;
  idType: 'stellar' | 'external';
}

const say = (status: TransferStatus, message?: string): Progress => ({ status, message });

/** How far a payment is, in the standards' words. */
export function depositProgress(
  deposit: Pick<DepositView, 'state' | 'refusal' | 'confirmations' | 'confirmationsRequired'>,
): Progress {
  const { state, refusal, confirmations, confirmationsRequired } = deposit;
  switch (state) {
    case 'seen':
    case 'confirming':
      return say('pending_external', `${confirmations} of ${confirmationsRequired ?? 'some'} confirmations.`);
    case 'orphaned':
      return say('pending_external', 'A reorganization took the payment out of the chain; it may come back.');
    case 'attesting':
      return say('pending_anchor', 'Custodians attest the payment.');
    case 'submitted':
      return say('pending_stellar');
    case 'minted':
      return say('completed');
    case 'refused':
      return say('on_hold', refusal?.message);
    case 'too-small':
      return say('too_small', 'The payment is below the least deposit and is not credited.');
    case 'registering':
      return say('pending_anchor', 'The payment is being put on the books to be paid back.');
    case 'returnable':
      return say('pending_user', 'The payment cannot become tokens. Name the Bitcoin address that it is paid back to.');
    case 'returning':
      return say('pending_anchor', 'The payment is being paid back.');
    case 'returned':
      return say('refunded', 'The payment was paid back.');
    case 'written-off':
      return say('error', 'Bitcoin took the payment back for good after it was credited.');
  }
}

/** How far what was burned is. */
export function withdrawalProgress({ state, refusal }: Pick<WithdrawalView, 'state' | 'refusal'>): Progress {
  switch (state) {
    case 'pending':
    case 'batched':
    case 'authorizing':
    case 'authorized':
    case 'signing':
      return say('pending_anchor', refusal?.message);
    case 'broadcast':
    case 'confirming':
      return say('pending_external', 'The Bitcoin transaction is on its way.');
    case 'completed':
    case 'settled':
      return say('completed');
    case 'refunding':
      return say('pending_stellar', 'It could not be paid in time: the tokens are being given back.');
    case 'refunded':
      return say('refunded', 'It could not be paid in time: the tokens were given back.');
  }
}

/** When it came to where it is, which is its end: what is only put away afterwards does not move that. */
export function endedAt(
  timeline: readonly Pick<TimelineEntry, 'state' | 'at'>[],
  status: TransferStatus,
): Date | undefined {
  return timeline.find(({ state }) => ends[state] === status)?.at;
}

const ends: Readonly<Partial<Record<string, TransferStatus>>> = {
  ...{ minted: 'completed', returned: 'refunded', 'too-small': 'too_small', 'written-off': 'error' },
  ...{ completed: 'completed', settled: 'completed', refunded: 'refunded' },
};

/** A deposit that was paid back, once it was. */
export function depositRefund({
  state,
  amountSats,
  payback,
}: Pick<DepositView, 'state' | 'amountSats'> & { payback: Pick<ReturnView, 'txid' | 'feeSats'> | null }):
  | Refund
  | undefined {
  if (state !== 'returned' || !payback?.txid) return undefined;
  return { amountSats, feeSats: payback.feeSats ?? 0n, id: payback.txid, idType: 'external' };
}

export function withdrawalRefund({
  state,
  amountSats,
  stellarTx,
}: Pick<WithdrawalView, 'state' | 'amountSats' | 'stellarTx'>): Refund | undefined {
  if (state !== 'refunded' || !stellarTx) return undefined;
  return { amountSats, feeSats: 0n, id: stellarTx, idType: 'stellar' };
}
