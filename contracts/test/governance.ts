import { Buffer } from 'node:buffer';
import type { ContractName } from '../src/index.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** An action of governance as the client library encodes it: the case of the union and what it carries. */
export interface Action {
  tag: string;
  values?: readonly unknown[];
}

export const grantRole = (world: World, account: Person, role: number): Action => ({
  tag: 'GrantRole',
  values: [world.address(account), role],
});

export const revokeRole = (world: World, account: Person, role: number): Action => ({
  tag: 'RevokeRole',
  values: [world.address(account), role],
});

export const handOver = (world: World, from: Person, to: Person): Action => ({
  tag: 'HandOver',
  values: [world.address(from), world.address(to)],
});

export interface TierLimits {
  tier: number;
  operation: number;
  per_operation: bigint;
  daily: bigint;
  monthly: bigint;
}

export const setLimits = ({ tier, operation, per_operation, daily, monthly }: TierLimits): Action => ({
  tag: 'SetLimits',
  values: [tier, operation, per_operation, daily, monthly],
});

export const setCustodians = (world: World, custodians: readonly Person[], threshold: number): Action => ({
  tag: 'SetCustodians',
  values: [custodians.map(world.address), threshold],
});

export interface RateLimits {
  system_amount: bigint;
  system_operations: number;
  user_amount: bigint;
  user_operations: number;
  window: bigint;
}

export const setRateLimits = (operation: number, limits: RateLimits): Action => ({
  tag: 'SetRateLimits',
  values: [operation, limits],
});

/** `canary` runs the code that is to replace that of `target`. */
export const upgradeContract = (target: string, hash: string, canary: string): Action => ({
  tag: 'UpgradeContract',
  values: [target, Buffer.from(hash, 'hex'), canary],
});

export const ContractKind = {
  KycRegistry: 0,
  IstsiToken: 1,
  ReserveManager: 2,
  FungibleToken: 3,
  PriceOracle: 4,
} as const;
export const AddressChange = { Register: 0, Deregister: 1, Prefer: 2 } as const;

export interface AddressUpdate {
  kind: number;
  change: number;
  contract: string;
}

export const updateContracts = (...updates: AddressUpdate[]): Action => ({
  tag: 'UpdateContractAddresses',
  values: [updates],
});

/** The contracts that the router is not born with. */
export const registerOthers = (world: World): Promise<void> =>
  decree(
    world,
    updateContracts(
      {
        kind: ContractKind.FungibleToken,
        change: AddressChange.Register,
        contract: world.contracts['fungible-token'].contractId,
      },
      {
        kind: ContractKind.PriceOracle,
        change: AddressChange.Register,
        contract: world.contracts['price-oracle'].contractId,
      },
    ),
  );

export const propose = (world: World, action: Action, by: Person = 'superAdmin'): Promise<number> =>
  world.invoke<number>('integration-router', 'propose', { proposer: world.address(by), action }, { by });

export const approve = (world: World, id: number, by: Person = 'superAdmin'): Promise<void> =>
  world.invoke('integration-router', 'approve', { approver: world.address(by), id }, { by });

export const execute = (world: World, id: number, by: Person = 'superAdmin'): Promise<void> =>
  world.invoke('integration-router', 'execute', { caller: world.address(by), id }, { by });

export const cancel = (world: World, id: number, by: Person = 'superAdmin'): Promise<void> =>
  world.invoke('integration-router', 'cancel', { caller: world.address(by), id }, { by });

/** Proposes, approves and executes at once, which one Super Admin can where one approval is enough and nothing is delayed. */
export async function decree(world: World, action: Action, by: Person = 'superAdmin'): Promise<void> {
  const id = await propose(world, action, by);
  try {
    await approve(world, id, by);
    await execute(world, id, by);
  } catch (error) {
    // What fails would stay open, and a proposer has only so many.
    await cancel(world, id, by);
    throw error;
  }
}

/** Changes a setting of a registered contract, through the router, by the arguments of that contract's own entry. */
export async function administer(
  world: World,
  name: ContractName,
  method: string,
  args: Record<string, unknown>,
): Promise<void> {
  const { contractId, spec } = world.contracts[name];
  await decree(world, { tag: 'Administer', values: [contractId, method, spec.funcArgsToScVals(method, args)] });
}
