import { addressCredentials, isNonceUsed, type SubmitOutcome, signEntryOnce } from '@istsi/soroban-client';
import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';
import { sql } from 'kysely';
import { eventType } from '../bus/envelope.ts';
import type { Refusal } from '../operations/deposits/deposit.ts';
import { recordStep, type Seen, type StepRecord } from '../operations/operation-store.ts';
import { hex } from '../operations/payments/chain-records.ts';
import { lostDetail, refusalOfContracts, refusalOfFate, refusalOfPending } from '../operations/refusal.ts';
import { PENDING_PAUSE_MS, storeBeforeSending } from '../operations/submission-step.ts';
import { settleSubmission } from '../operations/submission-store.ts';
import { pauseAfter } from '../operations/withdrawals/withdrawal-world.ts';
import { findUser } from '../services/identities.ts';
import { quoteWithdrawal } from '../services/quote-withdrawal.ts';
import { withdrawalReason } from '../services/registry-limits.ts';
import { refusalOfRegistry } from '../services/withdrawal-refusals.ts';
import { overLimits } from './identity-limits.ts';
import { findOrder } from './inbox-orders.ts';
import type { InboxWorld } from './inbox-world.ts';
import type { InboxOrder } from './judge-receipt.ts';
import { onceFor, type Receipt, seenReceipt } from './receipt.ts';
import { postpone, sendBack } from './receipt-steps.ts';

/** For so long a withdrawal is tried; then it goes back, so that this is done ten minutes after it arrived. */
const PATIENCE_MS = 5 * 60_000;
/** What may pass by itself: the system is paused, or the inbox itself has reached a limit. */
const PASSING = new Set(['system-paused', 'withdrawals-closed', 'inbox-refused', 'insufficient-balance']);

/** Burns it for Bitcoin, as it was asked for; sends it back if that is refused for good, or for too long. */
export async function withdrawReceipt(world: InboxWorld, receipt: Receipt): Promise<void> {
  const { db, contracts, address, now } = world;
  const order = await findOrder(db, receipt.muxedId);
  if (!order)
    return await sendBack(world, receipt, { code: 'unknown-id', message: 'Its withdrawal is not known here.' });
  const refusal = await refusalNow(world, order);
  if (refusal) {
    const isOver = now().getTime() - receipt.createdAt.getTime() > PATIENCE_MS;
    if (isOver || !PASSING.has(refusal.code)) return await sendBack(world, receipt, refusal);
    return await postpone(world, receipt, refusal);
  }
  const args = { user: address, token_amount: order.amount_sats, btc_address: order.bitcoin_address };
  const invoke = contracts.router.invocation('execute_token_withdrawal', { ...args, max_fee: order.max_fee_sats });
  await submit(world, receipt, 'withdraw', invoke);
}

/** What the registry says of whoever it is of, and the system of the withdrawal. */
async function refusalNow(world: InboxWorld, order: InboxOrder): Promise<Refusal | undefined> {
  const { contracts, desk, address } = world;
  const { account, amount_sats: amountSats } = order;
  const user = await findUser(contracts, account);
  if (user?.status !== 'active') return { code: 'not-compliant', message: `The identity of ${account} is not active.` };
  const reason = await withdrawalReason(contracts.kyc, account, amountSats);
  if (reason !== 0) return { code: 'not-compliant', message: `The registry refuses it to ${account} (#${reason}).` };
  // Itself it counts already.
  if (await overLimits(world, user, 0n)) return { code: 'over-limit', message: 'It is above the limits of its owner.' };
  const order_ = { user: address, amountSats, address: order.bitcoin_address, maxFeeSats: order.max_fee_sats };
  const quote = await quoteWithdrawal(desk, order_);
  if (!quote) return { code: 'inbox-refused', message: 'The inbox is not in the KYC registry.' };
  if (!quote.refusal) return undefined;
  const own = await withdrawalReason(contracts.kyc, address, amountSats);
  if (own === 0) return quote.refusal;
  return {
    code: 'inbox-refused',
    message: `Of the inbox: ${refusalOfRegistry(own, amountSats, quote.limits).message}`,
  };
}

/** Gives all of it back to who sent it. */
export async function giveBackReceipt(world: InboxWorld, receipt: Receipt): Promise<void> {
  const { contracts, address } = world;
  const { token, from, amount } = receipt;
  const args = { from: address, to: from, amount };
  // Every token of the system has this entry (SEP-41).
  const invoke = contracts.token.invocation('transfer', args);
  await submit(world, receipt, 'return', token === contracts.token.contractId ? invoke : calledAt(invoke, token));
}

type Purpose = 'withdraw' | 'return';

async function submit(world: InboxWorld, receipt: Receipt, purpose: Purpose, invoke: xdr.HostFunction): Promise<void> {
  const { db, submitter, settings, now } = world;
  const store = storeBeforeSending(
    db,
    seenReceipt(receipt),
    purpose,
    ({ hash }) => ({ state: receipt.state, detail: { stellar_tx: hash, doing: purpose } }),
    { now },
  );
  const outcome = await submitter.submit({
    invoke,
    authorize: async (entry, { networkPassphrase }) => {
      if (!addressCredentials(entry.credentials)) throw new TypeError('the inbox is not the source of transactions');
      return await signEntryOnce(entry, settings.key, onceFor(receipt), networkPassphrase);
    },
    beforeSend: store.beforeSend,
  });
  await concludeReceipt(world, receipt, store.seen(), outcome);
}

/** What became of what was sent for a receipt: its withdrawal, or its return. */
export async function concludeReceipt(
  world: InboxWorld,
  receipt: Receipt,
  seen: Seen,
  outcome: SubmitOutcome,
): Promise<void> {
  const { db, log, now } = world;
  const failures = receipt.failures + 1;
  switch (outcome.status) {
    case 'success': {
      const detail = { stellar_tx: outcome.hash, ledger: String(outcome.ledger) };
      const done = receipt.state === 'withdrawing' ? withdrawn(outcome.returnValue) : returned;
      const columns = { ...done.columns, outcome_tx: outcome.hash, refusal_code: null, refusal_message: null };
      const step = { state: done.state, failures: 0, wakeAt: done.wakeAt, columns, detail };
      await settle(world, seen, outcome, { ...step, detail: { ...detail, ...done.columns } });
      log('info', `a receipt of the inbox is ${done.state}`, { receipt: receipt.id });
      return;
    }
    case 'failed':
    case 'refused': {
      const refusal = refusalOfContracts(outcome.failure);
      log('warn', 'what the inbox sent was refused', { receipt: receipt.id, ...refusal });
      const columns = { refusal_code: refusal.code, refusal_message: refusal.message };
      const wakeAt = pauseAfter(world, receipt, refusal);
      const isNew = receipt.refusal?.code !== refusal.code;
      return await settle(world, seen, outcome, {
        ...{ state: seen.state, failures, wakeAt, columns },
        ...((isNew || outcome.status === 'failed') && { detail: { ...refusal } }),
      });
    }
    case 'dead':
    case 'unknown': {
      // Whichever it is: the ledger takes what is signed next only if this one had no effect.
      const refusal = refusalOfFate(outcome);
      const columns = { refusal_code: refusal.code, refusal_message: refusal.message };
      const step = { state: seen.state, failures, wakeAt: pauseAfter(world, receipt, refusal), columns };
      return await settle(world, seen, outcome, { ...step, detail: lostDetail(outcome) });
    }
    case 'pending': {
      const wakeAt = new Date(now().getTime() + PENDING_PAUSE_MS);
      const { code, message } = refusalOfPending(outcome);
      const columns = { refusal_code: code, refusal_message: message };
      await recordStep(db, seen, { state: seen.state, failures, wakeAt, columns });
    }
  }
}

interface Done {
  state: 'withdrawn' | 'returned';
  wakeAt: Date | null | undefined;
  columns: Record<string, string>;
}

const returned: Done = { state: 'returned', wakeAt: null, columns: {} };

function withdrawn(returnValue: xdr.ScVal | undefined): Done {
  if (!returnValue) throw new Error('the withdrawal of the inbox answered no id');
  return withdrawnAs(hex(scValToNative(returnValue) as Uint8Array));
}

const withdrawnAs = (withdrawal_id: string): Done => ({
  ...{ state: 'withdrawn', wakeAt: undefined },
  columns: { withdrawal_id },
});

async function settle(world: InboxWorld, seen: Seen, outcome: SubmitOutcome, step: StepRecord): Promise<void> {
  const { withdrawal_id } = step.columns ?? {};
  await recordStep(world.db, seen, step, async (trx) => {
    if ('hash' in outcome) await settleSubmission(trx, outcome);
    if (typeof withdrawal_id !== 'string') return;
    // It was prepared for its owner's signature as well, and is not signed: its number may be given to another one.
    await sql`update istsi.transfers set withdrawal_id = null, updated_at = now() where withdrawal_id = ${withdrawal_id}`.execute(
      trx,
    );
    await sql`update istsi.transfers t set withdrawal_id = ${withdrawal_id}, updated_at = now()
      from istsi.inbox_orders o where o.transfer_id = t.id and o.taken_by = ${seen.key}`.execute(trx);
  });
}

const WITHDRAWAL = eventType('integration-router', 'TokenWithdrawal');

/**
 * Whether the ledger shows that it was dealt with already: its nonce is used. Then nothing is signed, and what it was is told
 * as far as our own transactions say.
 */
export async function settledBefore(world: InboxWorld, receipt: Receipt): Promise<boolean> {
  const { db, network, address } = world;
  const { nonce } = onceFor(receipt);
  const isRefunded = receipt.refundedLedger !== undefined;
  if (!(await isNonceUsed(network, address, nonce))) return false;
  const { rows } = await sql<{ hash: string; withdrawal: string | null; purpose: string }>`
    select s.hash, s.purpose, e.subject as withdrawal from istsi.submissions s
      join istsi.bus_events e on e.tx = s.hash and e.seq is not null and (s.purpose = 'return' or e.type = ${WITHDRAWAL})
      where s.operation = ${receipt.id} and (s.purpose = 'return' or not ${isRefunded}::boolean) limit 1`.execute(db);
  const [found] = rows;
  const outcome_tx = found?.hash ?? null;
  const done =
    found?.purpose === 'withdraw' && found.withdrawal !== null
      ? withdrawnAs(found.withdrawal)
      : { ...returned, state: found ? ('returned' as const) : ('settled' as const) };
  const detail = { ...done.columns, found: 'the ledger shows that it was dealt with before' };
  const { state, wakeAt, columns } = done;
  const step = { state, failures: 0, wakeAt, columns: { ...columns, outcome_tx }, detail };
  await settle(world, seenReceipt(receipt), { status: 'refused', failure: { text: 'not sent' } }, step);
  return true;
}

/** The same call of another contract. */
function calledAt(invoke: xdr.HostFunction, contractId: string): xdr.HostFunction {
  if (invoke.type !== 'hostFunctionTypeInvokeContract') throw new TypeError('it calls no contract');
  const { functionName, args } = invoke.value;
  const contractAddress = new Address(contractId).toScAddress();
  return xdr.HostFunction.hostFunctionTypeInvokeContract(
    new xdr.InvokeContractArgs({ contractAddress, functionName, args }),
  );
}
