import { createHash } from 'node:crypto';
import { type CreateContract, executableVal } from '../codec/contract-creation.ts';
import { hex } from '../codec/hex.ts';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import { newBytes, newSymbol, newVec } from '../objects/slices.ts';
import { chargeWriteAsset, contractIdOf, ID_PREIMAGE_BYTES } from '../storage/contract-id.ts';
import {
  executableCodeHash,
  findInstance,
  instanceKey,
  requireExecutableRef,
  requireWasm,
  writeInstance,
} from '../storage/instance.ts';
import { chargeHashKey, chargeNewEntry } from '../storage/storage-costs.ts';
import { addressBytes } from '../values/address.ts';
import { HostError, isRecoverable } from '../values/error.ts';
import {
  type AddressVal,
  addressVal,
  type ContractExecutable,
  type HostVal,
  symbolVal,
  vecVal,
} from '../values/value.ts';
import { type ContractModule, contractModule } from '../vm/module-cache.ts';
import { chargeInstantiation, chargeLinking } from '../vm/module-costs.ts';
import { Vm } from '../vm/vm.ts';
import { type CallHost, callContract, loadModule } from './call.ts';

/** What creating and changing contracts needs of an invocation, beside what calls need. */
export type LifecycleHost = CallHost & {
  readonly auth: { pushCreation(creation: CreateContract): void; popFrame(): void };
  /** Memory of an instance that the running frame made, which is free again when the frame is gone. */
  refundAfterFrame(bytes: number): void;
};

const CONSTRUCTOR = '__constructor';
const INIT_ASSET = 'init_asset';
/** Declared size of an executable, in bytes. */
const EXECUTABLE_BYTES = 72;
/** Contracts built for earlier protocols have no constructor. */
const CONSTRUCTOR_PROTOCOL = 22;
/** Most bytes of code that a `ContractCodeEntry` takes at all; the network's own limit is lower. */
const MAX_CODE_BYTES = 256 * 1024;

/** Stores code under its hash, after checking that it could run. */
export function uploadWasm(host: LifecycleHost, wasm: Uint8Array): Uint8Array {
  if (wasm.length > MAX_CODE_BYTES) {
    throw new HostError('Value', 'ExceededLimit', `Wasm code is too large: ${wasm.length} bytes of ${MAX_CODE_BYTES}`);
  }
  const digest = createHash('sha256').update(wasm).digest();
  const hash = hex(digest);
  const { budget } = host;
  budget.collect(digest.length, 1);
  budget.spend(COST.ComputeSha256Hash, wasm.length);
  budget.copy(CONTRACT_ID_BYTES);
  // New code is charged by its length: for parsing it, for an instance, and for counting what is in it.
  budget.spend(COST.VmInstantiation, wasm.length);
  const module = contractModule(hash, wasm, host.ledger.protocolVersion);
  chargeLinking(budget, module);
  budget.spend(COST.VmCachedInstantiation, wasm.length);
  chargeLinking(budget, module);
  checkInstantiation(host, module);
  budget.spend(COST.VmInstantiation, wasm.length);
  budget.collect(digest.length, 1);
  chargeHashKey(budget);
  const key = { type: 'contractCode', hash } as const;
  // What is there is looked into, and written anew if it lacks the inputs of its costs.
  const known = host.storage.has(key) ? host.storage.require(key).entry : undefined;
  if (known?.type !== 'contractCode' || known.costInputs === undefined) {
    chargeNewEntry(budget);
    const { costInputs } = module;
    host.storage.put(key, { ...key, wasm, costInputs }, host.storage.minLiveUntil('persistent'));
  }
  return digest;
}

/** Makes an instance to see that memory, table and segments fit. Its memory is given back when the frame ends. */
function checkInstantiation(host: LifecycleHost, module: ContractModule): void {
  const vm = new Vm(module, host.budget);
  host.refundAfterFrame(vm.refund);
  vm.release();
}

/** Creates an instance and runs its constructor, with the deployer's authorization. */
export function createContract(host: LifecycleHost, creation: CreateContract): AddressVal {
  const { preimage } = creation;
  if (preimage.type !== 'address') return create(host, creation);
  // Creation is authorized like a call, though it has no frame of its own.
  host.auth.pushCreation(creation);
  try {
    host.auth.requireAuth({ type: 'address', value: preimage.deployer }, []);
    return create(host, creation);
  } finally {
    host.auth.popFrame();
  }
}

function create(host: LifecycleHost, { preimage, executable, args }: CreateContract): AddressVal {
  if (preimage.type === 'address' && executable.type === 'stellarAsset') {
    throw new HostError('Value', 'InvalidInput', 'address preimage is not allowed for StellarAsset executable');
  }
  if (preimage.type === 'asset' && executable.type !== 'stellarAsset') {
    const reason = 'asset preimage is not allowed for Wasm or external reference executable';
    throw new HostError('Value', 'InvalidInput', reason);
  }
  const { budget } = host;
  budget.copy(ID_PREIMAGE_BYTES);
  const contract = contractIdOf(host, preimage);
  budget.copy(CONTRACT_ID_BYTES);
  budget.copy(EXECUTABLE_BYTES);
  if (executable.type === 'externalRef') budget.collect(executable.tag.length, 1);
  chargeHashKey(budget);
  if (host.storage.has(instanceKey(contract))) {
    const id = newBytes(host, addressBytes(contract));
    throw new HostError('Storage', 'ExistingValue', 'contract already exists', [id]);
  }
  requireExecutable(host, executable);
  writeInstance(host, contract, { executable });
  if (preimage.type === 'asset') {
    const asset = { type: 'bytes', value: preimage.asset.toXdr() } as const;
    chargeWriteAsset(budget, preimage.asset);
    newSymbol(host, INIT_ASSET);
    budget.createObject();
    callContract(host, contract, symbolVal(INIT_ASSET), [asset]);
  } else {
    callConstructor(host, contract, args);
  }
  return addressVal(contract);
}

function requireExecutable(host: LifecycleHost, executable: ContractExecutable): void {
  if (executable.type === 'wasm') requireWasm(host, executable.hash);
  if (executable.type === 'externalRef') requireExecutableRef(host, executable.owner, executable.tag);
}

function callConstructor(host: LifecycleHost, contract: string, args: CreateContract['args']): void {
  const hash = executableCodeHash(host, findInstance(host, contract).executable);
  if (hash !== undefined && contractProtocol(host, hash) < CONSTRUCTOR_PROTOCOL) {
    if (args.length === 0) return;
    const reason =
      "trying to call non-default constructor on a contract that doesn't support constructors " +
      '(built prior to protocol 22)';
    throw new HostError('Context', 'InvalidAction', reason);
  }
  const result = runConstructor(host, contract, args);
  if (result.type !== 'void') {
    throw new HostError('Value', 'UnexpectedType', 'constructor returned non-void value', [result]);
  }
}

/** For which protocol code was built; an instance of it is made to find out. */
function contractProtocol(host: LifecycleHost, hash: string): number {
  host.budget.copy(CONTRACT_ID_BYTES);
  const module = loadModule(host, hash);
  chargeInstantiation(host.budget, module);
  checkInstantiation(host, module);
  return module.protocol;
}

function runConstructor(host: LifecycleHost, contract: string, args: CreateContract['args']): HostVal {
  newSymbol(host, CONSTRUCTOR);
  try {
    return callContract(host, contract, symbolVal(CONSTRUCTOR), args, {
      internal: true,
      missingIsNoop: args.length === 0,
    });
  } catch (error) {
    // The constructor's own errors do not reach the deployer.
    if (!(error instanceof HostError) || !isRecoverable(error)) throw error;
    const reason = 'constructor invocation has failed with error';
    throw new HostError('Context', 'InvalidAction', reason, [error.value]);
  }
}

/** Replaces the code that the running contract runs from its next call on, and says so in a system event. */
export function updateExecutable(host: LifecycleHost, executable: ContractExecutable): void {
  const { budget, contract } = host;
  budget.copy(CONTRACT_ID_BYTES);
  const { executable: old } = findInstance(host, contract);
  const topics = [symbolVal('executable_update'), executableVal(old), executableVal(executable)];
  newSymbol(host, 'executable_update');
  for (const topic of topics) chargeExecutableVal(host, topic);
  newVec(host, topics);
  newVec(host, []);
  host.emit('system', topics, vecVal([]));
  writeInstance(host, contract, { executable });
}

/** An executable as contracts see it is made of new objects. */
export function chargeExecutableVal(host: Metered, value: HostVal): void {
  if (value.type !== 'vec') return;
  for (const item of value.value) {
    if (item.type === 'symbol') newSymbol(host, item.value);
    else if (item.type === 'bytes') newBytes(host, item.value);
  }
  newVec(host, value.value);
}
