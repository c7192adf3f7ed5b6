import type { ContractName, Release, ReleasedContract } from '@istsi/contracts';
import { ContractKind } from '@istsi/contracts/clients/integration-router';
import { type Network, readWasm, tryReadContract, wasmHashOf } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import type { Governance } from '../governance/governance.ts';
import { UpgradeError } from './errors.ts';

/** One contract that runs, and the code that is to take its place. */
export interface ContractUpgrade {
  name: ContractName;
  id: string;
  /** Hashes of code, hex. */
  onChain: string;
  next: ReleasedContract;
  /** Of what is stored now. */
  layout: number;
}

const KINDS: readonly [ContractName, ContractKind][] = [
  ['kyc-registry', ContractKind.KycRegistry],
  ['istsi-token', ContractKind.IstsiToken],
  ['reserve-manager', ContractKind.ReserveManager],
  ['fungible-token', ContractKind.FungibleToken],
  ['price-oracle', ContractKind.PriceOracle],
];
/** Of a contract from before there were layouts. */
const FIRST_LAYOUT = 1;

/**
 * What differs between the system and a release, read from the chain alone: an interrupted upgrade is planned again and
 * only the rest is left. The router comes last, because the code that runs in it decides what the others are asked.
 */
export async function planUpgrade({ network, contracts }: Governance, release: Release): Promise<ContractUpgrade[]> {
  const { router } = contracts;
  const registered = await Promise.all(
    KINDS.map(async ([name, kind]) => {
      const ids = await router.read('get_contracts', { kind });
      return ids.map((id) => ({ name, id }));
    }),
  );
  const all = [...registered.flat(), { name: 'integration-router' as const, id: router.contractId }];
  const compared = await Promise.all(all.map(({ name, id }) => compare(network, name, id, release)));
  return compared.filter(({ onChain, next, layout }) => onChain !== next.hash || layout < next.layout);
}

export async function compare(
  network: Network,
  name: ContractName,
  id: string,
  release: Release,
): Promise<ContractUpgrade> {
  const onChain = await wasmHashOf(network, id);
  if (onChain === undefined)
    throw new UpgradeError('upgrade/incomplete', { contract: name, reason: `nothing runs at ${id}` });
  const next = release(name);
  if (!next) throw new UpgradeError('upgrade/incomplete', { contract: name, reason: 'the release has no code for it' });
  return { name, id, onChain, next, layout: await storedLayout(network, id, onChain) };
}

async function storedLayout(network: Network, contractId: string, hash: string): Promise<number> {
  const wasm = await readWasm(network, hash);
  if (!wasm) return FIRST_LAYOUT;
  const spec = contract.Spec.fromWasm(Buffer.from(wasm));
  if (!spec.funcs().some(({ name }) => name.toString() === 'version')) return FIRST_LAYOUT;
  const version = await tryReadContract<number>(network, { contractId, spec }, 'version');
  return version.ok ? version.value : FIRST_LAYOUT;
}
