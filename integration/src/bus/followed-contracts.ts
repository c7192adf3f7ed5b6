import { type ContractName, contractNames, loadContract, type Manifest } from '@istsi/contracts';
import { ContractKind } from '@istsi/contracts/clients/integration-router';
import { type ChainEvent, type Network, readWasm, wasmHashOf } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type ReadEvent, readBySpec } from './event-reader.ts';

/** A contract whose events are read, and what its code says they are. */
export interface FollowedContract {
  contractId: string;
  /** That of its folder. */
  name: string;
  /** What is deployed, and then this build, for events from before or after an upgrade. */
  specs: readonly contract.Spec[];
  /** The ledger in which governance registered it: before that nobody is told of it. Absent for those of the deployment. */
  since?: number;
}

export type FollowedContracts = ReadonlyMap<string, FollowedContract>;

/** Those of the manifest, and what governance registered since. */
export async function loadFollowed(
  db: Kysely<Schema>,
  network: Network,
  manifest: Manifest,
  known: FollowedContracts = new Map(),
): Promise<FollowedContracts> {
  const deployed = Object.entries(manifest.contracts).map(([name, { id }]) => ({ name, contractId: id }));
  const rows = await db.selectFrom('istsi.bus_contracts').selectAll().orderBy('registered_ledger').execute();
  const registered = rows.map(({ name, contract_id, registered_ledger }) => ({
    ...{ name, contractId: contract_id, since: Number(registered_ledger) },
  }));
  const followed = new Map<string, FollowedContract>();
  for (const { contractId, ...rest } of [...deployed, ...registered]) {
    if (followed.has(contractId)) continue;
    const specs = known.get(contractId)?.specs ?? (await specsOf(network, contractId, rest.name));
    followed.set(contractId, { contractId, ...rest, specs });
  }
  return followed;
}

async function specsOf(network: Network, contractId: string, name: string): Promise<contract.Spec[]> {
  const build = isContractName(name) ? loadContract(name) : undefined;
  const own = build ? [contract.Spec.fromWasm(build.wasm)] : [];
  const hash = await wasmHashOf(network, contractId);
  const wasm = hash === undefined || hash === build?.hash ? undefined : await readWasm(network, hash);
  return wasm === undefined ? own : [contract.Spec.fromWasm(Buffer.from(wasm)), ...own];
}

const isContractName = (name: string): name is ContractName => (contractNames as readonly string[]).includes(name);

/** What this build knows, by name: for the schemas of events. */
export const builtSpecs = (): Record<string, contract.Spec> =>
  Object.fromEntries(contractNames.map((name) => [name, contract.Spec.fromWasm(loadContract(name).wasm)]));

/** As its folder is called: `FungibleToken` is `fungible-token`. */
export function nameOfKind(kind: number): string {
  const name = Object.entries(ContractKind).find(([, value]) => value === kind)?.[0] ?? `Kind${kind}`;
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** Undefined for an event that none of the contract's specs has. */
export function readEvent(
  { specs }: FollowedContract,
  event: Pick<ChainEvent, 'topics' | 'body'>,
): ReadEvent | undefined {
  for (const spec of specs) {
    const parsed = readBySpec(spec, event);
    if (parsed) return parsed;
  }
  return undefined;
}
