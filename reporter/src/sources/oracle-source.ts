import { contractSpec } from '@istsi/contracts';
import type { Asset, PriceOracle } from '@istsi/contracts/clients/price-oracle';
import { createContractClient, type Network } from '@istsi/soroban-client';
import { priceText } from '../decimal.ts';
import type { Source } from './source.ts';

/** Another oracle on this network that speaks SEP-40. */
export interface OracleSource {
  name: string;
  kind: string;
  contract: string;
  /** What it calls bitcoin. */
  asset: Asset;
}

export function createOracleSource(network: Network, { name, kind, contract, asset }: OracleSource): Source {
  const client = createContractClient<PriceOracle>(network, {
    contractId: contract,
    spec: contractSpec('price-oracle'),
  });
  let decimals: number | undefined;
  return {
    ...{ name, kind },
    async read() {
      // SEP-40: they never change.
      decimals ??= await client.read('decimals');
      const last = await client.read('lastprice', { asset });
      if (!last) throw new Error('it has no price now');
      if (last.price <= 0n) throw new Error('its price is not above zero');
      return { price: priceText(last.price, decimals), atMs: Number(last.timestamp) * 1_000 };
    },
  };
}
