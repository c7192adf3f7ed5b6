import { type SignedTransaction, signerOf } from '@istsi/soroban-client';
import {
  Address,
  FeeBumpTransaction,
  scValToNative,
  type Transaction,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk';
import { sql } from 'kysely';
import { noteRequest } from '../audit/note-request.ts';
import { hex } from '../operations/payments/chain-records.ts';
import { nameRecording } from '../operations/withdrawals/withdrawal-store.ts';
import { linkOperation } from '../tracing/tracer.ts';
import type { WithdrawalDesk } from './quote-withdrawal.ts';
import type { Relayed, Relays } from './relay-withdrawal.ts';
import type { Services } from './services.ts';
import { refusalOfContracts, refusals } from './withdrawal-refusals.ts';
import type { SubmitWithdrawalOutcome, WithdrawalRefusal } from './withdrawal-requests.ts';

/** What people sign, and is sent on. Its first argument is who signs. */
export interface RelayedCall {
  contractId: string;
  entry: string;
}

/** Sends a signed withdrawal on, once, however often it is asked to; anything else is refused. `signal` ends the work. */
export async function submitWithdrawal(
  desk: WithdrawalDesk & { relays: Relays },
  envelope: string,
  find: Services['withdrawal'],
  signal: AbortSignal,
): Promise<SubmitWithdrawalOutcome> {
  const { contractId } = desk.contracts.router;
  const read = readCallEnvelope(desk, envelope, [{ contractId, entry: 'execute_token_withdrawal' }]);
  if (!read.ok) return { status: 'refused', refusal: read.refusal };
  const { hash } = read.signed;
  const id = await recordedBy(desk.db, read.transaction.source, hash);
  const recorded = id === undefined ? undefined : await find(id);
  // The chain's own event said so, however long ago: no RPC has to remember it.
  if (recorded) return { status: 'recorded', stellarTx: hash, withdrawal: recorded };
  const fate = await desk.relays.relay(read.transaction, read.signed, signal);
  switch (fate.status) {
    case 'success': {
      const id = hex(scValToNative(fate.returnValue!) as Uint8Array);
      linkOperation(id);
      const withdrawal = await find(id);
      if (!withdrawal) throw new Error(`the chain recorded withdrawal ${id} and does not know it`);
      await nameRecording(desk.db, id, fate.hash);
      const operation = { id, type: 'token_withdrawal', parameters: { stellar_tx: fate.hash } };
      await noteRequest(desk.db, { action: 'withdrawal.relayed', operation, user: read.transaction.source });
      return { status: 'recorded', stellarTx: fate.hash, withdrawal };
    }
    default:
      return unrecorded(fate);
  }
}

/** What it means that the network has not, or not yet, done what was sent. */
export function unrecorded(fate: Exclude<Relayed, { status: 'success' }>, refusalOf = refusalOfContracts): Unrecorded {
  switch (fate.status) {
    case 'refused':
      return fate;
    case 'failed':
      return { status: 'refused', refusal: refusalOf(fate.failure) };
    case 'dead':
      return {
        status: 'refused',
        refusal: fate.why === 'rejected' ? refusals.rejected(fate.reason ?? fate.why) : refusals.outdated(fate.why),
      };
    case 'unknown':
      return { status: 'refused', refusal: refusals.unknownFate(fate.why) };
    case 'pending':
      return { status: 'pending', stellarTx: fate.hash, reason: fate.reason };
  }
}

/** The withdrawal that this transaction recorded, as far as the contracts' events have told of it. */
async function recordedBy(db: WithdrawalDesk['db'], user: string, hash: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('istsi.withdrawals as w')
    .innerJoin('istsi.operation_events as e', 'e.operation', 'w.id')
    .select('w.id')
    .where('w.user_address', '=', user)
    .where('e.state', '=', 'pending')
    .where(sql<boolean>`e.detail ->> 'stellar_tx' = ${hash}`)
    .executeTakeFirst();
  return row?.id;
}

export type Unrecorded = Exclude<SubmitWithdrawalOutcome, { status: 'recorded' }>;

type ReadEnvelope =
  /** `entry`: which of the calls it is. */
  | { ok: true; transaction: Transaction; signed: SignedTransaction; entry: string }
  | { ok: false; refusal: WithdrawalRefusal };

/** Accepts exactly one of these calls by its own source account, signed, within time bounds. */
export function readCallEnvelope(
  { network }: Pick<WithdrawalDesk, 'network'>,
  envelope: string,
  calls: readonly RelayedCall[],
): ReadEnvelope {
  const transaction = parse(envelope, network.networkPassphrase);
  if (!transaction) return { ok: false, refusal: refusals.notAnEnvelope() };
  const called = readCall(transaction, calls);
  if (typeof called === 'string') return { ok: false, refusal: refusals.otherTransaction(called) };
  if (transaction.signatures.length === 0) return { ok: false, refusal: refusals.notSigned() };
  return {
    ok: true,
    transaction,
    entry: called.entry,
    signed: {
      hash: hex(transaction.hash()),
      envelope: transaction.toXdr(),
      validUntil: Number(transaction.timeBounds?.maxTime),
    },
  };
}

function parse(envelope: string, networkPassphrase: string): Transaction | undefined {
  try {
    const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
    return transaction instanceof FeeBumpTransaction ? undefined : transaction;
  } catch {
    // Whatever it is, it is not what we prepared.
    return undefined;
  }
}

/** Which of the calls it is, or what it is instead. */
function readCall(transaction: Transaction, calls: readonly RelayedCall[]): RelayedCall | string {
  const wanted = calls.map(({ contractId, entry }) => `${entry} of ${contractId}`).join(' or ');
  const [operation, ...more] = transaction.operations;
  if (!operation || more.length > 0) return 'the transaction must have exactly one operation';
  if (operation.type !== 'invokeHostFunction') return `the operation must call ${wanted}`;
  if (operation.source !== undefined && operation.source !== transaction.source)
    return 'the operation must be of the transaction’s own account';
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return `the operation must call ${wanted}`;
  const { contractAddress, functionName, args } = func.invokeContract;
  const called = { contractId: Address.fromScAddress(contractAddress).toString(), entry: functionName.toString() };
  if (!calls.some(({ contractId, entry }) => contractId === called.contractId && entry === called.entry))
    return `the operation must call ${wanted}`;
  if (addressIn(args[0]) !== transaction.source) return 'the user must be the account that signs';
  if ((operation.auth ?? []).some((asked) => signerOf(asked) !== undefined))
    return 'nobody but the account itself may be asked to authorize it';
  if (!Number(transaction.timeBounds?.maxTime)) return 'the transaction must end at some time';
  return called;
}

function addressIn(value: xdr.ScVal | undefined): string | undefined {
  return value?.type === 'scvAddress' ? Address.fromScAddress(value.value).toString() : undefined;
}
