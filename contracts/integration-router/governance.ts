import {
  type Address,
  type BytesN,
  currentContract,
  deployer,
  require,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { ReserveManagerClient } from '../shared/clients/reserve-manager.ts';
import type { OperationType } from '../shared/operations.ts';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import { IntegrationError } from './errors.ts';
import { loadEcosystem, registeredContracts } from './storage.ts';

export function setCustodians(custodians: Vec<Address>, threshold: u32): void {
  new ReserveManagerClient(loadEcosystem().reserve_manager).set_custodians(custodians, threshold);
}

export function setLimits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
  new KycRegistryClient(loadEcosystem().kyc_registry).set_limits(tier, operation, per_operation, daily, monthly);
}

export function upgradeContract(target: Address, new_wasm_hash: BytesN<32>): void {
  if (target === currentContract()) {
    deployer.updateCurrentWasm(new_wasm_hash);
    return;
  }
  require(registeredContracts().includes(target), IntegrationError.ContractNotFound);
  new RegisteredContractClient(target).upgrade(new_wasm_hash);
}
