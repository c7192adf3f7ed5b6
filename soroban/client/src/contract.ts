import { Account, Address, type contract, Operation, rpc, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { shapeMismatch } from './answer-shape.ts';
import { SorobanClientError } from './errors.ts';
import { type ErrorNames, errorNames, failureFromSimulation, type InvocationFailure } from './invocation-failure.ts';
import { simulateTransaction } from './lean-calls.ts';
import type { Network } from './network.ts';

/** A deployed contract and what its spec says about it. */
export interface ContractHandle {
  readonly contractId: string;
  readonly spec: contract.Spec;
}

/** Arguments by the names that the contract's spec gives them. */
export type ContractArgs = Record<string, unknown>;

export type ReadOutcome<T> = { ok: true; value: T; ledger: number } | { ok: false; failure: InvocationFailure };

/** Simulation needs a source account but never loads it; this is the account of the all-zero key, owned by nobody. */
const NOBODY = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF';

/** The host function that calls `name`, with arguments checked and encoded by the spec. */
export function invocation(target: ContractHandle, name: string, args: ContractArgs = {}): xdr.HostFunction {
  return xdr.HostFunction.hostFunctionTypeInvokeContract(
    new xdr.InvokeContractArgs({
      contractAddress: Address.fromString(target.contractId).toScAddress(),
      functionName: name,
      args: target.spec.funcArgsToScVals(name, args),
    }),
  );
}

/** What a call would do, and touch, now. */
export async function simulateCall(
  network: Network,
  target: ContractHandle,
  name: string,
  args: ContractArgs = {},
): Promise<rpc.Api.SimulateTransactionResponse> {
  const transaction = new TransactionBuilder(new Account(NOBODY, '0'), {
    fee: '100',
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  })
    .addOperation(Operation.invokeHostFunction({ func: invocation(target, name, args), auth: [] }))
    .build();
  return await simulateTransaction(network, transaction);
}

/** Calls a function without a transaction: nothing is signed, nothing is written. A refusal is a value. */
export async function tryReadContract<T>(
  network: Network,
  target: ContractHandle,
  name: string,
  args: ContractArgs = {},
  names: ErrorNames = errorNames([target.spec]),
): Promise<ReadOutcome<T>> {
  const simulation = await simulateCall(network, target, name, args);
  if (rpc.Api.isSimulationError(simulation)) {
    return { ok: false, failure: failureFromSimulation(simulation.error, names) };
  }
  const { result } = simulation;
  if (!result || (result.retval.type === 'scvVoid' && !mayBeVoid(target.spec, name))) {
    const context = { url: network.rpcUrl, method: 'simulateTransaction', lack: `the result of ${name}` };
    throw new SorobanClientError('soroban/rpc-bad-answer', context);
  }
  const [type] = target.spec.getFunc(name).outputs;
  const mismatch = type && shapeMismatch(target.spec, type, result.retval);
  if (mismatch !== undefined) {
    const context = { contractId: target.contractId, function: name, mismatch };
    throw new SorobanClientError('soroban/other-release', context);
  }
  const value = target.spec.funcResToNative(name, result.retval) as T;
  return { ok: true, value, ledger: simulation.latestLedger };
}

function mayBeVoid(spec: contract.Spec, name: string): boolean {
  const [output] = spec.getFunc(name).outputs;
  return output === undefined || output.type === 'scSpecTypeVoid' || output.type === 'scSpecTypeOption';
}

/** As `tryReadContract`, where a refusal is a failure of the caller. */
export async function readContract<T>(
  network: Network,
  target: ContractHandle,
  name: string,
  args: ContractArgs = {},
): Promise<T> {
  return requireRead(await tryReadContract<T>(network, target, name, args), target, name);
}

/** What was read, where a refusal is a failure of the caller. */
export function requireRead<T>(outcome: ReadOutcome<T>, { contractId }: { contractId: string }, name: string): T {
  if (outcome.ok) return outcome.value;
  throw new SorobanClientError('soroban/read-refused', { contractId, function: name, failure: outcome.failure });
}
