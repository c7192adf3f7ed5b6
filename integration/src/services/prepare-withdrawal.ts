import { findAccount } from '@istsi/soroban-client';
import { scValToNative, type xdr } from '@stellar/stellar-sdk';
import { hex } from '../operations/payments/chain-records.ts';
import { ServiceError } from './errors.ts';
import { quoteWithdrawal, type WithdrawalDesk } from './quote-withdrawal.ts';
import { refusalOfContracts, refusals } from './withdrawal-refusals.ts';
import type { PreparedWithdrawal, PrepareOutcome, WithdrawalOrder, WithdrawalRefusal } from './withdrawal-requests.ts';

/** How long the user may take to sign. */
const VALID_SECONDS = 600;
/** What an account without further entries has to keep, in stroops. */
const ACCOUNT_RESERVE = 10_000_000n;

const refused = (refusal: WithdrawalRefusal) => ({ ok: false, refusal }) as const;

/**
 * The withdrawal as a transaction of the user's own account, for the user's wallet to sign: nothing here can move their
 * tokens. Whatever the contracts would refuse is refused now, before anything is signed or paid for.
 */
export async function prepareWithdrawal(desk: WithdrawalDesk, order: WithdrawalOrder): Promise<PrepareOutcome> {
  const { user, amountSats } = order;
  if (!user.startsWith('G')) return refused(refusals.contractAccount(user));
  const call = await withdrawalCall(desk, order);
  if (!call.ok) return call;
  const { maxFeeSats, invoke } = call;
  const drafted = await draftFor(desk, user, invoke);
  if (!drafted.ok) return drafted;
  return {
    ok: true,
    prepared: {
      ...drafted.draft,
      ...{ amountSats, maxFeeSats, arrivesAtLeastSats: amountSats - maxFeeSats },
    },
  };
}

/** The call itself, with the fee that is accepted, if the registry and the reserve would take it. */
export async function withdrawalCall(
  desk: WithdrawalDesk,
  order: WithdrawalOrder,
): Promise<{ ok: true; invoke: xdr.HostFunction; maxFeeSats: bigint } | { ok: false; refusal: WithdrawalRefusal }> {
  const { user, amountSats, address } = order;
  const quote = await quoteWithdrawal(desk, order);
  if (!quote) return refused(refusals.unknownUser(user));
  if (quote.refusal) return refused(quote.refusal);
  const maxFeeSats = order.maxFeeSats ?? quote.suggestedMaxFeeSats;
  const args = { user, token_amount: amountSats, btc_address: address, max_fee: maxFeeSats };
  return { ok: true, maxFeeSats, invoke: desk.contracts.router.invocation('execute_token_withdrawal', args) };
}

type Draft = Omit<PreparedWithdrawal, 'amountSats' | 'maxFeeSats' | 'arrivesAtLeastSats'>;

/** A call that answers the id of a withdrawal, as a transaction that this account can sign and pay for. */
export async function draftFor(
  desk: WithdrawalDesk,
  user: string,
  invoke: xdr.HostFunction,
): Promise<{ ok: true; draft: Draft } | { ok: false; refusal: WithdrawalRefusal }> {
  const drafted = await draftCall(desk, user, invoke);
  if (!drafted.ok) return drafted;
  const { returnValue, ...draft } = drafted.draft;
  return { ok: true, draft: { ...draft, withdrawalId: hex(scValToNative(returnValue!) as Uint8Array) } };
}

/** A call as this account signs it, and what it answered in simulation. */
export type DraftedCall = Omit<Draft, 'withdrawalId'> & { returnValue: xdr.ScVal | undefined };

/** Any call of the contracts, as a transaction that this account can sign and pay for. */
export async function draftCall(
  { network, submitter }: Pick<WithdrawalDesk, 'network' | 'submitter'>,
  user: string,
  invoke: xdr.HostFunction,
  refusalOf = refusalOfContracts,
): Promise<{ ok: true; draft: DraftedCall } | { ok: false; refusal: WithdrawalRefusal }> {
  const account = await findAccount(network, user);
  if (!account) return refused(refusals.accountMissing(user));
  const prepared = await submitter.prepare({ invoke, source: user, validForSeconds: VALID_SECONDS });
  if (prepared.status === 'refused' || prepared.status === 'failed') return refused(refusalOf(prepared.failure));
  if (prepared.status !== 'prepared') {
    throw new ServiceError('services/not-final', { action: 'restore archived entries', stellarTx: prepared.hash });
  }
  if (account.balance < prepared.fee + ACCOUNT_RESERVE)
    return refused(refusals.accountShort(account.balance, prepared.fee));
  return {
    ok: true,
    draft: {
      envelope: prepared.envelope,
      stellarTx: prepared.hash,
      networkPassphrase: network.networkPassphrase,
      returnValue: prepared.returnValue,
      validUntil: new Date(prepared.validUntil * 1000),
      stellarFeeStroops: prepared.fee,
    },
  };
}
