import { createHash } from 'node:crypto';
import { type CreateContract, executableVal } from './auth/invocation.ts';
import { callContract, loadModule } from './call.ts';
import { hex } from './codec/hex.ts';
import { contractIdOf } from './contract-id.ts';
import { COST } from './costs.ts';
import { HostError, isRecoverable } from './error.ts';
import type { Host } from './host.ts';
import {
  executableCodeHash,
  instanceKey,
  readInstance,
  requireExecutableRef,
  requireWasm,
  writeInstance,
} from './instance.ts';
import { chargeInstantiation, chargeParsing } from './metering.ts';
import { type ContractModule, contractModule } from './module-cache.ts';
import { type AddressVal, addressVal, type ContractExecutable, type HostVal, symbolVal, vecVal } from './value.ts';
import { Vm } from './vm.ts';

const CONSTRUCTOR = '__constructor';
/** Contracts built for earlier protocols have no constructor. */
const CONSTRUCTOR_PROTOCOL = 22;
/** Most bytes of code that a `ContractCodeEntry` takes at all; the network's own limit is lower. */
const MAX_CODE_BYTES = 256 * 1024;

/** Stores code under its hash, after checking that it could run. */
export function uploadWasm(host: Host, wasm: Uint8Array): Uint8Array {
  if (wasm.length > MAX_CODE_BYTES) {
    throw new HostError('Value', 'ExceededLimit', `Wasm code is too large: ${wasm.length} bytes of ${MAX_CODE_BYTES}`);
  }
  const digest = createHash('sha256').update(wasm).digest();
  const hash = hex(digest);
  host.budget.spend(COST.ComputeSha256Hash, wasm.length);
  const module = contractModule(hash, wasm, host.ledger.protocolVersion);
  chargeParsing(host.budget, module.costInputs);
  checkInstantiation(host, module);
  const key = { type: 'contractCode', hash } as const;
  if (!host.storage.has(key)) {
    host.storage.put(key, { ...key, wasm }, host.storage.minLiveUntil('persistent'));
  }
  return digest;
}

/** Makes an instance to see that memory, table and segments fit. */
function checkInstantiation(host: Host, module: ContractModule): void {
  chargeInstantiation(host.budget, module.costInputs);
  const vm = new Vm(module, host.budget);
  host.budget.refundMemory(vm.refund);
  vm.release();
}

/** Creates an instance and runs its constructor, with the deployer's authorization. */
export function createContract(host: Host, creation: CreateContract): AddressVal {
  const { preimage } = creation;
  if (preimage.type !== 'address') return create(host, creation);
  // Creation is authorized like a call, though it has no frame of its own.
  host.auth.pushFrame(creation);
  try {
    host.auth.requireAuth({ type: 'address', value: preimage.deployer }, []);
    return create(host, creation);
  } finally {
    host.auth.popFrame();
  }
}

function create(host: Host, { preimage, executable, args }: CreateContract): AddressVal {
  if (preimage.type === 'address' && executable.type === 'stellarAsset') {
    throw new HostError('Value', 'InvalidInput', 'address preimage is not allowed for StellarAsset executable');
  }
  if (preimage.type === 'asset' && executable.type !== 'stellarAsset') {
    const reason = 'asset preimage is not allowed for Wasm or external reference executable';
    throw new HostError('Value', 'InvalidInput', reason);
  }
  const contract = contractIdOf(host, preimage);
  if (host.storage.has(instanceKey(contract))) {
    throw new HostError('Storage', 'ExistingValue', 'contract already exists', [addressVal(contract)]);
  }
  requireExecutable(host, executable);
  writeInstance(host, contract, { executable });
  if (preimage.type === 'asset') {
    const asset = { type: 'bytes', value: preimage.asset.toXdr() } as const;
    callContract(host, contract, 'init_asset', [asset]);
  } else {
    callConstructor(host, contract, args);
  }
  return addressVal(contract);
}

function requireExecutable(host: Host, executable: ContractExecutable): void {
  if (executable.type === 'wasm') requireWasm(host, executable.hash);
  if (executable.type === 'externalRef') requireExecutableRef(host, executable.owner, executable.tag);
}

function callConstructor(host: Host, contract: string, args: CreateContract['args']): void {
  const hash = executableCodeHash(host, readInstance(host, contract).executable);
  if (hash !== undefined && loadModule(host, hash).protocol < CONSTRUCTOR_PROTOCOL) {
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

function runConstructor(host: Host, contract: string, args: CreateContract['args']): HostVal {
  try {
    return callContract(host, contract, CONSTRUCTOR, args, { internal: true, missingIsNoop: args.length === 0 });
  } catch (error) {
    // The constructor's own errors do not reach the deployer.
    if (!(error instanceof HostError) || !isRecoverable(error)) throw error;
    const reason = 'constructor invocation has failed with error';
    throw new HostError('Context', 'InvalidAction', reason, [error.value]);
  }
}

/** Replaces the code that the running contract runs from its next call on, and says so in a system event. */
export function updateExecutable(host: Host, executable: ContractExecutable): void {
  const contract = host.contract;
  const { executable: old } = readInstance(host, contract);
  host.emit('system', [symbolVal('executable_update'), executableVal(old), executableVal(executable)], vecVal([]));
  writeInstance(host, contract, { executable });
}
