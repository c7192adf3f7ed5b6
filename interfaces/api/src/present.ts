import type {
  ArchivedPlace,
  AwaitedRegistration,
  DepositView,
  History,
  PendingPayment,
  ReturnView,
  Services,
  User,
} from '@istsi/integration';
import type { z } from 'zod';
import type {
  Archived,
  AwaitedRegistration as AwaitedShape,
  DepositReturn,
  Deposit as DepositShape,
  DepositWithTimeline,
  PendingPayment as PendingShape,
  TimelineEntry,
  User as UserShape,
} from './shapes.ts';

export function presentUser(user: User): z.output<typeof UserShape> {
  return {
    address: user.address,
    tier: user.tier,
    status: user.status,
    deposit_index: user.depositIndex,
    balance_sats: String(user.balanceSats),
  };
}

export const presentAwaited = (awaited: AwaitedRegistration): z.output<typeof AwaitedShape> => ({
  ...{ address: awaited.address, tier: awaited.tier, country: awaited.country, by: awaited.by, raises: awaited.raises },
  ...{ customer: awaited.customer ?? null, expires_at: awaited.expiresAt.toISOString(), at: awaited.at.toISOString() },
});

function presentReturn(payback: ReturnView): z.output<typeof DepositReturn> {
  const { id, held, address, maxFeeSats, feeSats, state, txid, refusal } = payback;
  return {
    ...{ withdrawal_id: id, held, bitcoin_address: address },
    max_fee_sats: maxFeeSats === null ? null : String(maxFeeSats),
    fee_sats: feeSats === null ? null : String(feeSats),
    ...{ state, bitcoin_transaction: txid, refusal },
  };
}

export function presentDeposit(deposit: DepositView): z.output<typeof DepositShape> {
  return {
    outpoint: `${deposit.txid}:${deposit.vout}`,
    user: deposit.user,
    amount_sats: String(deposit.amountSats),
    state: deposit.state,
    bitcoin_height: deposit.height,
    confirmations: deposit.confirmations,
    confirmations_required: deposit.confirmationsRequired,
    operation_id: deposit.operationId,
    stellar_transaction: deposit.stellarTx,
    refusal: deposit.refusal,
    return: deposit.payback && presentReturn(deposit.payback),
    created_at: deposit.createdAt.toISOString(),
    updated_at: deposit.updatedAt.toISOString(),
  };
}

export const presentPending = ({
  txid,
  vout,
  amountSats,
  seenAt,
  goneAt,
}: PendingPayment): z.output<typeof PendingShape> => ({
  outpoint: `${txid}:${vout}`,
  amount_sats: String(amountSats),
  state: goneAt === null ? 'waiting' : 'gone',
  seen_at: seenAt.toISOString(),
});

type FoundDeposit = NonNullable<Awaited<ReturnType<Services['deposit']>>>;

export function presentDepositWithTimeline(deposit: FoundDeposit): z.output<typeof DepositWithTimeline> {
  return { ...presentDeposit(deposit), ...presentHistory(deposit) };
}

export const presentHistory = ({ timeline, archived }: History) => ({
  timeline: presentTimeline(timeline),
  archived: presentArchived(archived),
});

export function presentArchived(place: ArchivedPlace | null): z.output<typeof Archived> {
  if (!place) return null;
  const { archive, file, line, sum: checksum, pruned, at } = place;
  return { archive, file, line, checksum, pruned, archived_at: at.toISOString() };
}

export function presentTimeline(timeline: FoundDeposit['timeline']): z.output<typeof TimelineEntry>[] {
  return timeline.map((entry) => ({ ...entry, at: entry.at.toISOString() }));
}
