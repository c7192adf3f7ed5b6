import { type Address, type bool, currentContract, publish, require, type u32, Vec } from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import { IntegrationError } from './errors.ts';
import type { ContractDeregistered, ContractPreferred, ContractRegistered } from './events.ts';
import { isStopped } from './stops.ts';
import { loadContracts, MAX_CONTRACTS, storeContracts } from './storage.ts';
import { AddressChange, type AddressUpdate } from './types.ts';

export const KINDS: u32 = 5;

/** The registered contracts of one kind; the first is the one that operations use. */
export function contractsOf(kind: ContractKind): Vec<Address> {
  return loadContracts().getOr(kind as u32, Vec.empty<Address>());
}

export function requireRegisteredAs(kind: ContractKind, contract: Address): void {
  require(contractsOf(kind).includes(contract), IntegrationError.ContractNotFound);
}

export function isRegistered(contract: Address): bool {
  return registeredContracts().includes(contract);
}

/** Whether it holds balances that the router may move. */
export function isToken(contract: Address): bool {
  return (
    contractsOf(ContractKind.IstsiToken).includes(contract) ||
    contractsOf(ContractKind.FungibleToken).includes(contract)
  );
}

/** Every registered contract: where value can move first. */
export function registeredContracts(): Vec<Address> {
  const contracts = loadContracts();
  const none = Vec.empty<Address>();
  return contracts
    .getOr(ContractKind.IstsiToken, none)
    .append(contracts.getOr(ContractKind.FungibleToken, none))
    .append(contracts.getOr(ContractKind.ReserveManager, none))
    .append(contracts.getOr(ContractKind.PriceOracle, none))
    .append(contracts.getOr(ContractKind.KycRegistry, none));
}

export function updateContracts(updates: Vec<AddressUpdate>): void {
  for (const update of updates) {
    const kind = update.kind as u32;
    require(kind < KINDS, IntegrationError.InvalidOperationState);
    if (update.change === AddressChange.Register) register(kind, update.contract);
    else if (update.change === AddressChange.Deregister) deregister(kind, update.contract);
    else prefer(kind, update.contract);
  }
}

function register(kind: u32, contract: Address): void {
  require(contract !== currentContract() && !isRegistered(contract), IntegrationError.InvalidOperationState);
  require(registeredContracts().length < MAX_CONTRACTS, IntegrationError.InvalidOperationState);
  requireKind(kind, contract);
  // A contract that does not obey could not be paused. It starts as the others are.
  const answer = new RegisteredContractClient(contract).try_set_paused(isStopped());
  require(answer.isOk, IntegrationError.ContractCallFailed);
  storeKind(kind, contractsOf(kind).push(contract));
  publish<ContractRegistered>({ kind, contract });
}

/** Also asked when it is proposed: what a contract is does not change until then. */
export function requireKind(kind: u32, contract: Address): void {
  const answer = new RegisteredContractClient(contract).try_kind();
  require(answer.isOk, IntegrationError.ContractCallFailed);
  require(answer.unwrap() === kind, IntegrationError.WrongKind);
}

function deregister(kind: u32, contract: Address): void {
  const position = positionOf(kind, contract);
  const left = contractsOf(kind).remove(position);
  require(left.length > 0 || !isIndispensable(kind), IntegrationError.InvalidOperationState);
  storeKind(kind, left);
  publish<ContractDeregistered>({ kind, contract });
}

function prefer(kind: u32, contract: Address): void {
  const position = positionOf(kind, contract);
  storeKind(kind, contractsOf(kind).remove(position).pushFront(contract));
  publish<ContractPreferred>({ kind, contract });
}

function positionOf(kind: u32, contract: Address): u32 {
  requireRegisteredAs(kind, contract);
  return contractsOf(kind).indexOf(contract).unwrap();
}

function storeKind(kind: u32, contracts: Vec<Address>): void {
  storeContracts(loadContracts().set(kind, contracts));
}

function isIndispensable(kind: u32): bool {
  return kind === ContractKind.KycRegistry || kind === ContractKind.IstsiToken || kind === ContractKind.ReserveManager;
}
