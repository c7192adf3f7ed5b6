import { contractSpec, type SystemContracts } from '@istsi/contracts';
import type { FungibleToken } from '@istsi/contracts/clients/fungible-token';
import { type ExchangeConfig, IntegrationError } from '@istsi/contracts/clients/integration-router';
import type { Asset, PriceOracle } from '@istsi/contracts/clients/price-oracle';
import { type ContractClient, createContractClient, type Network, type Submitter } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ExchangedToken, ExchangeView, OraclePrice, PriceSource } from './exchange-requests.ts';
import { askReporters, type ReporterEndpoint } from './reporter-status.ts';

export interface ExchangeDesk {
  db: Kysely<Schema>;
  network: Network;
  contracts: SystemContracts;
  submitter: Submitter;
  now: () => Date;
  /** Who reports to the oracle, as far as it is known where they tell how they stand. */
  reporters: readonly ReporterEndpoint[];
  /** Everything is of this machine, its prices too. */
  isLocal: boolean;
}

const SATS_DIGITS = 8;

/** Governance's settings, read from the chain; undefined while there are none. */
export async function readConfig({ contracts }: Pick<ExchangeDesk, 'contracts'>): Promise<ExchangeConfig | undefined> {
  const found = await contracts.router.tryRead('get_exchange_config');
  if (found.ok) return found.value;
  if (found.failure.contractError?.code === IntegrationError.ContractNotFound) return undefined;
  return await contracts.router.read('get_exchange_config');
}

export const tokenAt = (
  { network }: Pick<ExchangeDesk, 'network'>,
  contractId: string,
): ContractClient<FungibleToken> =>
  createContractClient<FungibleToken>(network, { contractId, spec: contractSpec('fungible-token') });

export async function readExchange(desk: ExchangeDesk, user?: string): Promise<ExchangeView | undefined> {
  const config = await readConfig(desk);
  if (!config) return undefined;
  const [tokens, { base, price }, reporters] = await Promise.all([
    Promise.all(config.tokens.map(({ token }) => readToken(desk, token, user))),
    readPrice(desk, config),
    askReporters(desk.reporters, config.oracle, desk.now().getTime()),
  ]);
  return {
    ...{ oracle: config.oracle, base, price, tokens, reporters },
    priceSource: sourceOf(
      desk,
      reporters.some(({ facts }) => facts?.local),
    ),
    priceMaxAgeSeconds: Number(config.max_age),
    feeBps: config.fee_bps,
  };
}

/** One reporter that reads a file is enough for it to be no market's price. */
function sourceOf({ isLocal, reporters }: ExchangeDesk, readsFile: boolean): PriceSource {
  if (isLocal || readsFile) return 'local';
  return reporters.length === 0 ? 'foreign' : 'reporters';
}

/** What a token is called never changes. */
const names = new Map<string, Promise<Pick<ExchangedToken, 'name' | 'symbol' | 'decimals'>>>();

async function readToken(desk: ExchangeDesk, contract: string, user: string | undefined): Promise<ExchangedToken> {
  const client = tokenAt(desk, contract);
  const key = `${desk.network.networkPassphrase} ${contract}`;
  const named =
    names.get(key) ??
    Promise.all([client.read('name'), client.read('symbol'), client.read('decimals')]).then(
      ([name, symbol, decimals]) => ({ name, symbol, decimals }),
    );
  names.set(key, named);
  named.catch(() => names.delete(key));
  const [inventory, balance] = await Promise.all([
    client.read('balance', { id: desk.contracts.router.contractId }),
    user === undefined ? null : client.read('balance', { id: user }),
  ]);
  return { contract, ...(await named), inventory, balance };
}

export async function readPrice(
  desk: Pick<ExchangeDesk, 'network' | 'contracts' | 'now'>,
  config: ExchangeConfig,
): Promise<{ base: string; price: OraclePrice | null }> {
  const oracle = createContractClient<PriceOracle>(desk.network, {
    contractId: config.oracle,
    spec: contractSpec('price-oracle'),
  });
  const asset = config.tokens.find(({ token }) => token === desk.contracts.token.contractId)?.asset as
    | Asset
    | undefined;
  const [base, decimals, last] = await Promise.all([
    oracle.read('base'),
    oracle.read('decimals'),
    asset === undefined ? null : oracle.read('lastprice', { asset }),
  ]);
  const unit = String(base.values[0]);
  if (!last) return { base: unit, price: null };
  const at = new Date(Number(last.timestamp) * 1_000);
  return {
    base: unit,
    price: {
      perBitcoin: decimalText(last.price, decimals - SATS_DIGITS),
      at,
      ageSeconds: Math.max(0, Math.floor((desk.now().getTime() - at.getTime()) / 1_000)),
    },
  };
}

/** `amount` divided by 10^digits, exactly, without zeros at the end. */
export function decimalText(amount: bigint, digits: number): string {
  if (digits <= 0) return String(amount * 10n ** BigInt(-digits));
  const text = amount.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  const whole = text.slice(0, -digits);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
