import {
  callRpc,
  failureFromResult,
  type Network,
  readAccount,
  signEntry,
  signerOf,
  simulateForSending,
} from '@istsi/soroban-client';
import { Account, type Keypair, Operation, rpc, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { Refusal } from './refusal.ts';

export type Sign = (
  entry: xdr.SorobanAuthorizationEntry,
  validUntilLedger: number,
) => Promise<xdr.SorobanAuthorizationEntry>;

export interface Submission {
  network: Network;
  source: Keypair;
  invoke: xdr.HostFunction;
  /** Signs, or does not sign, what others than the source must authorize. */
  sign: Sign;
  /** Send even when simulating with the signatures says that it will fail. */
  blindly?: boolean;
  /** Nobody but the source authorizes anything: simulation does not pretend that others would. */
  alone?: boolean;
}

const VALID_LEDGERS = 100;
const FEE = '10000';

/** Signs with whichever of the keys an entry asks for; leaves it unsigned when none fits. */
export function signWith(network: Network, keys: readonly Keypair[]): Sign {
  return async (entry, validUntilLedger) => {
    const key = keys.find((candidate) => candidate.publicKey() === signerOf(entry));
    return key ? await signEntry(entry, key, validUntilLedger, network.networkPassphrase) : entry;
  };
}

/** Simulates, signs, simulates with the signatures enforced, sends, and waits for the ledger. Throws a `Refusal`. */
export async function submit(submission: Submission): Promise<xdr.ScVal> {
  return await send(submission.network, await prepare(submission));
}

/** All of `submit` but sending: other things can happen first. */
export async function prepare(submission: Submission): Promise<Transaction> {
  const { network, source } = submission;
  const { sequence } = await readAccount(network, source.publicKey());
  const given = submission.alone ? [authorizedBySource(submission.invoke)] : [];
  const recorded = await simulate(submission, sequence, given);
  const validUntilLedger = recorded.latestLedger + VALID_LEDGERS;
  const auth: xdr.SorobanAuthorizationEntry[] = [];
  for (const entry of recorded.result?.auth ?? []) {
    auth.push(signerOf(entry) === undefined ? entry : await submission.sign(entry, validUntilLedger));
  }
  const simulation = submission.blindly ? recorded : await simulate(submission, sequence, auth);
  const transaction = build(submission, sequence, auth, simulation.transactionData);
  transaction.sign(source);
  return transaction;
}

/** The source's authorization of exactly this call, and of nothing below it. */
function authorizedBySource(invoke: xdr.HostFunction): xdr.SorobanAuthorizationEntry {
  if (invoke.type !== 'hostFunctionTypeInvokeContract') throw new Error('only a contract call can be made alone');
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
    rootInvocation: new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(invoke.invokeContract),
      subInvocations: [],
    }),
  });
}

async function simulate(submission: Submission, sequence: bigint, auth: xdr.SorobanAuthorizationEntry[]) {
  const transaction = build(submission, sequence, auth);
  const answer = await simulateForSending(submission.network, transaction);
  if (rpc.Api.isSimulationError(answer)) throw new Refusal(answer.error);
  return answer;
}

/** Waits for the ledger. Throws a `Refusal` when the transaction failed in it. */
export async function send(network: Network, transaction: Transaction): Promise<xdr.ScVal> {
  const { hash, status, errorResult } = await callRpc(network, 'sendTransaction', (s) =>
    s.sendTransaction(transaction),
  );
  if (status !== 'PENDING') throw new Error(`transaction not taken: ${status} ${errorResult?.result.type ?? ''}`);
  for (;;) {
    const answer = await callRpc(network, 'getTransaction', (s) => s.getTransaction(hash));
    if (answer.status === rpc.Api.GetTransactionStatus.SUCCESS) return answer.returnValue ?? xdr.ScVal.scvVoid();
    if (answer.status === rpc.Api.GetTransactionStatus.FAILED) throw new Refusal(errorsOf(answer));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

// In the order in which simulation prints them: the outermost failure first.
function errorsOf(answer: rpc.Api.GetFailedTransactionResponse): string {
  const texts = (answer.diagnosticEventsXdr ?? []).flatMap(({ event }) => {
    const error = event.body.value.topics[1];
    if (error?.type !== 'scvError') return [];
    const { value } = error;
    return value.type === 'sceContract'
      ? [`Error(Contract, #${value.contractCode})`]
      : [`Error(${value.type.slice(3)}, ${String(value.value)})`];
  });
  return texts.length > 0 ? texts.reverse().join('\n') : failureFromResult(answer.resultXdr, [], new Map()).text;
}

function build(
  { network, source, invoke }: Submission,
  sequence: bigint,
  auth: xdr.SorobanAuthorizationEntry[],
  data?: { build(): xdr.SorobanTransactionData },
): Transaction {
  const builder = new TransactionBuilder(new Account(source.publicKey(), String(sequence)), {
    fee: FEE,
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  }).addOperation(Operation.invokeHostFunction({ func: invoke, auth }));
  if (data) builder.setSorobanData(data.build());
  return builder.build();
}
