import {
  latestLedger,
  requestAuthorization,
  type SignedTransaction,
  type TransactionFate,
} from '@istsi/soroban-client';
import { scValToNative, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { noteRequest } from '../audit/note-request.ts';
import { hex } from '../operations/payments/chain-records.ts';
import { refusals } from '../services/withdrawal-refusals.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { MOST_LEDGERS, termsOf } from './prepare-sponsored.ts';
import type { SignedCall } from './read-authorization.ts';
import { judgeStanding, refusalOf, refusalOfBudget, type SponsorDesk } from './sponsor-desk.ts';
import { NotSponsored, sponsorRefusals } from './sponsor-refusals.ts';
import { ACCOUNT_RESERVE_STROOPS } from './sponsor-settings.ts';
import { findLast, findOpen, reserve, type SponsoredTransaction, settle } from './sponsored-store.ts';

/** Stroops per operation above the resource fee. What a congested network asks is within the reservation. */
export const SPONSOR_INCLUSION_FEE = { first: 1_000, most: 10_000 };
/** A transaction whose fee is raised counts as two operations (CAP-15). */
const MOST_INCLUSION = 2n * BigInt(SPONSOR_INCLUSION_FEE.most);

/** What the books know a call by. */
export type KnownCall = Pick<SignedCall, 'id' | 'account' | 'entry'>;

/** With whose budget it is of. */
type PaidCall = SignedCall & { identity: bigint };

export type SponsoredOutcome =
  | { status: 'done'; stellarTx: string; entry: string; returnValue: xdr.ScVal | undefined }
  /** The network has not said yet; asking again with the same authorization is safe. */
  | { status: 'pending'; stellarTx: string; entry: string; reason: string | undefined }
  | { status: 'refused'; refusal: WithdrawalRefusal };

/**
 * Pays for a call, once, however often it is asked to. What it can cost is set aside before it is sent and settled by what the
 * ledger took; a process that dies in between leaves it set aside, and the next one settles it.
 */
export async function payForCall(desk: SponsorDesk, call: SignedCall): Promise<SponsoredOutcome> {
  const known = await settleKnown(desk, call);
  if (known) return known;
  const standing = await judgeStanding(desk, call.account);
  const isStranger = standing.hasOneKey && !call.isByOwnKey;
  const unsigned = isStranger ? sponsorRefusals.wrongSignature(call.account) : undefined;
  const refusal = standing.refusal ?? unsigned ?? (await refusalOfTerm(desk, call));
  if (refusal) return { status: 'refused', refusal };
  const { identity } = standing;
  if (identity === undefined) throw new Error(`${call.account} would be paid for, and is nobody's`);
  const paid = { ...call, identity };
  try {
    const unopened = standing.isMissing ? await openAccount(desk, paid) : undefined;
    return unopened ?? (await send(desk, paid));
  } catch (error) {
    return await unlessDoneBefore(desk, paid, error);
  }
}

/** Why nothing was sent; or that it need not be, since who asked at the same moment was first. */
export async function unlessDoneBefore(desk: SponsorDesk, call: KnownCall, error: unknown): Promise<SponsoredOutcome> {
  if (!(error instanceof NotSponsored)) throw error;
  const last = await findLast(desk.db, call.id);
  if (last?.fate === 'success') return doneAs(last, last.returned);
  return { status: 'refused', refusal: error.refusal };
}

/** What became of this very call before, and of whatever of the account is open. Undefined: nothing, and nothing is in its way. */
export async function settleKnown(desk: SponsorDesk, call: KnownCall): Promise<SponsoredOutcome | undefined> {
  const last = await findLast(desk.db, call.id);
  if (last?.fate === 'success') return doneAs(last, last.returned);
  if (last?.fate === 'unknown') return { status: 'refused', refusal: refusals.unknownFate('expired') };
  const open = await findOpen(desk.db, call.account);
  if (!open) return undefined;
  const isThis = open.signed_call === call.id;
  // Sent by a process that is no more, perhaps: the same transaction is sent again. Of another call, it is only looked at.
  const fate = isThis ? await desk.payer.settle(signedOf(open)) : await desk.payer.lookUp(signedOf(open));
  if (fate.status !== 'pending') await settle(desk.db, open.kind, fate);
  if (fate.status === 'pending' && !isThis) return { status: 'refused', refusal: sponsorRefusals.busy(true) };
  return isThis && open.kind === 'call' && fate.status !== 'dead' ? told(call, fate) : undefined;
}

export const signedOf = ({ hash, envelope, valid_until }: SponsoredTransaction): SignedTransaction => ({
  ...{ hash, envelope },
  validUntil: Number(valid_until),
});

const doneAs = ({ hash, entry }: SponsoredTransaction, returned: string | null): SponsoredOutcome => ({
  ...{ status: 'done', stellarTx: hash, entry },
  returnValue: returned === null ? undefined : xdr.ScVal.fromXdr(returned, 'base64'),
});

async function refusalOfTerm(
  { network }: SponsorDesk,
  { validUntilLedger }: SignedCall,
): Promise<WithdrawalRefusal | undefined> {
  const { sequence } = await latestLedger(network);
  if (validUntilLedger <= sequence) return sponsorRefusals.outdated(validUntilLedger);
  const most = sequence + MOST_LEDGERS;
  return validUntilLedger > most
    ? sponsorRefusals.otherCall(`the signature must hold for at most ${MOST_LEDGERS} ledgers, until ${most}`)
    : undefined;
}

/**
 * An account that signs has to be on the ledger, and one that has no lumens usually is not. It is opened with the reserve and
 * nothing more, once ever, and for nobody whose own key did not sign the call.
 */
async function openAccount(desk: SponsorDesk, call: PaidCall): Promise<SponsoredOutcome | undefined> {
  const { account, invoke, entry } = call;
  // Without the account its signature cannot be simulated, but all that the contracts have to say can.
  const seen = await requestAuthorization(account, termsOf(desk, invoke));
  if ('failure' in seen) throw new NotSponsored(refusalOf[entry]!(seen.failure));
  const { callStroops } = desk.settings;
  if (seen.resourceFee > callStroops) throw new NotSponsored(sponsorRefusals.tooDear(seen.resourceFee, callStroops));
  const setAside = settingAside(desk, call, 'account');
  const fate = await desk.payer.createAccount(account, ACCOUNT_RESERVE_STROOPS, setAside);
  if (fate.status === 'pending') return told(call, fate);
  await settle(desk.db, 'account', fate);
  if (fate.status === 'success') return undefined;
  const why = fate.status === 'failed' ? fate.failure.text : fate.why;
  return { status: 'refused', refusal: sponsorRefusals.notTaken(why) };
}

async function send(desk: SponsorDesk, call: PaidCall): Promise<SponsoredOutcome> {
  const { invoke, signed } = call;
  const outcome = await desk.payer.submit({
    ...{ invoke, signed: [signed] },
    beforeSend: settingAside(desk, call, 'call'),
  });
  // The simulation, which has checked the signature: nothing was sent.
  if (outcome.status === 'refused') return { status: 'refused', refusal: refusalOf[call.entry]!(outcome.failure) };
  if (outcome.status !== 'pending') await settle(desk.db, 'call', outcome);
  await noteSponsored(desk, call, outcome);
  return told(call, outcome);
}

/**
 * From the request that had a call paid for to the transaction, by whose hash the events of the contracts are found, and to the
 * withdrawal where it is one. Whoever sends the same again is told what became of it, and began nothing.
 */
export async function noteSponsored(
  { db }: SponsorDesk,
  { entry, account }: KnownCall,
  fate: TransactionFate,
): Promise<void> {
  const returned = fate.status === 'success' ? fate.returnValue : undefined;
  const withdrawal = entry === 'execute_token_withdrawal' && returned ? hex(scValToNative(returned) as Uint8Array) : '';
  const parameters = { entry, stellar_tx: fate.hash, state: fate.status };
  const operation =
    withdrawal === ''
      ? { id: fate.hash, type: 'stellar_transaction', parameters }
      : { id: withdrawal, type: 'token_withdrawal', parameters };
  await noteRequest(db, { action: 'sponsorship.sent', operation, user: account });
}

/** Throws when it is not to be paid for: then it is not sent. */
export function settingAside(
  desk: SponsorDesk,
  { id, account, identity, entry }: KnownCall & { identity: bigint },
  kind: SponsoredTransaction['kind'],
) {
  let before: string | undefined;
  return async (signed: SignedTransaction): Promise<void> => {
    const fees = resourceFee(signed.envelope, desk.network.networkPassphrase) + MOST_INCLUSION;
    const { callStroops } = desk.settings;
    if (fees > callStroops) throw new NotSponsored(sponsorRefusals.tooDear(fees, callStroops));
    const reserved = fees + (kind === 'account' ? ACCOUNT_RESERVE_STROOPS : 0n);
    const row = { signed_call: id, account, identity, kind, entry };
    const stored = await reserve(desk.db, desk.settings, { ...row, signed, reserved, instead: before });
    before = signed.hash;
    if (stored === 'reserved') return;
    if (stored === 'open' || stored === 'done-before') throw new NotSponsored(sponsorRefusals.busy(true));
    throw new NotSponsored(
      stored === 'opened-before' ? sponsorRefusals.openedBefore(account) : refusalOfBudget(stored),
    );
  };
}

function resourceFee(envelope: string, networkPassphrase: string): bigint {
  const { ext } = (TransactionBuilder.fromXdr(envelope, networkPassphrase) as Transaction).tx;
  return ext.type === 'sorobanData' ? BigInt(ext.value.resourceFee) : 0n;
}

export function told({ entry }: KnownCall, fate: TransactionFate): SponsoredOutcome {
  switch (fate.status) {
    case 'success':
      return { status: 'done', stellarTx: fate.hash, entry, returnValue: fate.returnValue };
    case 'pending':
      return { status: 'pending', stellarTx: fate.hash, entry, reason: fate.reason };
    case 'failed':
      return { status: 'refused', refusal: refusalOf[entry]!(fate.failure) };
    case 'dead':
      return { status: 'refused', refusal: sponsorRefusals.notTaken(fate.reason ?? fate.why) };
    case 'unknown':
      return { status: 'refused', refusal: refusals.unknownFate(fate.why) };
  }
}
