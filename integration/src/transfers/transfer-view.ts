import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { InboxInstructions } from '../inbox/inbox-orders.ts';
import { parseOutpoint } from '../operations/deposits/deposit.ts';
import { showDeposit } from '../services/deposit-queries.ts';
import type { DepositView, TimelineEntry } from '../services/services.ts';
import { showWithdrawal } from '../services/withdrawal-queries.ts';
import type { WithdrawalView } from '../services/withdrawal-views.ts';
import { parseSubject } from '../web-auth/subject.ts';
import { sightOfInbox } from './inbox-view.ts';
import {
  depositProgress,
  depositRefund,
  endedAt,
  type Progress,
  type Refund,
  type TransferStatus,
  withdrawalProgress,
  withdrawalRefund,
} from './transfer-status.ts';
import type { Transfer } from './transfer-store.ts';
import type { Protocol, TransferKind } from './transfer-tables.ts';

/** One transaction as wallets know it: what was asked for, and what the chains say became of it. */
export interface TransferView {
  id: string;
  kind: TransferKind;
  protocol: Protocol | null;
  account: string;
  status: TransferStatus;
  message: string | undefined;
  /** What came in, and what went out or will: satoshis, and as many iSTSi. */
  amountInSats: bigint | null;
  amountOutSats: bigint | null;
  feeSats: bigint | null;
  /** Where bitcoin is paid to, by the customer or to them. */
  bitcoinAddress: string | null;
  outpoint: string | null;
  withdrawalId: string | null;
  stellarTx: string | null;
  bitcoinTx: string | null;
  refund: Refund | undefined;
  /** What can be sent to the inbox in place of a signed withdrawal, while that is waited for. */
  inbox: InboxInstructions | null;
  startedAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
}

export interface ViewWorld {
  db: Kysely<Schema>;
  /** Of the inbox, where there is one. */
  inboxAddress?: string | undefined;
  /** Undefined for one who is not registered. */
  depositAddress(account: string): Promise<{ address: string } | undefined>;
}

export async function viewTransfer(world: ViewWorld, transfer: Transfer): Promise<TransferView> {
  return transfer.kind === 'deposit' ? await viewDeposit(world, transfer) : await viewWithdrawal(world, transfer);
}

const accountOf = ({ subject }: Transfer): string => parseSubject(subject)?.account ?? subject;

function common(
  transfer: Transfer,
  { status, message }: Progress,
  { updatedAt, timeline }: { updatedAt: Date; timeline: readonly TimelineEntry[] } = unseen(transfer),
) {
  return {
    ...{ id: transfer.id, kind: transfer.kind, protocol: transfer.protocol, account: accountOf(transfer) },
    ...{ status, message, startedAt: transfer.created_at, updatedAt },
    completedAt: endedAt(timeline, status) ?? null,
  };
}

const unseen = ({ updated_at: updatedAt }: Transfer) => ({ updatedAt, timeline: [] });

async function viewDeposit({ db, depositAddress }: ViewWorld, transfer: Transfer): Promise<TransferView> {
  const { outpoint, amount_sats: asked } = transfer;
  const deposit = outpoint === null ? undefined : await showDeposit(db, parseOutpoint(outpoint));
  const to = await depositAddress(accountOf(transfer));
  const progress = deposit ? depositProgress(deposit) : beforePayment(transfer, to !== undefined);
  const { amountSats = asked, stellarTx = null, txid = null } = deposit ?? ({} as Partial<DepositView>);
  return {
    ...common(transfer, progress, deposit),
    ...{ amountInSats: amountSats, amountOutSats: amountSats, feeSats: amountSats === null ? null : 0n },
    ...{ bitcoinAddress: to?.address ?? null, outpoint, withdrawalId: null, stellarTx, bitcoinTx: txid },
    ...{ refund: deposit && depositRefund(deposit), inbox: null },
  };
}

/** What a transaction waits for while nothing was paid: the page, the registry, or the customer. */
function beforePayment({ started_at, protocol }: Transfer, isRegistered: boolean): Progress {
  if (started_at === null) return { status: 'incomplete', message: undefined };
  if (isRegistered) return { status: 'pending_user_transfer_start', message: undefined };
  const message = 'The account is not identified yet: see SEP-12.';
  return { status: protocol === 'sep24' ? 'pending_anchor' : 'pending_customer_info_update', message };
}

async function viewWithdrawal(world: ViewWorld, transfer: Transfer): Promise<TransferView> {
  const { db, depositAddress } = world;
  const { withdrawal_id: withdrawalId, amount_sats: asked, bitcoin_address: address, stellar_tx: burn } = transfer;
  const found = withdrawalId === null ? undefined : await showWithdrawal(db, withdrawalId);
  const sight = await sightOfInbox(db, world.inboxAddress, transfer.id);
  const before = async (): Promise<Progress> =>
    beforePayment(transfer, (await depositAddress(accountOf(transfer))) !== undefined);
  const progress = sight.progress ?? (found ? withdrawalProgress(found) : await before());
  const {
    amountSats = asked,
    feeSats = null,
    txid = null,
    stellarTx = null,
  } = found ?? ({} as Partial<WithdrawalView>);
  const isWaiting = progress.status === 'pending_user_transfer_start';
  return {
    ...common(transfer, progress, found),
    ...{ amountInSats: amountSats, feeSats, bitcoinTx: txid, withdrawalId, outpoint: null },
    amountOutSats: amountSats !== null && feeSats !== null ? amountSats - feeSats : null,
    ...{ bitcoinAddress: found?.address ?? address, stellarTx: sight.paidBy ?? burn ?? stellarTx },
    refund: sight.refund ?? (found && sight.paidBy === undefined ? withdrawalRefund(found) : undefined),
    inbox: isWaiting ? sight.expects : null,
  };
}
