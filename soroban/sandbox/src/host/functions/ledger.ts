import { Asset, xdr } from '@stellar/stellar-sdk';
import { isContract } from '../codec/address.ts';
import { hex } from '../codec/hex.ts';
import { dataKeyString } from '../codec/ledger-key.ts';
import { contractIdOf } from '../contract-id.ts';
import type { HostModule, StorageType } from '../env/types.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import {
  executableCodeHash,
  executableRefKey,
  instanceKey,
  readInstance,
  requireExecutableRef,
  requireWasm,
} from '../instance.ts';
import { deleteInstanceValue, getInstanceValue, hasInstanceValue, setInstanceValue } from '../instance-storage.ts';
import { createContract, updateExecutable, uploadWasm } from '../lifecycle.ts';
import { type AddressVal, addressVal, type ContractExecutable, type HostVal } from '../value.ts';
import { checkLength } from './fixed-length.ts';

type Durable = Exclude<StorageType, 'instance'>;

/** The ledger key of a value stored by the running contract. */
function dataKey(host: Host, key: HostVal, durability: Durable) {
  refuseMuxed(key);
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

/** Executable references: a tag of a contract that names the code others run (CAP-85). */
function checkExecutableRef(host: Host, key: HostVal, value: HostVal, type: StorageType): void {
  if (key.type !== 'executableTag') return;
  if (type !== 'persistent') {
    throw new HostError('Storage', 'InvalidInput', 'executable reference entries may only use persistent storage');
  }
  if (value.type !== 'bytes') {
    throw new HostError('Storage', 'InvalidInput', 'executable reference value must be a 32-byte Wasm hash', [value]);
  }
  requireWasm(host, hex(checkLength(value.value, 32, 'executable_ref_wasm_hash')));
}

function requireDurable(type: StorageType, name: string): Durable {
  if (type !== 'instance') return type;
  throw new HostError('Storage', 'InvalidAction', `instance storage should be extended via \`${name}\` function only`);
}

function requireContract(address: AddressVal): string {
  if (isContract(address.value)) return address.value;
  throw new HostError('Object', 'InvalidInput', 'not a contract address', [address]);
}

type Extend = (key: Parameters<Host['storage']['get']>[0]) => void;

function extendCode(host: Host, contract: string, extend: Extend): void {
  const { executable } = readInstance(host, contract);
  if (executable.type === 'externalRef') extend(executableRefKey(executable.owner, executable.tag));
  const hash = executableCodeHash(host, executable);
  if (hash !== undefined) extend({ type: 'contractCode', hash });
}

const extendTo =
  (host: Host, threshold: number, to: number): Extend =>
  (key) =>
    host.storage.extendTtl(key, threshold, to);

function wasmExecutable(hash: Uint8Array): ContractExecutable {
  return { type: 'wasm', hash: hex(checkLength(hash, 32, 'wasm_hash')) };
}

function create(
  host: Host,
  deployer: AddressVal,
  executable: ContractExecutable,
  salt: Uint8Array,
  args: readonly HostVal[],
): AddressVal {
  const preimage = addressPreimage(deployer, salt);
  return createContract(host, { type: 'createContract', preimage, executable, args });
}

function addressPreimage(deployer: AddressVal, salt: Uint8Array) {
  return { type: 'address', deployer: deployer.value, salt: checkLength(salt, 32, 'contract_id_salt') } as const;
}

function assetPreimage(serialized: Uint8Array) {
  try {
    const asset = xdr.Asset.fromXdr(serialized);
    Asset.fromOperation(asset);
    return { type: 'asset', asset } as const;
  } catch {
    throw new HostError('Value', 'InvalidInput', 'the bytes are no asset');
  }
}

export const ledger: HostModule<'l'> = {
  put_contract_data(host, key, value, type) {
    checkExecutableRef(host, key, value, type);
    if (type === 'instance') return setInstanceValue(host.frame, key, value);
    const data = dataKey(host, key, type);
    const existing = host.storage.get(data.key, key, data.text);
    const liveUntil = existing?.liveUntil ?? host.storage.minLiveUntil(type);
    host.storage.put(data.key, { ...data.key, value }, liveUntil, key, data.text);
  },
  has_contract_data(host, key, type) {
    if (type === 'instance') return hasInstanceValue(host.frame, key);
    const data = dataKey(host, key, type);
    return host.storage.has(data.key, key, data.text);
  },
  get_contract_data(host, key, type) {
    if (type === 'instance') return getInstanceValue(host.frame, key);
    const data = dataKey(host, key, type);
    const { entry } = host.storage.require(data.key, key, data.text);
    if (entry.type !== 'contractData') {
      throw new HostError('Storage', 'InternalError', 'expected contract data ledger entry');
    }
    // Each reading is an object of its own, as it is where values are decoded on reading.
    return entry.value.type === 'address' ? { ...entry.value } : entry.value;
  },
  del_contract_data(host, key, type) {
    if (key.type === 'executableTag') {
      throw new HostError('Storage', 'InvalidAction', 'executable reference entries cannot be deleted');
    }
    if (type === 'instance') return deleteInstanceValue(host.frame, key);
    const data = dataKey(host, key, type);
    host.storage.delete(data.key, key, data.text);
  },
  create_contract: (host, deployer, hash, salt) => create(host, deployer, wasmExecutable(hash), salt, []),
  create_asset_contract: (host, serialized) =>
    createContract(host, {
      type: 'createContract',
      preimage: assetPreimage(serialized),
      executable: { type: 'stellarAsset' },
      args: [],
    }),
  upload_wasm: (host, wasm) => uploadWasm(host, wasm),
  update_current_contract_wasm(host, hash) {
    const executable = wasmExecutable(hash);
    if (executable.type === 'wasm') requireWasm(host, executable.hash);
    updateExecutable(host, executable);
  },
  extend_contract_data_ttl(host, key, type, threshold, to) {
    const durability = requireDurable(type, 'extend_current_contract_instance_and_code_ttl');
    host.storage.extendTtl(dataKey(host, key, durability).key, threshold, to, key);
  },
  extend_current_contract_instance_and_code_ttl(host, threshold, to) {
    host.storage.extendTtl(instanceKey(host.contract), threshold, to);
    extendCode(host, host.contract, extendTo(host, threshold, to));
  },
  extend_contract_instance_and_code_ttl(host, address, threshold, to) {
    const contract = requireContract(address);
    host.storage.extendTtl(instanceKey(contract), threshold, to);
    extendCode(host, contract, extendTo(host, threshold, to));
  },
  get_contract_id: (host, deployer, salt) => addressVal(contractIdOf(host, addressPreimage(deployer, salt))),
  get_asset_contract_id: (host, serialized) => addressVal(contractIdOf(host, assetPreimage(serialized))),
  extend_contract_instance_ttl(host, address, threshold, to) {
    host.storage.extendTtl(instanceKey(requireContract(address)), threshold, to);
  },
  extend_contract_code_ttl(host, address, threshold, to) {
    extendCode(host, requireContract(address), extendTo(host, threshold, to));
  },
  create_contract_with_constructor: (host, deployer, hash, salt, args) =>
    create(host, deployer, wasmExecutable(hash), salt, args),
  extend_contract_data_ttl_v2(host, key, type, to, min, max) {
    const durability = requireDurable(type, 'extend_contract_instance_and_code_ttl_v2');
    host.storage.extendTtlWithin(dataKey(host, key, durability).key, to, min, max, key);
  },
  extend_contract_instance_and_code_ttl_v2(host, address, scope, to, min, max) {
    const contract = requireContract(address);
    const extend: Extend = (key) => host.storage.extendTtlWithin(key, to, min, max);
    if (scope !== 'instance') extendCode(host, contract, extend);
    if (scope !== 'code') extend(instanceKey(contract));
  },
  create_executable_tag: (_, tag) => tag,
  create_external_ref_contract: (host, deployer, owner, tag, salt, args) =>
    create(host, deployer, { type: 'externalRef', owner: owner.value, tag }, salt, args),
  update_current_contract_executable_ref(host, owner, tag) {
    requireExecutableRef(host, owner.value, tag);
    updateExecutable(host, { type: 'externalRef', owner: owner.value, tag });
  },
};
