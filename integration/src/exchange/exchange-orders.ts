import { scValToNative, type xdr } from '@stellar/stellar-sdk';
import { networkNow } from '../operations/withdrawals/withdrawal-world.ts';
import { draftCall } from '../services/prepare-withdrawal.ts';
import type { Relays } from '../services/relay-withdrawal.ts';
import { readCallEnvelope, unrecorded } from '../services/submit-withdrawal.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import type { ExchangeDesk } from './exchange-desk.ts';
import { asExchange, exchangeRefusals, exchangeShared, refusalOfExchange } from './exchange-refusals.ts';
import type { ExchangeOrder, PrepareExchangeOutcome, SubmitExchangeOutcome } from './exchange-requests.ts';
import { quoteExchange } from './quote-exchange.ts';

const ENTRY = 'execute_cross_token_exchange';
/** How long the user may take to sign, and the contract's deadline. */
const VALID_SECONDS = 600n;

const refused = (refusal: WithdrawalRefusal) => ({ ok: false, refusal: asExchange(refusal) }) as const;

/** The exchange as a transaction of the user's own account: nothing here can move their tokens. */
export async function prepareExchange(desk: ExchangeDesk, order: ExchangeOrder): Promise<PrepareExchangeOutcome> {
  const { user, fromToken, toToken, amount, minOut } = order;
  if (!user.startsWith('G')) return { ok: false, refusal: exchangeShared.contractAccount(user) };
  const call = await exchangeCall(desk, order);
  if (!call.ok) return call;
  const { deadline, invoke } = call;
  const drafted = await draftCall(desk, user, invoke, refusalOfExchange);
  if (!drafted.ok) return refused(drafted.refusal);
  const { returnValue, ...draft } = drafted.draft;
  const prepared = { ...draft, fromToken, toToken, amountIn: amount, minOut, deadline };
  return { ok: true, prepared: { ...prepared, amountOut: BigInt(scValToNative(returnValue!) as bigint) } };
}

/** The call itself, with its deadline, if there is a price and it gives enough. */
export async function exchangeCall(
  desk: ExchangeDesk,
  order: ExchangeOrder,
): Promise<{ ok: true; invoke: xdr.HostFunction; deadline: bigint } | { ok: false; refusal: WithdrawalRefusal }> {
  const { user, fromToken, toToken, amount, minOut } = order;
  const quoted = await quoteExchange(desk, order);
  if (!quoted.ok) return quoted;
  const { refusal, amountOut } = quoted.quote;
  if (refusal) return { ok: false, refusal };
  if (amountOut < minOut) return { ok: false, refusal: exchangeRefusals.priceMoved(amountOut, minOut) };
  const deadline = BigInt(Math.floor((await networkNow(desk)).getTime() / 1_000)) + VALID_SECONDS;
  const args = { user, from_token: fromToken, to_token: toToken, amount, min_out: minOut, deadline };
  return { ok: true, deadline, invoke: desk.contracts.router.invocation(ENTRY, args) };
}

/** Sends a signed exchange on, once, however often it is asked to; anything else is refused. */
export async function submitExchange(
  desk: ExchangeDesk & { relays: Relays },
  envelope: string,
  signal: AbortSignal,
): Promise<SubmitExchangeOutcome> {
  const { contractId } = desk.contracts.router;
  const read = readCallEnvelope(desk, envelope, [{ contractId, entry: ENTRY }]);
  if (!read.ok) return { status: 'refused', refusal: asExchange(read.refusal) };
  const fate = await desk.relays.relay(read.transaction, read.signed, signal);
  if (fate.status === 'success')
    return { status: 'done', stellarTx: fate.hash, amountOut: BigInt(scValToNative(fate.returnValue!) as bigint) };
  const outcome = unrecorded(fate, refusalOfExchange);
  return outcome.status === 'refused' ? { ...outcome, refusal: asExchange(outcome.refusal) } : outcome;
}
