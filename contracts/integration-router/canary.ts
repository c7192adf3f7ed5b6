import {
  type Address,
  Args,
  type BytesN,
  type bool,
  currentContract,
  deployer,
  require,
  sym,
  tryCall,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { storedLayout } from '../shared/lifecycle.ts';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import { Action } from './action.ts';
import { contractsOf, isRegistered, KINDS } from './contracts.ts';
import { IntegrationError } from './errors.ts';

const DAY: u64 = 86_400;

/**
 * A wrong hash would end a contract for ever: code cannot be taken back, only replaced by code that can be replaced.
 * Before it takes the place of what runs, the next code shows in an instance of its own that it is of the same kind, not
 * older, and that it still obeys: pauses, and can be upgraded again.
 */
export function requireFitting(target: Address, new_wasm_hash: BytesN<32>, canary: Address): void {
  // What is done to a canary must not happen to a contract that somebody uses.
  requireFit(canary !== currentContract() && !isRegistered(canary));
  const hash = deployer.wasmHashOf(canary);
  requireFit(hash.isSome && hash.unwrap() === new_wasm_hash);
  const next = new RegisteredContractClient(canary);
  const kind = next.try_kind();
  requireFit(kind.isOk && kind.unwrap() === kindOf(target));
  const version = next.try_version();
  requireFit(version.isOk && version.unwrap() >= layoutOf(target));
  if (target === currentContract()) requireGoverning(canary);
  else requireObedient(next, new_wasm_hash);
}

/** The canary was deployed to obey this router. */
function requireObedient(canary: RegisteredContractClient, wasm_hash: BytesN<32>): void {
  requireFit(canary.try_set_paused(true).isOk);
  const paused = canary.try_paused();
  requireFit(paused.isOk && paused.unwrap());
  requireFit(canary.try_upgrade(wasm_hash).isOk);
}

/** The next router obeys its own governance alone: this router is the canary's only Super Admin, and decides something. */
function requireGoverning(canary: Address): void {
  const self = currentContract();
  const action = Action.SetGovernance({ delay: 0, expiry: DAY, threshold: 1 });
  const id = tryCall<u32>(canary, sym('propose'), Args.of().add<Address>(self).add<Action>(action));
  requireFit(id.isOk);
  const vote = Args.of().add<Address>(self).add<u32>(id.unwrap());
  requireFit(tryCall<void>(canary, sym('approve'), vote).isOk);
  requireFit(tryCall<void>(canary, sym('execute'), vote).isOk);
}

function kindOf(target: Address): u32 {
  for (let kind: u32 = 0; kind < KINDS; kind++) {
    if (contractsOf(kind).includes(target)) return kind;
  }
  return ContractKind.IntegrationRouter;
}

/** 0 of a contract that does not answer: what is broken already must be possible to repair. */
function layoutOf(target: Address): u32 {
  if (target === currentContract()) return storedLayout();
  const version = new RegisteredContractClient(target).try_version();
  return version.isOk ? version.unwrap() : 0;
}

function requireFit(condition: bool): void {
  require(condition, IntegrationError.UnfitCode);
}
