import type { CostInputs, InvokeInput, LedgerEntry, LedgerKey } from '../boundary.ts';
import { COST } from '../costs/cost-types.ts';
import { CONTRACT_ID_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { AssetHost } from '../stellar-asset/asset-host.ts';
import { runAssetContract } from '../stellar-asset/contract.ts';
import { codeKey, executableCodeHash, findInstance } from '../storage/instance.ts';
import { persistInstance } from '../storage/instance-storage.ts';
import { chargeHashKey } from '../storage/storage-costs.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { type HostVal, type SymbolVal, VOID } from '../values/value.ts';
import { traceCall } from '../vm/call-trace.ts';
import { type ContractModule, contractModule, coveredModule } from '../vm/module-cache.ts';
import { chargeInstantiation, chargeLinking, chargeParsing } from '../vm/module-costs.ts';
import { trapToHostError, Vm } from '../vm/vm.ts';
import { valFromI64, valToI64 } from '../vm/words.ts';
import { ContractFrame, type Frame } from './frame.ts';

/** What calling contracts needs of an invocation: a stack of frames, and whom to tell. */
export type CallHost = AssetHost & {
  readonly frames: readonly Frame[];
  readonly debugBuilds: InvokeInput['debugBuilds'];
  /** Runs `body` in a frame, which is rolled back when it fails. */
  withFrame(frame: Frame, body: () => HostVal): HostVal;
  reportCall(contract: string, functionName: string, args: readonly HostVal[]): void;
  reportReturn(contract: string, functionName: string, result: HostVal): void;
  log(message: string, values: readonly HostVal[]): void;
};

export type CallOptions = {
  /** The host itself calls, so that reserved functions are allowed. */
  readonly internal?: boolean;
  /** `self`: the running contract may be called by its own account authentication. */
  readonly reentry?: 'prohibited' | 'self';
  /** A function that is not there does nothing: constructors need not exist. */
  readonly missingIsNoop?: boolean;
};

/** Functions whose names start so are called by the host only. */
const RESERVED_PREFIX = '__';
const MAX_ARGS = 32;

/** Calls a contract in a frame of its own. Throws what ended it, after rolling it back. */
export function callContract(
  host: CallHost,
  contract: string,
  symbol: SymbolVal,
  args: readonly HostVal[],
  options: CallOptions = {},
): HostVal {
  const functionName = symbol.value;
  if (options.internal !== true) chargeSymbolText(host, functionName);
  if (options.internal !== true && functionName.startsWith(RESERVED_PREFIX)) {
    throw new HostError('Context', 'InvalidAction', "can't invoke a reserved function directly", [symbol]);
  }
  checkReentry(host, contract, options.reentry ?? 'prohibited');
  host.reportCall(contract, functionName, args);
  const result = runContract(host, contract, symbol, args, options.missingIsNoop === true);
  host.reportReturn(contract, functionName, result);
  return result;
}

/** Reading a function's name out of its symbol: an object is asked for its length and then for its bytes. */
function chargeSymbolText(host: CallHost, name: string): void {
  if (!isObject({ type: 'symbol', value: name })) return;
  host.budget.visit(3);
  host.budget.copy(name.length);
}

function checkReentry(host: CallHost, contract: string, reentry: 'prohibited' | 'self'): void {
  const callers = host.frames.filter((frame) => frame instanceof ContractFrame);
  const latest = callers.findLastIndex((frame) => frame.contract === contract);
  if (latest === -1) return;
  const caller = callers[latest]!;
  if (reentry === 'prohibited' || latest !== callers.length - 1) {
    throw new HostError('Context', 'InvalidAction', 'Contract re-entry is not allowed');
  }
  persistInstance(host, caller);
}

function runContract(
  host: CallHost,
  contract: string,
  symbol: SymbolVal,
  args: readonly HostVal[],
  missingIsNoop: boolean,
): HostVal {
  const { budget } = host;
  const instance = findInstance(host, contract);
  budget.collect(args.length, VAL_BYTES);
  const hash = executableCodeHash(host, instance.executable);
  budget.copy(CONTRACT_ID_BYTES);
  if (hash === undefined) {
    const frame = new ContractFrame(contract, symbol, args, instance, host.budget, undefined);
    return host.withFrame(frame, () => runAssetContract(host));
  }
  const module = loadModule(host, hash);
  chargeInstantiation(budget, module);
  const vm = new Vm(module, budget);
  const frame = new ContractFrame(contract, symbol, args, instance, host.budget, vm);
  try {
    return host.withFrame(frame, () => runWasm(host, frame, vm, missingIsNoop));
  } finally {
    host.budget.refundMemory(vm.refund);
    vm.release();
  }
}

/** The module of code that is in the ledger. */
export function loadModule(host: CallHost, hash: string): ContractModule {
  const debug = host.debugBuilds?.get(hash);
  if (debug?.hits !== undefined) return coveredModule(debug.wasm, debug.hits, host.ledger.protocolVersion);
  if (debug !== undefined) return contractModule(debug.hash, debug.wasm, host.ledger.protocolVersion);
  const key = codeKey(hash);
  const { budget } = host;
  const cached = findCached(host, key);
  if (cached !== undefined) return contractModule(hash, cached.wasm, host.ledger.protocolVersion);
  chargeHashKey(budget);
  const code = codeOf(host.storage.require(key).entry);
  budget.collect(code.wasm.length, 1);
  budget.copy(COST_INPUTS_BYTES);
  const module = moduleOf(host, code);
  chargeParsing(budget, module.costInputs);
  chargeLinking(budget, module);
  return module;
}

/**
 * Code that is parsed for this transaction is charged for as it was measured when it was uploaded, which may have been
 * under an older protocol. What nodes keep they measured themselves.
 */
function moduleOf(host: CallHost, { hash, wasm, costInputs }: CodeEntry): ContractModule {
  const module = contractModule(hash, wasm, host.ledger.protocolVersion);
  if (costInputs === undefined || isSameCost(costInputs, module.costInputs)) return module;
  return { ...module, costInputs };
}

/** Protocols differ in nothing else of it. */
const isSameCost = (a: CostInputs, b: CostInputs): boolean =>
  a.instructions === b.instructions && a.dataSegments === b.dataSegments && a.dataSegmentBytes === b.dataSegmentBytes;

/**
 * Nodes keep the modules of what was in the ledger before; code of this very transaction they decode and parse again.
 * Recording has nothing kept, and takes what execution will find kept without paying for it.
 */
function findCached(host: CallHost, key: Extract<LedgerKey, { type: 'contractCode' }>): CodeEntry | undefined {
  const { budget, storage } = host;
  if (storage.isRecording) {
    if (!storage.isLiveInLedger(key)) return undefined;
    return budget.unmetered(() => codeOf(storage.require(key).entry));
  }
  chargeHashKey(budget);
  const found = storage.peek(key)?.entry;
  return found === undefined || !storage.isLiveInLedger(key) ? undefined : codeOf(found);
}

type CodeEntry = Extract<LedgerEntry, { type: 'contractCode' }>;

function codeOf(entry: LedgerEntry): CodeEntry {
  if (entry.type === 'contractCode') return entry;
  throw new HostError('Storage', 'InternalError', 'expected ContractCode entry');
}

/** Declared size of what the price of parsing depends on. */
const COST_INPUTS_BYTES = 40;
/** Declared size of a value of the Wasm interpreter. */
const WASM_VALUE_BYTES = 16;

function runWasm(host: CallHost, frame: ContractFrame, vm: Vm, missingIsNoop: boolean): HostVal {
  const name = frame.functionName;
  host.budget.collect(frame.args.length, WASM_VALUE_BYTES);
  const args = frame.args.map((arg) => valToI64(frame, arg));
  host.budget.spend(COST.InvokeVmFunction);
  chargeSymbolText(host, name);
  const declared = vm.module.exports.get(name);
  const nameVal: HostVal = { type: 'symbol', value: name };
  if (declared === undefined) {
    if (missingIsNoop) return VOID;
    throw new HostError('WasmVm', 'MissingValue', 'trying to invoke non-existent contract function', [nameVal]);
  }
  if (declared === 'not a function') {
    const reason = 'trying to invoke Wasm export that is not a function';
    throw new HostError('WasmVm', 'UnexpectedType', reason, [nameVal]);
  }
  if (frame.args.length > MAX_ARGS) {
    throw new HostError('WasmVm', 'InvalidInput', 'Too many arguments in Wasm invocation', [nameVal]);
  }
  // JavaScript would pad or drop arguments to fit.
  if (frame.args.length !== declared.parameters) {
    const reason = `VM call failed: ${name} takes ${declared.parameters} arguments, got ${frame.args.length}`;
    throw new HostError('WasmVm', 'UnexpectedSize', reason, [nameVal]);
  }
  const exported = vm.exports[name] as (...args: bigint[]) => bigint;
  const word = enterWasm(host, frame, vm, nameVal, () => exported(...args));
  if (typeof word !== 'bigint') {
    throw new HostError('WasmVm', 'UnexpectedSize', `VM call failed: ${name} does not return a value`, [nameVal]);
  }
  return valFromI64(frame, word);
}

/** Runs Wasm on the fuel the budget has left, and takes the rest back. */
function enterWasm<T>(host: CallHost, frame: ContractFrame, vm: Vm, name: HostVal, body: () => T): T {
  host.budget.grantFuel();
  let result: T;
  try {
    result = body();
  } catch (error) {
    // A host function that threw has taken the fuel back already.
    const trap = trapToHostError(error, name);
    if (trap !== error) host.budget.takeFuelBack();
    else host.log('VM call trapped with HostError', [name, trap.value]);
    if (host.debugBuilds !== undefined) {
      const { contract, functionName } = frame;
      traceCall(trap, error, { contract, functionName }, vm.module.places);
    }
    throw trap;
  }
  host.budget.takeFuelBack();
  vm.chargeGrowth(host.budget);
  return result;
}
