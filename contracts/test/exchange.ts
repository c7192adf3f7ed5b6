import type { ContractName } from '../src/index.ts';
import { administer, decree, registerOthers } from './governance.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** Dollars per satoshi with the oracle's 14 decimals: 60,000 dollars per bitcoin. */
export const ISTSI_PRICE = 60_000_000_000n;

export interface Quote {
  amount_in: bigint;
  amount_out: bigint;
  expires_at: bigint;
  fee: bigint;
  value: bigint;
}

export interface ExchangeOptions {
  user: Person;
  from?: ContractName;
  to?: ContractName;
  amount: bigint;
  min_out?: bigint;
  deadline?: bigint;
  /** Tells orders apart that are otherwise the same. */
  nonce?: bigint;
  by?: Person;
}

/** Registers token and oracle, opens the exchange and makes the router's account one of the system itself. */
export async function openExchange(world: World): Promise<void> {
  const id = (name: ContractName): string => world.contracts[name].contractId;
  await registerOthers(world);
  await decree(world, {
    tag: 'SetExchangeConfig',
    values: [
      {
        oracle: id('price-oracle'),
        fee_bps: 30,
        max_age: 300n,
        max_deviation_bps: 300,
        twap_records: 20,
        tokens: [
          { token: id('istsi-token'), asset: { tag: 'Stellar', values: [id('istsi-token')] } },
          { token: id('fungible-token'), asset: { tag: 'Other', values: ['USD'] } },
        ],
      },
    ],
  });
  await administer(world, 'kyc-registry', 'set_exempt', {
    account: id('integration-router'),
    exempt: true,
    reason: 'inventory of exchanges',
  });
}

/** What the router can pay out: iSTSi that a holder gives it, and dollars that it lets a minter mint for it. */
export async function fundInventory(
  world: World,
  { istsi, dollars, from }: { istsi: bigint; dollars: bigint; from: Person },
): Promise<void> {
  const router = world.contracts['integration-router'].contractId;
  await world.invoke('istsi-token', 'transfer', { from: world.address(from), to: router, amount: istsi }, { by: from });
  await administer(world, 'fungible-token', 'set_minter', { minter: world.address('superAdmin'), quota: dollars });
  await world.invoke(
    'fungible-token',
    'mint',
    { minter: world.address('superAdmin'), to: router, amount: dollars },
    { by: 'superAdmin' },
  );
}

/** All reporters agree on the price of a satoshi. */
export async function setPrice(world: World, price: bigint): Promise<void> {
  const asset = { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] };
  for (const reporter of ['reporter1', 'reporter2', 'reporter3'] as const) {
    const args = { reporter: world.address(reporter), reports: [{ asset, price }] };
    await world.invoke('price-oracle', 'submit_prices', args, { by: reporter });
  }
}

export const quoteOf = (world: World, from: ContractName, to: ContractName, amount: bigint): Promise<Quote> =>
  world.read('integration-router', 'quote_exchange', {
    from_token: world.contracts[from].contractId,
    to_token: world.contracts[to].contractId,
    amount,
  });

export async function exchange(world: World, options: ExchangeOptions): Promise<bigint> {
  const { user, from = 'istsi-token', to = 'fungible-token', amount, min_out = 1n } = options;
  const args = {
    user: world.address(user),
    from_token: world.contracts[from].contractId,
    to_token: world.contracts[to].contractId,
    amount,
    min_out,
    deadline: options.deadline ?? 4_000_000_000n + (options.nonce ?? 0n),
  };
  return await world.invoke<bigint>('integration-router', 'execute_cross_token_exchange', args, {
    by: options.by ?? user,
  });
}
