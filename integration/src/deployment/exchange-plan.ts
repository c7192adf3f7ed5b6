import { contractSpec, loadContract, type Manifest } from '@istsi/contracts';
import type { Asset, OracleConfig } from '@istsi/contracts/clients/price-oracle';
import { contractIdOf } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { saltOf } from './put-contract.ts';

/** What an exchange is made of, beside what every system has. */
export const exchangeContractNames = ['fungible-token', 'price-oracle'] as const;
export type ExchangeContractName = (typeof exchangeContractNames)[number];

export interface ExchangePlan {
  /** Whose account creates the contracts, which their ids follow from; the system's own unless said. */
  deployer?: string | undefined;
  /** Addresses of the oracle's reporters: three at least. */
  reporters: readonly string[];
  /** What iSTSi is exchanged against: one unit of it counts as a dollar. */
  token: { name: string; symbol: string; decimals: number; cap: bigint };
  oracle: Omit<OracleConfig, 'reporters'> & { decimals: number; resolution: number };
  exchange: { fee_bps: number; max_age: bigint; max_deviation_bps: number; twap_records: number };
  /** Units of the other token that one Super Admin mints into the inventory, once; absent: none. iSTSi is never minted for it. */
  inventory?: { minter: string; amount: bigint } | undefined;
}

export const USD: Asset = { tag: 'Other', values: ['USD'] };

/** A price of a satoshi has eight digits less than one of a bitcoin: fourteen leave enough of both. */
export const defaultOracle: ExchangePlan['oracle'] = {
  ...{ decimals: 14, resolution: 60 },
  ...{ quorum: 3, max_age: 600n, max_deviation_bps: 500, max_twap_deviation_bps: 1_000 },
};

/** `twap_records`: so many ticks back nobody gains by having known the next price. */
export const defaultExchange: ExchangePlan['exchange'] = {
  ...{ fee_bps: 30, max_age: 600n, max_deviation_bps: 300, twap_records: 6 },
};

/** Where the contracts will be, and are: ids depend on network, deployer and label alone. */
export function exchangeIds({ networkPassphrase, deployer, label }: Manifest): Record<ExchangeContractName, string> {
  const idOf = (name: ExchangeContractName): string => contractIdOf(networkPassphrase, deployer, saltOf(label, name));
  return { 'fungible-token': idOf('fungible-token'), 'price-oracle': idOf('price-oracle') };
}

export const istsiAsset = ({ contracts }: Manifest): Asset => ({
  tag: 'Stellar',
  values: [contracts['istsi-token'].id],
});

/** Code and arguments that a contract of the exchange is created with. */
export function exchangeContract(
  name: ExchangeContractName,
  plan: ExchangePlan,
  manifest: Manifest,
): { wasm: Uint8Array; hash: string; args: xdr.ScVal[] } {
  return {
    ...loadContract(name),
    args: contractSpec(name).funcArgsToScVals('__constructor', argsOf(name, plan, manifest)),
  };
}

function argsOf(name: ExchangeContractName, plan: ExchangePlan, manifest: Manifest): object {
  const { contracts } = manifest;
  const router = contracts['integration-router'].id;
  if (name === 'fungible-token') return { ...plan.token, admin: router, kyc_registry: contracts['kyc-registry'].id };
  const { decimals, resolution, ...config } = plan.oracle;
  return {
    ...{ router, base: USD, decimals, resolution, assets: [istsiAsset(manifest)] },
    config: { ...config, reporters: [...plan.reporters] },
  };
}
