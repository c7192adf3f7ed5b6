import type { LedgerEntry, LedgerKey } from '../boundary.ts';
import { dataKeyString } from '../codec/ledger-key.ts';
import type { Metered } from '../costs/metered.ts';
import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import type { StorageType } from '../env/wire-types.ts';
import { chargeFromHost, chargeToHost } from '../objects/conversion-costs.ts';
import { HostError } from '../values/error.ts';
import { type HostVal, renewed } from '../values/value.ts';
import {
  chargeExecutableRefKey,
  codeKey,
  executableCodeHash,
  executableRefKey,
  instanceKey,
  readInstance,
} from './instance.ts';
import {
  deleteInstanceValue,
  getInstanceValue,
  hasInstanceValue,
  type InstanceFrame,
  setInstanceValue,
} from './instance-storage.ts';
import { chargeEntryCopy, chargeHashKey, chargeLedgerKey, chargeNewEntry } from './storage-costs.ts';
import type { Stored } from './stored.ts';

/** The running contract, with what it stores. */
export type DataHost = Stored & { readonly contract: string; readonly frame: InstanceFrame };

/** What contracts store, and for how long: the same for those that bring Wasm and those that are built in. */

export type Durable = Exclude<StorageType, 'instance'>;

/** The ledger key of a value stored by the running contract. */
export function dataKey(host: DataHost, key: HostVal, durability: Durable) {
  // Paid for before it is looked through: the key may be of exponential size.
  chargeFromHost(host.budget, key);
  refuseMuxed(key);
  host.budget.copy(CONTRACT_ID_BYTES);
  chargeLedgerKey(host.budget);
  const { contract } = host;
  const text = dataKeyString(contract, durability, key);
  return { text, key: { type: 'contractData', contract, durability, key } as const };
}

function refuseMuxed(key: HostVal): void {
  if (key.type === 'muxedAddress') {
    throw new HostError('Storage', 'InvalidInput', 'muxed addresses should not be used in the storage keys', [key]);
  }
  if (key.type === 'vec') key.value.forEach(refuseMuxed);
  if (key.type === 'map') for (const entry of key.value) entry.forEach(refuseMuxed);
}

/** An entry that is there is copied and given the new value; one that is not is made. */
function chargeChangedData(host: Metered, key: HostVal, value: HostVal, existing: LedgerEntry | undefined): void {
  const { budget } = host;
  if (existing?.type === 'contractData') {
    chargeEntryCopy(budget, existing);
  } else {
    budget.copy(CONTRACT_ID_BYTES);
    chargeFromHost(budget, key);
  }
  chargeFromHost(budget, value);
  chargeNewEntry(budget);
}

export function putData(host: DataHost, key: HostVal, value: HostVal, type: StorageType): void {
  if (type === 'instance') {
    setInstanceValue(host.frame, key, value);
    return;
  }
  const data = dataKey(host, key, type);
  const isThere = host.storage.has(data.key, key, data.text);
  const existing = isThere ? host.storage.require(data.key, key, data.text) : undefined;
  chargeChangedData(host, key, value, existing?.entry);
  const liveUntil = existing?.liveUntil ?? host.storage.minLiveUntil(type);
  const { contract, durability } = data.key;
  host.storage.put(data.key, { type: 'contractData', contract, durability, key, value }, liveUntil, key, data.text);
}

export function hasData(host: DataHost, key: HostVal, type: StorageType): boolean {
  if (type === 'instance') return hasInstanceValue(host.frame, key);
  const data = dataKey(host, key, type);
  return host.storage.has(data.key, key, data.text);
}

export function getData(host: DataHost, key: HostVal, type: StorageType): HostVal {
  if (type === 'instance') return getInstanceValue(host.frame, key);
  const data = dataKey(host, key, type);
  const { entry } = host.storage.require(data.key, key, data.text);
  if (entry.type !== 'contractData') {
    throw new HostError('Storage', 'InternalError', 'expected contract data ledger entry');
  }
  chargeToHost(host.budget, entry.value);
  return renewed(entry.value);
}

export function deleteData(host: DataHost, key: HostVal, type: StorageType): void {
  if (type === 'instance') {
    deleteInstanceValue(host.frame, key);
    return;
  }
  const data = dataKey(host, key, type);
  host.storage.delete(data.key, key, data.text);
}

export function extendData(host: DataHost, key: HostVal, durability: Durable, threshold: number, to: number): void {
  host.storage.extendTtl(dataKey(host, key, durability).key, threshold, to, key);
}

export type Extend = (key: LedgerKey) => void;

export function extendCode(host: Stored, contract: string, extend: Extend): void {
  const { executable } = readInstance(host, contract);
  if (executable.type === 'externalRef') {
    chargeExecutableRefKey(host.budget, executable.tag);
    extend(executableRefKey(executable.owner, executable.tag));
  }
  const hash = executableCodeHash(host, executable);
  if (hash === undefined) return;
  chargeHashKey(host.budget);
  extend(codeKey(hash));
}

/** Declared size of a shared reference: a key that is used twice is referred to twice. */
const REFERENCE_BYTES = 16;

export function extendInstance(host: Metered, contract: string, extend: Extend): void {
  host.budget.copy(REFERENCE_BYTES);
  extend(instanceKey(contract));
}

export const extendTo =
  (host: Stored, threshold: number, to: number): Extend =>
  (key) =>
    host.storage.extendTtl(key, threshold, to);

/** Extends the instance of the running contract and the code it runs. */
export function extendCurrentInstanceAndCode(host: DataHost, threshold: number, to: number): void {
  host.budget.copy(CONTRACT_ID_BYTES);
  chargeHashKey(host.budget);
  extendInstance(host, host.contract, extendTo(host, threshold, to));
  extendCode(host, host.contract, extendTo(host, threshold, to));
}
