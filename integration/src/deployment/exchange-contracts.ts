import { contractSpec, type Manifest } from '@istsi/contracts';
import type { FungibleToken } from '@istsi/contracts/clients/fungible-token';
import type { PriceOracle } from '@istsi/contracts/clients/price-oracle';
import { createContractClient, type Network, wasmHashOf } from '@istsi/soroban-client';
import { DeploymentError } from './errors.ts';
import { type ExchangeContractName, type ExchangePlan, exchangeContract, istsiAsset, USD } from './exchange-plan.ts';

/** What the plan has a contract of the exchange be, in the words that a person compares it in. */
type Settings = Record<string, unknown>;

/**
 * Whoever has the deployer's key can put anything where the plan has its contracts be. Before governance is asked to let
 * one in, everything that its constructor was told is read back. What other code left in its storage, before it was replaced by
 * this one, nobody can list: docs/operate/exchange.md says who has to create them.
 */
export async function requirePlanned(
  network: Network,
  name: ExchangeContractName,
  id: string,
  { plan, manifest }: { plan: ExchangePlan; manifest: Manifest },
): Promise<void> {
  const refuse = (setting: string, onChain: string, wanted: string): never => {
    throw new DeploymentError('deployment/foreign-contract', { contract: name, id, setting, onChain, wanted });
  };
  const { hash } = exchangeContract(name, plan, manifest);
  const found = (await wasmHashOf(network, id)) ?? 'none';
  if (found !== hash) refuse('code', found, hash);
  const [is, wanted] =
    name === 'price-oracle'
      ? [await readOracle(network, id), plannedOracle(plan, manifest)]
      : [await readToken(network, id), plannedToken(plan, manifest)];
  const [different] = differingSettings(is, wanted);
  if (different) refuse(...different);
}

/** Those that are not as they should be: name, what it is, what it should be. */
export function differingSettings(is: Settings, wanted: Settings): [string, string, string][] {
  return Object.keys(wanted)
    .map((name): [string, string, string] => [name, inWords(is[name]), inWords(wanted[name])])
    .filter(([, found, planned]) => found !== planned);
}

/** Order says nothing: reporters are a set, and so are the members of an object. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return [...value.map(inWords)].sort().join(', ') || 'none';
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, member]) => `${key} ${inWords(member)}`)
    .sort()
    .join(' ');
}

function plannedOracle({ oracle, reporters }: ExchangePlan, manifest: Manifest): Settings {
  return { ...oracle, reporters, base: USD, assets: [istsiAsset(manifest)] };
}

async function readOracle(network: Network, contractId: string): Promise<Settings> {
  const oracle = createContractClient<PriceOracle>(network, { contractId, spec: contractSpec('price-oracle') });
  const [base, assets, decimals, resolution, config] = await Promise.all([
    oracle.read('base'),
    oracle.read('assets'),
    oracle.read('decimals'),
    oracle.read('resolution'),
    oracle.read('get_config'),
  ]);
  return { base, assets, decimals, resolution, ...config };
}

function plannedToken({ token }: ExchangePlan, { contracts }: Manifest): Settings {
  const admin = contracts['integration-router'].id;
  return { ...token, admin, kyc_registry: contracts['kyc-registry'].id, 'supply before it is registered': 0n };
}

async function readToken(network: Network, contractId: string): Promise<Settings> {
  const token = createContractClient<FungibleToken>(network, { contractId, spec: contractSpec('fungible-token') });
  const [config, supply] = await Promise.all([token.read('get_config'), token.read('total_supply')]);
  return { ...config, 'supply before it is registered': supply };
}
