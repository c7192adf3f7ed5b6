import { Asset, xdr } from '@stellar/stellar-sdk';
import { createContract, type LifecycleHost, updateExecutable, uploadWasm } from '../calls/lifecycle.ts';
import { hex } from '../codec/hex.ts';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import type { StorageType } from '../env/wire-types.ts';
import { chargeArgsFromHost } from '../objects/conversion-costs.ts';
import {
  type Durable,
  dataKey,
  deleteData,
  type Extend,
  extendCode,
  extendCurrentInstanceAndCode,
  extendData,
  extendInstance,
  extendTo,
  getData,
  hasData,
  putData,
} from '../storage/contract-data.ts';
import { contractIdOf, ID_PREIMAGE_BYTES } from '../storage/contract-id.ts';
import { instanceKey, requireExecutableRef, requireWasm } from '../storage/instance.ts';
import { chargeHashKey } from '../storage/storage-costs.ts';
import type { Stored } from '../storage/stored.ts';
import { isContract } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { type AddressVal, addressVal, type ContractExecutable, type HostVal } from '../values/value.ts';
import { checkLength } from './fixed-length.ts';

/** Executable references: a tag of a contract that names the code others run (CAP-85). */
function checkExecutableRef(host: Stored, key: HostVal, value: HostVal, type: StorageType): void {
  if (key.type !== 'executableTag') return;
  if (type !== 'persistent') {
    throw new HostError('Storage', 'InvalidInput', 'executable reference entries may only use persistent storage');
  }
  if (value.type !== 'bytes') {
    throw new HostError('Storage', 'InvalidInput', 'executable reference value must be a 32-byte Wasm hash', [value]);
  }
  host.budget.visit();
  host.budget.copy(CONTRACT_ID_BYTES);
  requireWasm(host, hex(checkLength(value.value, 32, 'executable_ref_wasm_hash')));
}

function requireDurable(type: StorageType, name: string): Durable {
  if (type !== 'instance') return type;
  throw new HostError('Storage', 'InvalidAction', `instance storage should be extended via \`${name}\` function only`);
}

function requireContract(host: Metered, address: AddressVal): string {
  host.budget.copy(ADDRESS_BYTES);
  if (isContract(address.value)) return address.value;
  throw new HostError('Object', 'InvalidInput', 'not a contract address', [address]);
}

/** The address of a contract whose instance's key is made. */
function requireInstanceOf(host: Metered, address: AddressVal): string {
  const contract = requireContract(host, address);
  chargeHashKey(host.budget);
  return contract;
}

function wasmExecutable(hash: Uint8Array): ContractExecutable {
  return { type: 'wasm', hash: hex(checkLength(hash, 32, 'wasm_hash')) };
}

function create(
  host: LifecycleHost,
  deployer: AddressVal,
  executable: ContractExecutable,
  salt: Uint8Array,
  args: readonly HostVal[],
): AddressVal {
  // The deployer, the salt and the hash of the code are copied out of their objects.
  host.budget.copy(ADDRESS_BYTES);
  host.budget.copy(CONTRACT_ID_BYTES);
  if (executable.type === 'wasm') host.budget.copy(CONTRACT_ID_BYTES);
  const preimage = addressPreimage(deployer, salt);
  return createContract(host, { type: 'createContract', preimage, executable, args });
}

/** Arguments are looked at twice: to be authorized, and to be passed on. */
function chargeConstructorArgs(host: Metered, args: readonly HostVal[]): void {
  host.budget.visit();
  chargeArgsFromHost(host.budget, args);
  host.budget.collect(args.length, VAL_BYTES);
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

export const ledger: HostModule<'l', LifecycleHost> = {
  put_contract_data(host, key, value, type) {
    checkExecutableRef(host, key, value, type);
    putData(host, key, value, type);
  },
  has_contract_data: hasData,
  get_contract_data: getData,
  del_contract_data(host, key, type) {
    if (key.type === 'executableTag') {
      throw new HostError('Storage', 'InvalidAction', 'executable reference entries cannot be deleted');
    }
    deleteData(host, key, type);
  },
  create_contract: (host, deployer, hash, salt) => create(host, deployer, wasmExecutable(hash), salt, []),
  create_asset_contract(host, serialized) {
    host.budget.spend(COST.ValDeser, serialized.length);
    return createContract(host, {
      type: 'createContract',
      preimage: assetPreimage(serialized),
      executable: { type: 'stellarAsset' },
      args: [],
    });
  },
  upload_wasm(host, wasm) {
    host.budget.collect(wasm.length, 1);
    return uploadWasm(host, wasm);
  },
  update_current_contract_wasm(host, hash) {
    const executable = wasmExecutable(hash);
    host.budget.copy(CONTRACT_ID_BYTES);
    if (executable.type === 'wasm') requireWasm(host, executable.hash);
    updateExecutable(host, executable);
  },
  extend_contract_data_ttl(host, key, type, threshold, to) {
    const durability = requireDurable(type, 'extend_current_contract_instance_and_code_ttl');
    extendData(host, key, durability, threshold, to);
  },
  extend_current_contract_instance_and_code_ttl: extendCurrentInstanceAndCode,
  extend_contract_instance_and_code_ttl(host, address, threshold, to) {
    const contract = requireInstanceOf(host, address);
    extendInstance(host, contract, extendTo(host, threshold, to));
    extendCode(host, contract, extendTo(host, threshold, to));
  },
  get_contract_id(host, deployer, salt) {
    host.budget.copy(ADDRESS_BYTES);
    host.budget.copy(CONTRACT_ID_BYTES);
    host.budget.copy(ID_PREIMAGE_BYTES);
    return addressVal(contractIdOf(host, addressPreimage(deployer, salt)));
  },
  get_asset_contract_id(host, serialized) {
    host.budget.spend(COST.ValDeser, serialized.length);
    return addressVal(contractIdOf(host, assetPreimage(serialized)));
  },
  extend_contract_instance_ttl(host, address, threshold, to) {
    extendInstance(host, requireInstanceOf(host, address), extendTo(host, threshold, to));
  },
  extend_contract_code_ttl(host, address, threshold, to) {
    extendCode(host, requireInstanceOf(host, address), extendTo(host, threshold, to));
  },
  create_contract_with_constructor(host, deployer, hash, salt, args) {
    chargeConstructorArgs(host, args);
    return create(host, deployer, wasmExecutable(hash), salt, args);
  },
  extend_contract_data_ttl_v2(host, key, type, to, min, max) {
    const durability = requireDurable(type, 'extend_contract_instance_and_code_ttl_v2');
    host.storage.extendTtlWithin(dataKey(host, key, durability).key, to, min, max, key);
  },
  extend_contract_instance_and_code_ttl_v2(host, address, scope, to, min, max) {
    const contract = requireInstanceOf(host, address);
    const extend: Extend = (key) => host.storage.extendTtlWithin(key, to, min, max);
    if (scope !== 'instance') extendCode(host, contract, extend);
    if (scope !== 'code') extend(instanceKey(contract));
  },
  create_executable_tag(host, tag) {
    host.budget.collect(tag.length, 1);
    return tag;
  },
  create_external_ref_contract(host, deployer, owner, tag, salt, args) {
    host.budget.copy(ADDRESS_BYTES);
    host.budget.collect(tag.length, 1);
    chargeConstructorArgs(host, args);
    return create(host, deployer, { type: 'externalRef', owner: owner.value, tag }, salt, args);
  },
  update_current_contract_executable_ref(host, owner, tag) {
    host.budget.copy(ADDRESS_BYTES);
    host.budget.collect(tag.length, 1);
    requireExecutableRef(host, owner.value, tag);
    updateExecutable(host, { type: 'externalRef', owner: owner.value, tag });
  },
};
