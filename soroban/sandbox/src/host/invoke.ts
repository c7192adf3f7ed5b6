import type { xdr } from '@stellar/stellar-sdk';
import type { ContractCall } from './authorization/invocation.ts';
import type { DebugBuild, Invocation, InvokeInput, InvokeResult, Resources } from './boundary.ts';
import { callContract } from './calls/call.ts';
import { createContract, uploadWasm } from './calls/lifecycle.ts';
import { addressFromXdr } from './codec/address.ts';
import { type CreateContract, createContractFromXdr } from './codec/contract-creation.ts';
import { padded } from './codec/encoded-length.ts';
import { fromScVal, symbolFromXdr } from './codec/value-from-xdr.ts';
import { NETWORK_LIMITS } from './costs/budget.ts';
import { ADDRESS_BYTES } from './costs/sizes.ts';
import { runAs } from './functions/link.ts';
import { Host } from './host.ts';
import { chargeArgsToHost, chargeFromHost } from './objects/conversion-costs.ts';
import { chargeSymbol } from './objects/symbol-costs.ts';
import {
  callLength,
  chargeDecodedTrees,
  chargeEnd,
  chargeFinish,
  chargeResult,
  chargeSeeding,
  chargeTask,
  chargeTrackers,
} from './transaction-costs.ts';
import { isContract } from './values/address.ts';
import { HostError } from './values/error.ts';
import { bytesVal, type HostVal, symbolVal } from './values/value.ts';

/**
 * Runs one host function of a transaction against a ledger, and says what it would change. Changes nothing itself.
 * With a footprint and authorization entries this is execution; with `'record'` and `{ record }`, simulation.
 */
export function invokeHostFunction(input: InvokeInput): InvokeResult {
  if (input.rehearsal?.covered !== undefined) cover(input, input.rehearsal.covered);
  let host: Host;
  try {
    host = new Host(input);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { ok: false, error, ...nothing(input) };
  }
  try {
    const value = perform(host, input, taskOf(input.function));
    const result = outcome(host, input, true);
    if (input.footprint !== 'record') chargeResult(host.budget, value);
    chargeEnd(host.budget, host.storage, result.events);
    return { ok: true, value, ...result, resources: resourcesOf(host) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { ok: false, error, ...outcome(host, input, false) };
  }
}

/** Builds for debugging are not optimized, so that they may use so many times as much. */
const COVERED_LIMITS = 10;

/** Runs an invocation for what it touches of the sources. */
function cover(input: InvokeInput, debugBuilds: ReadonlyMap<string, DebugBuild>): void {
  const { instructions, memoryBytes } = input.limits ?? NETWORK_LIMITS;
  const limits = { instructions: instructions * COVERED_LIMITS, memoryBytes: memoryBytes * COVERED_LIMITS };
  const { covered: _, ...rehearsal } = input.rehearsal ?? {};
  invokeHostFunction({ ...input, rehearsal, debugBuilds, limits, diagnostics: false });
}

/**
 * Execution pays for decoding its footprint and its authorizations before it starts; recording knows them only
 * afterwards, and pays whatever came of it.
 */
function perform(host: Host, input: InvokeInput, task: Task): HostVal {
  const { budget, storage, auth } = host;
  const isRecording = input.footprint === 'record';
  const areTreesRecorded = 'record' in input.auth;
  if (!isRecording) storage.chargeLoading();
  if (!isRecording) chargeDecodedTrees(budget, auth.trees());
  chargeTask(budget, taskLength(task));
  if (isRecording) chargeSeeding(budget);
  if (!areTreesRecorded) chargeTrackers(budget, auth.trees());
  if (!isRecording) chargeSeeding(budget);
  try {
    const value = runAs(host, () => host.withFrame({ contract: undefined }, () => run(host, task)));
    chargeFromHost(host.budget, value);
    // Recording writes the result first of all, execution when everything else is out of the host.
    if (isRecording) chargeResult(host.budget, value);
    return value;
  } finally {
    if (areTreesRecorded) auth.requireRecordable();
    if (isRecording) chargeDecodedTrees(budget, auth.trees());
    if (areTreesRecorded) chargeTrackers(budget, auth.trees());
    if (isRecording) {
      storage.chargeLoading();
      storage.requireWritable();
    }
    chargeFinish(host.budget, host.events.everyContractEvent());
  }
}

type Call = Omit<ContractCall, 'type'>;
/** What is to be done: a call, with its arguments decoded, or one of the functions that make something. */
type Task =
  | { readonly call: Call }
  | { readonly function: Exclude<xdr.HostFunction, { type: 'hostFunctionTypeInvokeContract' }> };

function taskOf(f: xdr.HostFunction): Task {
  if (f.type !== 'hostFunctionTypeInvokeContract') return { function: f };
  const { contractAddress, functionName, args } = f.invokeContract;
  return {
    call: {
      contract: addressFromXdr(contractAddress),
      symbol: symbolVal(symbolFromXdr(functionName.bytes)),
      args: args.map(fromScVal),
    },
  };
}

function taskLength(task: Task): number {
  if ('call' in task) return callLength(task.call);
  if (task.function.type !== 'hostFunctionTypeUploadContractWasm') return task.function.toXdr().length;
  return 4 + padded(task.function.wasm.length);
}

function run(host: Host, task: Task): HostVal {
  if ('call' in task) {
    const { contract, symbol, args } = task.call;
    if (!isContract(contract)) {
      throw new HostError('Value', 'UnexpectedType', "invoked address doesn't belong to a contract");
    }
    chargeSymbol(host.budget, symbol.value);
    chargeArgsToHost(host.budget, args);
    return callContract(host, contract, symbol, args);
  }
  const f = task.function;
  switch (f.type) {
    case 'hostFunctionTypeCreateContract':
      return createFromXdr(host, createContractFromXdr(f.createContract));
    case 'hostFunctionTypeCreateContractV2': {
      const creation = createContractFromXdr(f.createContractV2);
      return createFromXdr(host, creation, () => chargeArgsToHost(host.budget, creation.args));
    }
    case 'hostFunctionTypeUploadContractWasm':
      return made(host, bytesVal(uploadWasm(host, f.wasm)));
  }
}

/** The deployer, if there is one, is made an object, and then what the constructor is given. */
function createFromXdr(host: Host, creation: CreateContract, chargeArgs: () => void = () => {}): HostVal {
  if (creation.preimage.type === 'address') {
    host.budget.copy(ADDRESS_BYTES);
    host.budget.createObject();
  }
  chargeArgs();
  return made(host, createContract(host, creation));
}

/** What was made is named by an object. */
function made(host: Host, name: HostVal): HostVal {
  host.budget.createObject();
  return name;
}

function outcome(host: Host, input: InvokeInput, ok: boolean): Invocation {
  return {
    changes: ok ? host.storage.changes() : new Map(),
    events: ok ? host.events.contractEvents() : [],
    diagnosticEvents: host.diagnostics ? host.events.diagnosticEvents() : [],
    auth: 'record' in input.auth ? (ok ? host.auth.recorded() : host.auth.demanded()) : input.auth,
    granted: host.auth.grants.calls(),
    footprint: input.footprint === 'record' ? host.storage.footprint() : input.footprint,
    restored: host.storage.restored(),
    rolledBack: host.storage.rolledBack(),
    resources: resourcesOf(host),
  };
}

function resourcesOf({ budget }: Host): Resources {
  return { instructions: budget.instructions, memoryBytes: budget.memoryPeak };
}

function nothing(input: InvokeInput): Invocation {
  return {
    changes: new Map(),
    events: [],
    diagnosticEvents: [],
    auth: 'record' in input.auth ? [] : input.auth,
    granted: [],
    footprint: input.footprint === 'record' ? { readOnly: [], readWrite: [] } : input.footprint,
    restored: [],
    rolledBack: new Set(),
    resources: { instructions: 0, memoryBytes: 0 },
  };
}
