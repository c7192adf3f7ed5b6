import type { ContractHandle } from '@istsi/soroban-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deposit, register, totalSupply, txid } from '../../contracts/test/actions.ts';
import { fundInventory, ISTSI_PRICE, openExchange, setPrice } from '../../contracts/test/exchange.ts';
import { AddressChange, ContractKind, decree, updateContracts } from '../../contracts/test/governance.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';
import { arm, type Callback, callHostile, deployHostile } from './hostile-contract.ts';

// Governance has let in a token and an oracle that call back.
let world: World;
let token: ContractHandle;
let oracle: ContractHandle;
const REFUSED = 2;

beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'mallory', 4);
  await openExchange(world);
  await deposit(world, { amount: 1_000_000n, tx: txid('reentrancy') });
  await fundInventory(world, { istsi: 500_000n, dollars: 10n ** 12n, from: 'alice' });
  await setPrice(world, ISTSI_PRICE);
  token = await deployHostile(world, 'hostile-token');
  oracle = await deployHostile(world, 'hostile-oracle');
  const { contractId } = token;
  await decree(
    world,
    updateContracts({ kind: ContractKind.FungibleToken, change: AddressChange.Register, contract: contractId }),
  );
  await decree(world, {
    tag: 'SetExchangeConfig',
    values: [
      {
        oracle: oracle.contractId,
        fee_bps: 30,
        max_age: 300n,
        max_deviation_bps: 300,
        twap_records: 8,
        tokens: [
          { token: istsi(), asset: { tag: 'Stellar', values: [istsi()] } },
          { token: contractId, asset: { tag: 'Other', values: ['USD'] } },
        ],
      },
    ],
  });
});
afterAll(() => world.stop());

const istsi = (): string => world.contracts['istsi-token'].contractId;
const order = (from: string, to: string, nonce = 0n) => ({
  user: world.address('mallory'),
  from_token: from,
  to_token: to,
  amount: 10_000_000n,
  min_out: 1n,
  deadline: 4_000_000_000n + nonce,
});
/** Mallory signs the exchange itself, and nothing that a contract would like below it. */
const sell = (nonce: bigint): Promise<bigint> =>
  world.invoke('integration-router', 'execute_cross_token_exchange', order(token.contractId, istsi(), nonce), {
    by: 'mallory',
    alone: true,
  });
const outcomeOf = (hostile: ContractHandle): Promise<number> => callHostile(world, hostile, 'outcome');

const callbacks: [string, () => Callback][] = [
  [
    'another exchange',
    () => ({
      contract: world.contracts['integration-router'],
      method: 'execute_cross_token_exchange',
      args: order(token.contractId, istsi(), 99n),
    }),
  ],
  [
    'the same exchange',
    () => ({
      contract: world.contracts['integration-router'],
      method: 'execute_cross_token_exchange',
      args: order(token.contractId, istsi()),
    }),
  ],
  ['even a question', () => ({ contract: world.contracts['integration-router'], method: 'get_metrics', args: {} })],
  [
    "the router's tokens",
    () => ({
      contract: world.contracts['istsi-token'],
      method: 'transfer',
      args: {
        from: world.contracts['integration-router'].contractId,
        to: world.address('mallory'),
        amount: 100_000n,
      },
    }),
  ],
  [
    'a pause of the token',
    () => ({ contract: world.contracts['istsi-token'], method: 'set_paused', args: { paused: true } }),
  ],
];

describe.each<[string, () => ContractHandle, string]>([
  ['a token while it is moved', () => token, 'transfer'],
  ['an oracle while it is asked', () => oracle, 'lastprice'],
  ['an oracle while it tells of the past', () => oracle, 'prices'],
])('%s', (name, hostile, entry) => {
  test.each(callbacks)('gets nothing by calling back for %s', async (what, callback) => {
    await arm(world, hostile(), entry, callback());
    const [supply, held] = [await totalSupply(world), await inventory()];
    const nonce =
      BigInt(1 + callbacks.findIndex(([label]) => label === what)) *
      (entry === 'transfer' ? 1n : entry === 'prices' ? 10n : 100n);
    const bought = await sell(nonce);
    expect(await outcomeOf(hostile()), name).toBe(REFUSED);
    // The exchange itself went on as quoted, and paid once.
    expect(await inventory()).toBe(held - bought);
    expect(await totalSupply(world)).toBe(supply);
  });
});

const inventory = (): Promise<bigint> =>
  world.read('istsi-token', 'balance', { id: world.contracts['integration-router'].contractId });

test.each<[string, bigint, bigint, bigint]>([
  ['nothing', 0n, ISTSI_PRICE, 0n],
  ['less than nothing', -ISTSI_PRICE, ISTSI_PRICE, 0n],
  ['another price than ever', 2n * ISTSI_PRICE, ISTSI_PRICE, 0n],
  ['an average of nothing', ISTSI_PRICE, 0n, 0n],
  ['what will be', ISTSI_PRICE, ISTSI_PRICE, 3_600n],
])('an oracle that says %s stops exchanges', async (_, last, average, ahead) => {
  await callHostile(world, oracle, 'say', { last, average, ahead });
  const held = await inventory();
  await expect(sell(1_000n)).rejects.toMatchObject({ code: 12 });
  expect(await inventory()).toBe(held);
});
