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
import { type ErrorNames, failureFromSimulation, type InvocationFailure } from './invocation-failure.ts';
import { callRpc, type Network } from './network.ts';
import { driveToFate } from './sending.ts';
import type { TransactionFate } from './transaction-fate.ts';

/** An invocation on its way to becoming a transaction. */
export interface Draft {
  network: Network;
  names: ErrorNames;
  source: string;
  sequence: bigint;
  invoke: xdr.HostFunction;
  inclusionFee: number;
  validUntil: number;
}

/** Refused by simulation: nothing was sent and nothing changed. */
export type Refused = { status: 'refused'; failure: InvocationFailure };

export type Simulated = rpc.Api.SimulateTransactionSuccessResponse | rpc.Api.SimulateTransactionRestoreResponse;

export async function simulate(draft: Draft, auth: xdr.SorobanAuthorizationEntry[]): Promise<Simulated | Refused> {
  const transaction = build(draft, Operation.invokeHostFunction({ func: draft.invoke, auth }));
  const answer = await callRpc(draft.network, 'simulateTransaction', (s) => s.simulateTransaction(transaction));
  if (!rpc.Api.isSimulationError(answer)) return answer;
  return { status: 'refused', failure: failureFromSimulation(answer.error, draft.names) };
}

/** Brings archived ledger entries back (CAP-46-12); the invocation would fail without them. */
export async function restore(
  draft: Omit<Draft, 'invoke'>,
  channel: Keypair,
  preamble: { transactionData: SorobanDataBuilder },
): Promise<TransactionFate> {
  const transaction = build(draft, Operation.restoreFootprint({}), preamble.transactionData);
  transaction.sign(channel);
  const hash = Buffer.from(transaction.hash()).toString('hex');
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
    timebounds: { minTime: 0, maxTime: draft.validUntil },
  }).addOperation(operation);
  if (data) builder.setSorobanData(data.build());
  return builder.build();
}

/** Unix seconds: ours or the network's, whichever is ahead (a test network's clock may have been moved). */
export async function networkTime(network: Network): Promise<number> {
  const { closeTime } = await callRpc(network, 'getLatestLedger', (s) => s.getLatestLedger());
  return Math.max(Math.floor(Date.now() / 1000), Number(closeTime));
}
