import type { LedgerEntry, LedgerKey } from '../boundary.ts';
import { hex } from '../codec/hex.ts';
import { rememberedKeyString } from '../codec/ledger-key.ts';
import type { Budget } from '../costs/budget.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, SC_VAL_BYTES } from '../costs/sizes.ts';
import { chargeInstanceSubstructure } from '../objects/conversion-costs.ts';
import { HostError } from '../values/error.ts';
import { type ContractExecutable, type ContractInstanceVal, INSTANCE_KEY, type MapEntry } from '../values/value.ts';
import { chargeEntryCopy, chargeHashKey, chargeLedgerKey, chargeNewEntry } from './storage-costs.ts';
import type { Stored } from './stored.ts';

type DataKey = Extract<LedgerKey, { type: 'contractData' }>;
type CodeKey = Extract<LedgerKey, { type: 'contractCode' }>;

/** The same contracts and codes are asked for again and again, several times in each call. */
const KNOWN_MAX = 20_000;
const instanceKeys = new Map<string, DataKey>();
const codeKeys = new Map<string, CodeKey>();

function remembered<K extends LedgerKey>(known: Map<string, K>, name: string, key: K): K {
  rememberedKeyString(key);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(name, key);
  return key;
}

export const instanceKey = (contract: string): DataKey =>
  instanceKeys.get(contract) ??
  remembered(instanceKeys, contract, { type: 'contractData', contract, durability: 'persistent', key: INSTANCE_KEY });

export const codeKey = (hash: string): CodeKey =>
  codeKeys.get(hash) ?? remembered(codeKeys, hash, { type: 'contractCode', hash });

export const executableRefKey = (owner: string, tag: Uint8Array): DataKey => ({
  type: 'contractData',
  contract: owner,
  durability: 'persistent',
  key: { type: 'executableTag', value: tag },
});

/** The instance at a key that was made before; it is copied out of its entry. */
export function readInstance(host: Stored, contract: string): ContractInstanceVal {
  const instance = lookUpInstance(host, contract);
  chargeInstanceCopy(host.budget, instance);
  return instance;
}

/** Likewise; undefined where there is none. */
export function readInstanceIfAny(host: Stored, contract: string): ContractInstanceVal | undefined {
  const stored = host.storage.get(instanceKey(contract));
  if (stored === undefined) return undefined;
  const instance = instanceIn(stored.entry);
  chargeInstanceCopy(host.budget, instance);
  return instance;
}

/** The instance, for which the key is made first. */
export function findInstance(host: Stored, contract: string): ContractInstanceVal {
  chargeHashKey(host.budget);
  return readInstance(host, contract);
}

/** Copying an instance out of its entry. */
export function chargeInstanceCopy(budget: Budget, { executable, storage }: ContractInstanceVal): void {
  budget.copy(SC_VAL_BYTES);
  chargeInstanceSubstructure(budget, executable, storage);
}

function lookUpInstance(host: Stored, contract: string): ContractInstanceVal {
  return instanceIn(host.storage.require(instanceKey(contract)).entry);
}

function instanceIn(entry: LedgerEntry): ContractInstanceVal {
  if (entry.type !== 'contractData' || entry.value.type !== 'contractInstance') {
    throw new HostError(
      'Storage',
      'InternalError',
      'ledger entry for contract instance does not contain contract instance',
    );
  }
  return entry.value;
}

/** Creates an instance, or changes the executable or the storage of the one there is. */
export function writeInstance(
  host: Stored,
  contract: string,
  changes: { executable?: ContractExecutable; storage?: readonly MapEntry[] },
): void {
  const { budget, storage } = host;
  const key = instanceKey(contract);
  const stored = storage.has(key) ? storage.get(key) : undefined;
  const current = stored?.entry.type === 'contractData' ? stored.entry : undefined;
  const before = current?.value.type === 'contractInstance' ? current.value : undefined;
  if (current === undefined) budget.copy(CONTRACT_ID_BYTES);
  else chargeEntryCopy(budget, current);
  const executable = changes.executable ?? before?.executable;
  if (executable === undefined) {
    throw new HostError('Context', 'InternalError', "can't initialize contract without executable");
  }
  const value: ContractInstanceVal = {
    type: 'contractInstance',
    executable,
    storage: changes.storage ?? before?.storage,
  };
  chargeNewEntry(budget);
  storage.put(key, { ...key, value }, stored?.liveUntil ?? storage.minLiveUntil('persistent'));
}

/** Hash of the Wasm that an executable runs; undefined for the Stellar Asset Contract, which is built in. */
export function executableCodeHash(host: Stored, executable: ContractExecutable): string | undefined {
  if (executable.type === 'wasm') return executable.hash;
  if (executable.type === 'stellarAsset') return undefined;
  chargeExecutableRefKey(host.budget, executable.tag);
  const { entry } = host.storage.require(executableRefKey(executable.owner, executable.tag));
  if (entry.type !== 'contractData' || entry.value.type !== 'bytes') {
    throw new HostError('Storage', 'InternalError', 'executable reference entry does not contain a Wasm hash');
  }
  host.budget.copy(CONTRACT_ID_BYTES);
  return hex(entry.value.value);
}

export function chargeExecutableRefKey(budget: Budget, tag: Uint8Array): void {
  budget.copy(ADDRESS_BYTES);
  budget.collect(tag.length, 1);
  chargeLedgerKey(budget);
}

export function requireWasm(host: Stored, hash: string): void {
  chargeHashKey(host.budget);
  if (!host.storage.has(codeKey(hash))) {
    throw new HostError('Storage', 'MissingValue', 'Wasm does not exist', [
      { type: 'bytes', value: Buffer.from(hash, 'hex') },
    ]);
  }
}

export function requireExecutableRef(host: Stored, owner: string, tag: Uint8Array): void {
  chargeExecutableRefKey(host.budget, tag);
  if (!host.storage.has(executableRefKey(owner, tag))) {
    throw new HostError('Storage', 'MissingValue', 'executable reference entry does not exist', [
      { type: 'address', value: owner },
    ]);
  }
}
