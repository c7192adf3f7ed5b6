import type { xdr } from '@stellar/stellar-sdk';
import { findUser } from './identities.ts';
import { draftCall } from './prepare-withdrawal.ts';
import type { WithdrawalDesk } from './quote-withdrawal.ts';
import type { Relays } from './relay-withdrawal.ts';
import { readCallEnvelope, unrecorded } from './submit-withdrawal.ts';
import { refusals } from './withdrawal-refusals.ts';
import type { PreparedWithdrawal, WithdrawalRefusal } from './withdrawal-requests.ts';

/** What a holder wants to give to another. */
export interface TransferOrder {
  /** A Stellar account: it signs. */
  from: string;
  to: string;
  amountSats: bigint;
}

export type PreparedTransfer = Pick<
  PreparedWithdrawal,
  'envelope' | 'stellarTx' | 'networkPassphrase' | 'amountSats' | 'validUntil' | 'stellarFeeStroops'
> & { to: string };

export type PrepareTransferOutcome =
  | { ok: true; prepared: PreparedTransfer }
  | { ok: false; refusal: WithdrawalRefusal };

export type SubmitTransferOutcome =
  | { status: 'done'; stellarTx: string }
  /** The network has not said yet; asking again with the same envelope is safe. */
  | { status: 'pending'; stellarTx: string; reason: string | undefined }
  | { status: 'refused'; refusal: WithdrawalRefusal };

const refused = (refusal: WithdrawalRefusal) => ({ ok: false, refusal: asTransfer(refusal) }) as const;

/** `transfer` of the token, as a transaction of the holder's own account; refused now if the contracts would refuse it. */
export async function prepareTransfer(desk: WithdrawalDesk, order: TransferOrder): Promise<PrepareTransferOutcome> {
  const { from, to, amountSats } = order;
  if (!from.startsWith('G')) return refused(refusals.contractAccount(from));
  const call = await transferCall(desk, order);
  if (!call.ok) return call;
  const drafted = await draftCall(desk, from, call.invoke);
  if (!drafted.ok) return refused(drafted.refusal);
  const { returnValue: _, ...draft } = drafted.draft;
  return { ok: true, prepared: { ...draft, to, amountSats } };
}

/** The call itself, if both sides are registered and there is enough to give. */
export async function transferCall(
  { contracts }: Pick<WithdrawalDesk, 'contracts'>,
  { from, to, amountSats }: TransferOrder,
): Promise<{ ok: true; invoke: xdr.HostFunction } | { ok: false; refusal: WithdrawalRefusal }> {
  const [sender, receiver] = await Promise.all([findUser(contracts, from), findUser(contracts, to)]);
  if (!sender) return refused(refusals.unknownUser(from));
  if (!receiver) return refused(refusals.unknownUser(to));
  if (sender.balanceSats < amountSats) return refused(refusals.insufficientBalance(amountSats, sender.balanceSats));
  return { ok: true, invoke: contracts.token.invocation('transfer', { from, to, amount: amountSats }) };
}

/** Sends a signed transfer on, once, however often it is asked to; anything else is refused. */
export async function submitTransfer(
  desk: WithdrawalDesk & { relays: Relays },
  envelope: string,
  signal: AbortSignal,
): Promise<SubmitTransferOutcome> {
  const { contractId } = desk.contracts.token;
  const read = readCallEnvelope(desk, envelope, [{ contractId, entry: 'transfer' }]);
  if (!read.ok) return { status: 'refused', refusal: asTransfer(read.refusal) };
  const fate = await desk.relays.relay(read.transaction, read.signed, signal);
  if (fate.status === 'success') return { status: 'done', stellarTx: fate.hash };
  const outcome = unrecorded(fate);
  return outcome.status === 'refused' ? { ...outcome, refusal: asTransfer(outcome.refusal) } : outcome;
}

const PREPARE_AGAIN = 'Prepare the transfer again and sign what that answers.';
const BALANCE = 'GET /v1/users/{address} has the balance of each side';

/** What there is to do about a transfer is not always what there is to do about a withdrawal. */
const REMEDIES: Partial<Record<WithdrawalRefusal['code'], string>> = {
  'contract-account': 'Have the contract itself call transfer of the token.',
  'insufficient-balance': 'Send at most the balance.',
  'chain-refused':
    'Both sides must be verified, and the amount within the limits of both: GET /v1/users/{address} says how they stand.',
  'envelope-outdated': `${PREPARE_AGAIN} If the other one was a transfer too: ${BALANCE}.`,
  'outcome-unknown':
    `Do not sign another one yet: it could be the second. ${BALANCE}: compare it with what it was, or look the ` +
    'transaction up in a history archive.',
};

/** The same reasons, in words that speak of a transfer. */
export function asTransfer(refusal: WithdrawalRefusal): WithdrawalRefusal {
  const inWords = (text: string) => text.replaceAll('withdrawal', 'transfer');
  const remedy = REMEDIES[refusal.code] ?? inWords(refusal.remedy);
  return { ...refusal, message: inWords(refusal.message), remedy };
}
