import type { LedgerKey } from './boundary.ts';
import { hex } from './codec/hex.ts';
import { HostError } from './error.ts';
import type { Host } from './host.ts';
import { type ContractExecutable, type ContractInstanceVal, INSTANCE_KEY, type MapEntry } from './value.ts';

type DataKey = Extract<LedgerKey, { type: 'contractData' }>;

export const instanceKey = (contract: string): DataKey => ({
  type: 'contractData',
  contract,
  durability: 'persistent',
  key: INSTANCE_KEY,
});

export const executableRefKey = (owner: string, tag: Uint8Array): DataKey => ({
  type: 'contractData',
  contract: owner,
  durability: 'persistent',
  key: { type: 'executableTag', value: tag },
});

export function readInstance(host: Host, contract: string): ContractInstanceVal {
  const { entry } = host.storage.require(instanceKey(contract));
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
  host: Host,
  contract: string,
  changes: { executable?: ContractExecutable; storage?: readonly MapEntry[] },
): void {
  const key = instanceKey(contract);
  const stored = host.storage.get(key);
  const current = stored === undefined ? undefined : readInstance(host, contract);
  const executable = changes.executable ?? current?.executable;
  if (executable === undefined) {
    throw new HostError('Context', 'InternalError', "can't initialize contract without executable");
  }
  const storage = changes.storage ?? current?.storage;
  const value: ContractInstanceVal = { type: 'contractInstance', executable, storage };
  host.storage.put(key, { ...key, value }, stored?.liveUntil ?? host.storage.minLiveUntil('persistent'));
}

/** Hash of the Wasm that an executable runs; undefined for the Stellar Asset Contract, which is built in. */
export function executableCodeHash(host: Host, executable: ContractExecutable): string | undefined {
  if (executable.type === 'wasm') return executable.hash;
  if (executable.type === 'stellarAsset') return undefined;
  const { entry } = host.storage.require(executableRefKey(executable.owner, executable.tag));
  if (entry.type !== 'contractData' || entry.value.type !== 'bytes') {
    throw new HostError('Storage', 'InternalError', 'executable reference entry does not contain a Wasm hash');
  }
  return hex(entry.value.value);
}

export function requireWasm(host: Host, hash: string): void {
  if (!host.storage.has({ type: 'contractCode', hash })) {
    throw new HostError('Storage', 'MissingValue', 'Wasm does not exist', [
      { type: 'bytes', value: Buffer.from(hash, 'hex') },
    ]);
  }
}

export function requireExecutableRef(host: Host, owner: string, tag: Uint8Array): void {
  if (!host.storage.has(executableRefKey(owner, tag))) {
    throw new HostError('Storage', 'MissingValue', 'executable reference entry does not exist', [
      { type: 'address', value: owner },
    ]);
  }
}
