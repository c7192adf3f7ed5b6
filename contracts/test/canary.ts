import { createHash } from 'node:crypto';
import { contractIdOf, createContract, uploadWasm } from '@istsi/soroban-client';
import { contract, type xdr } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import { decree, upgradeContract } from './governance.ts';
import { signWith, submit } from './transaction.ts';
import { constructorArgs, type World } from './world.ts';

export const hashOf = (wasm: Uint8Array): string => createHash('sha256').update(wasm).digest('hex');

export interface CanaryOptions {
  /** Whom it obeys; the router of the world unless said otherwise. */
  router?: string;
  /** Tells canaries of the same code apart. */
  label?: string;
}

/** Anybody deploys an instance of code that is to replace what a contract runs: Mallory does. */
export async function deployCanary(
  world: World,
  name: ContractName,
  wasm: Uint8Array,
  { router = world.contracts['integration-router'].contractId, label = '' }: CanaryOptions = {},
): Promise<string> {
  const { network, people } = world;
  const source = people.mallory;
  const act = (invoke: xdr.HostFunction) => submit({ network, source, invoke, sign: signWith(network, []) });
  const idOf = (other: ContractName): string =>
    other === 'integration-router' ? router : world.contracts[other].contractId;
  const args = constructorArgs({}, idOf, world.address)[name];
  // The canary of a router obeys its Super Admins, of whom the router that is to be replaced is the only one.
  const own = name === 'integration-router' ? { ...args, super_admins: [router] } : args;
  const salt = createHash('sha256')
    .update(`canary ${hashOf(wasm)} ${router} ${label}`)
    .digest();
  await act(uploadWasm(wasm));
  const spec = contract.Spec.fromWasm(Buffer.from(wasm));
  await act(createContract(source.publicKey(), salt, hashOf(wasm), spec.funcArgsToScVals('__constructor', own)));
  return contractIdOf(network.networkPassphrase, source.publicKey(), salt);
}

/** Governance replaces the code of a contract, after its canary showed what it is. */
export async function upgradeTo(world: World, name: ContractName, wasm: Uint8Array): Promise<void> {
  const canary = await deployCanary(world, name, wasm);
  await decree(world, upgradeContract(world.contracts[name].contractId, hashOf(wasm), canary));
}
