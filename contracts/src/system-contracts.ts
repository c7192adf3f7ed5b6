import {
  agreeingClient,
  type ContractClient,
  type ContractFunctions,
  type ContractHandle,
  createContractClient,
  type ErrorNames,
  errorNames,
  type LedgerView,
  type Network,
  readWasm,
  viewContract,
  wasmHashOf,
} from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import type { IntegrationRouter } from './generated/integration-router.ts';
import type { IstsiToken } from './generated/istsi-token.ts';
import type { KycRegistry } from './generated/kyc-registry.ts';
import type { ReserveManager } from './generated/reserve-manager.ts';
import { loadContract } from './load.ts';
import type { Manifest } from './manifest.ts';
import { type ContractName, type CoreContractName, coreContractNames } from './names.ts';

/** The deployed contracts, ready to be called. */
export interface SystemContracts {
  router: ContractClient<IntegrationRouter>;
  kyc: ContractClient<KycRegistry>;
  token: ContractClient<IstsiToken>;
  reserve: ContractClient<ReserveManager>;
  /** The error numbers of all of them; each contract has its own hundreds. */
  errorNames: ErrorNames;
}

/** What a contract's entries, types, errors and events are, as its build says. */
export const contractSpec = (name: ContractName): contract.Spec => contract.Spec.fromWasm(loadContract(name).wasm);

export type ContractSpecs = Record<CoreContractName, contract.Spec>;

/**
 * What the deployed contracts say of themselves, which may be another release than this build. For whoever talks to a
 * system in order to change what it runs.
 */
export async function deployedSpecs(manifest: Manifest, network: Network): Promise<ContractSpecs> {
  const specOf = async (name: CoreContractName): Promise<contract.Spec> => {
    const hash = await wasmHashOf(network, manifest.contracts[name].id);
    const wasm = hash === undefined || hash === loadContract(name).hash ? undefined : await readWasm(network, hash);
    return wasm === undefined ? contractSpec(name) : contract.Spec.fromWasm(Buffer.from(wasm));
  };
  const specs = await Promise.all(coreContractNames.map(async (name) => [name, await specOf(name)] as const));
  return Object.fromEntries(specs) as ContractSpecs;
}

/**
 * With a second network, which is another RPC of the same, what is read counts once both say the same. `specs`: those of this
 * build, unless given.
 */
export function openContracts(
  manifest: Manifest,
  network: Network,
  second?: Network,
  specs?: ContractSpecs,
): SystemContracts {
  const handle = (name: CoreContractName): ContractHandle => ({
    contractId: manifest.contracts[name].id,
    spec: specs?.[name] ?? contractSpec(name),
  });
  const handles = {
    router: handle('integration-router'),
    kyc: handle('kyc-registry'),
    token: handle('istsi-token'),
    reserve: handle('reserve-manager'),
  };
  // An exchange reaches these as well, and what they refuse comes back through the router.
  const others = [contractSpec('fungible-token'), contractSpec('price-oracle')];
  const names = errorNames([...Object.values(handles).map(({ spec }) => spec), ...others]);
  const client = <F extends ContractFunctions>(target: ContractHandle): ContractClient<F> => {
    const first = createContractClient<F>(network, target, names);
    return second ? agreeingClient(first, createContractClient<F>(second, target, names)) : first;
  };
  return {
    router: client(handles.router),
    kyc: client(handles.kyc),
    token: client(handles.token),
    reserve: client(handles.reserve),
    errorNames: names,
  };
}

/**
 * The same contracts as the newest ledger shows them: what was read of it is kept until another one closes. For those who
 * ask the same again and again, or many at a time.
 */
export function viewContracts(contracts: SystemContracts, view: LedgerView): SystemContracts {
  return {
    router: viewContract(contracts.router, view),
    kyc: viewContract(contracts.kyc, view),
    token: viewContract(contracts.token, view),
    reserve: viewContract(contracts.reserve, view),
    errorNames: contracts.errorNames,
  };
}
