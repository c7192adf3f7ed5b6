import {
  Account,
  type Keypair,
  Operation,
  rpc,
  type SorobanDataBuilder,
  type Transaction,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk';
import { signTransaction } from './ed25519.ts';
import { SorobanClientError } from './errors.ts';
import { type ErrorNames, failureFromSimulation, type InvocationFailure } from './invocation-failure.ts';
import { recentLedger } from './latest-ledger.ts';
import { simulateTransaction } from './lean-calls.ts';
import type { Network } from './network.ts';
import { driveToFate } from './sending.ts';
import type { TransactionFate } from './transaction-fate.ts';
import { simulateForSending } from './undone-writes.ts';

/** An invocation on its way to becoming a transaction. */
export interface Draft {
  network: Network;
  names: ErrorNames;
  source: string;
  sequence: bigint;
  invoke: xdr.HostFunction;
  inclusionFee: number;
  /** Unix seconds. An RPC that keeps the ledgers from here on can prove that it did not happen. */
  validFrom: number;
  validUntil: number;
}

/** Refused by simulation: nothing was sent and nothing changed. */
export type Refused = { status: 'refused'; failure: InvocationFailure };

export type Simulated = rpc.Api.SimulateTransactionSuccessResponse | rpc.Api.SimulateTransactionRestoreResponse;

export async function simulate(draft: Draft, auth: xdr.SorobanAuthorizationEntry[]): Promise<Simulated | Refused> {
  const transaction = build(draft, Operation.invokeHostFunction({ func: draft.invoke, auth }));
  const answer = await simulateForSending(draft.network, transaction);
  if (!rpc.Api.isSimulationError(answer)) {
    if (answer.result) return answer;
    const context = { url: draft.network.rpcUrl, method: 'simulateTransaction', lack: 'the result of the invocation' };
    throw new SorobanClientError('soroban/rpc-bad-answer', context);
  }
  return { status: 'refused', failure: failureFromSimulation(answer.error, draft.names) };
}

/** What keeps a whole transaction from succeeding now; undefined for nothing. Nothing is sent. */
export async function simulationFailure(
  network: Network,
  transaction: Transaction,
  names: ErrorNames,
): Promise<InvocationFailure | undefined> {
  const answer = await simulateTransaction(network, transaction);
  return rpc.Api.isSimulationError(answer) ? failureFromSimulation(answer.error, names) : undefined;
}

/** Brings archived ledger entries back (CAP-46-12); the invocation would fail without them. */
export async function restore(
  draft: Omit<Draft, 'invoke'>,
  channel: Keypair,
  preamble: { transactionData: SorobanDataBuilder },
): Promise<TransactionFate> {
  return await submitSimulated(draft, channel, Operation.restoreFootprint({}), preamble);
}

/** Sends an operation that nobody but the payer authorizes, with what its simulation found. */
export async function submitSimulated(
  draft: Omit<Draft, 'invoke'>,
  channel: Keypair,
  operation: xdr.Operation,
  simulated: { transactionData: SorobanDataBuilder },
): Promise<TransactionFate> {
  const transaction = build(draft, operation, simulated.transactionData);
  const hash = Buffer.from(signTransaction(transaction, channel)).toString('hex');
  const signed = { hash, envelope: transaction.toXdr(), validUntil: draft.validUntil };
  const { network, names } = draft;
  return await driveToFate({
    network,
    names,
    signed,
    sentBefore: false,
    feePayer: undefined,
    mostInclusionFee: draft.inclusionFee,
  });
}

export function build(draft: Omit<Draft, 'invoke'>, operation: xdr.Operation, data?: SorobanDataBuilder): Transaction {
  const builder = new TransactionBuilder(new Account(draft.source, String(draft.sequence)), {
    fee: String(draft.inclusionFee),
    networkPassphrase: draft.network.networkPassphrase,
    timebounds: { minTime: draft.validFrom, maxTime: draft.validUntil },
  }).addOperation(operation);
  if (data) builder.setSorobanData(data.build());
  return builder.build();
}

/** Another node of the same RPC may lag a few ledgers behind, and would find a transaction of the latest one too early. */
const LAG_SECONDS = 60;

/**
 * The time bounds of a transaction that is signed now, in unix seconds. It ends so long after our clock or the network's,
 * whichever is ahead (a test network's clock may have been moved), and begins shortly before the last ledger, of which it may be
 * known since `mostAgeMs`.
 */
export async function timeBoundsFor(
  network: Network,
  seconds: number,
  mostAgeMs = 0,
): Promise<Pick<Draft, 'validFrom' | 'validUntil'>> {
  const { closeTime } = await recentLedger(network, mostAgeMs);
  return {
    validFrom: Math.max(0, closeTime - LAG_SECONDS),
    validUntil: Math.max(Math.floor(Date.now() / 1000), closeTime) + seconds,
  };
}
