import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  type ContractArgs,
  type ContractHandle,
  contractIdOf,
  createContract,
  invocation,
  uploadWasm,
} from '@istsi/soroban-client';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { contract, type xdr } from '@stellar/stellar-sdk';
import { signWith, submit } from '../../contracts/test/transaction.ts';
import type { Person, World } from '../../contracts/test/world.ts';

export type HostileName = 'hostile-token' | 'hostile-oracle' | 'hostile-account' | 'impostor';

/** Anybody may deploy a contract: Mallory does. */
export async function deployHostile(world: World, name: HostileName): Promise<ContractHandle> {
  const entry = fileURLToPath(new URL(`./contracts/${name}.ts`, import.meta.url));
  const { wasm, hash } = await compileContract({ entry });
  const salt = createHash('sha256').update(name).digest();
  const deployer = world.people.mallory;
  await act(world, uploadWasm(wasm));
  await act(world, createContract(deployer.publicKey(), salt, hash, []));
  const contractId = contractIdOf(world.network.networkPassphrase, deployer.publicKey(), salt);
  return { contractId, spec: contract.Spec.fromWasm(wasm) };
}

/** Calls a hostile contract directly. */
export async function callHostile<T>(
  world: World,
  handle: ContractHandle,
  method: string,
  args: ContractArgs = {},
): Promise<T> {
  const value = await act(world, invocation(handle, method, args));
  return handle.spec.funcResToNative(method, value) as T;
}

export interface Callback {
  contract: ContractHandle;
  method: string;
  args: ContractArgs;
}

/** From now on the entry, called by whomever, calls back first. */
export async function arm(world: World, hostile: ContractHandle, entry: string, callback: Callback): Promise<void> {
  const { contract: target, method, args } = callback;
  const list = target.spec.funcArgsToScVals(method, args);
  await callHostile(world, hostile, 'arm', { entry, target: target.contractId, method, args: list });
}

async function act(world: World, invoke: xdr.HostFunction, by: Person = 'mallory'): Promise<xdr.ScVal> {
  const { network, people } = world;
  return await submit({ network, source: people[by], invoke, sign: signWith(network, []) });
}
