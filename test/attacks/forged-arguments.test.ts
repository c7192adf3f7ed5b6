import type { ContractArgs, ContractHandle } from '@istsi/soroban-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContractName } from '../../contracts/src/index.ts';
import { deposit, depositArgs, register, stateOf, txid } from '../../contracts/test/actions.ts';
import { fundInventory, ISTSI_PRICE, openExchange, setPrice } from '../../contracts/test/exchange.ts';
import {
  AddressChange,
  ContractKind,
  decree,
  updateContracts,
  upgradeContract,
} from '../../contracts/test/governance.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';
import { deployHostile } from './hostile-contract.ts';

// Mallory names contracts of her own, and people other than herself, wherever an entry takes an address.
let world: World;
let fake: ContractHandle;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'mallory', 4);
  await openExchange(world);
  await deposit(world, { amount: 1_000_000n, tx: txid('forged') });
  await fundInventory(world, { istsi: 500_000n, dollars: 10n ** 12n, from: 'alice' });
  await setPrice(world, ISTSI_PRICE);
  fake = await deployHostile(world, 'hostile-token');
});
afterAll(() => world.stop());

const call = (name: ContractName, method: string, args: ContractArgs): Promise<unknown> =>
  world.invoke(name, method, args, { by: 'mallory', alone: true });
const istsi = (): string => world.contracts['istsi-token'].contractId;
const router = (): string => world.contracts['integration-router'].contractId;
const swap = (from_token: string, to_token: string, amount = 1_000n): Promise<unknown> =>
  call('integration-router', 'execute_cross_token_exchange', {
    user: world.address('mallory'),
    from_token,
    to_token,
    amount,
    min_out: 1n,
    deadline: 4_000_000_000n,
  });
const zero = Buffer.alloc(32);
const about = () => ({ user: world.address('mallory'), operation: 0, amount: 1_000n });
const exchangeOf = (oracle: string, token: string) => ({
  tag: 'SetExchangeConfig',
  values: [
    {
      oracle,
      fee_bps: 30,
      max_age: 300n,
      max_deviation_bps: 300,
      twap_records: 8,
      tokens: [{ token, asset: { tag: 'Other', values: ['USD'] } }],
    },
  ],
});
const oracle = (): string => world.contracts['price-oracle'].contractId;

type Refused = { code: number } | { kind: string };
const AUTH: Refused = { kind: 'auth' };

test.each<[string, () => Promise<unknown>, Refused]>([
  ['a worthless token sold for iSTSi', () => swap(fake.contractId, istsi()), { code: 10 }],
  ['iSTSi sold for a worthless token', () => swap(istsi(), fake.contractId), { code: 10 }],
  ['a token sold for itself', () => swap(istsi(), istsi()), { code: 41 }],
  ['an account for a token', () => swap(world.address('mallory'), istsi()), { code: 10 }],
  ['the router for a token', () => swap(router(), istsi()), { code: 10 }],
  ['a registered contract that is no token', () => swap(oracle(), istsi()), { code: 10 }],
  [
    'somebody else for the user of an exchange',
    () =>
      call('integration-router', 'execute_cross_token_exchange', {
        user: world.address('alice'),
        from_token: istsi(),
        to_token: world.contracts['fungible-token'].contractId,
        amount: 1_000n,
        min_out: 1n,
        deadline: 4_000_000_000n,
      }),
    AUTH,
  ],
  [
    'somebody else for the submitter of a deposit',
    () => call('integration-router', 'execute_bitcoin_deposit', depositArgs(world, { user: 'mallory' })),
    AUTH,
  ],
  [
    'custodians of her own',
    () => deposit(world, { user: 'mallory', attestors: ['mallory', 'bob'], caller: 'operator', tx: txid('own') }),
    { code: 404 },
  ],
  [
    'herself for the consumer of a proof',
    () =>
      call('kyc-registry', 'authorize_operation', {
        consumer: world.address('mallory'),
        ...about(),
        counterparty: undefined,
      }),
    AUTH,
  ],
  [
    'a proof of nothing',
    () => call('kyc-registry', 'consume_compliance_proof', { proof: zero, ...about() }),
    { code: 130 },
  ],
  [
    'herself for a contract that books transfers',
    () =>
      call('kyc-registry', 'authorize_transfer', {
        caller: world.address('mallory'),
        actor: world.address('alice'),
        from: world.address('alice'),
        to: world.address('mallory'),
        amount: 1_000n,
      }),
    { code: 125 },
  ],
  [
    'the token for the one who books transfers',
    () =>
      call('kyc-registry', 'authorize_transfer', {
        caller: istsi(),
        actor: world.address('alice'),
        from: world.address('alice'),
        to: world.address('mallory'),
        amount: 1_000n,
      }),
    AUTH,
  ],
  [
    'an officer for the one who freezes',
    () =>
      call('kyc-registry', 'freeze', { caller: world.address('officer'), user: world.address('alice'), reason: 'x' }),
    AUTH,
  ],
  [
    'herself for an officer who recovers',
    () =>
      call('istsi-token', 'recover_balance', {
        old_account: world.address('alice'),
        new_account: world.address('mallory'),
        operator: world.address('mallory'),
      }),
    { code: 210 },
  ],
  [
    'somebody else for the spender',
    () =>
      call('istsi-token', 'transfer_from', {
        spender: world.address('alice'),
        from: world.address('alice'),
        to: world.address('mallory'),
        amount: 1n,
      }),
    AUTH,
  ],
  [
    'a reporter of prices',
    () => call('price-oracle', 'submit_prices', { reporter: world.address('mallory'), reports: [] }),
    { code: 502 },
  ],
])('%s is refused and changes nothing', async (_, act, refusal) => {
  const before = await stateOf(world, ['alice', 'mallory']);
  await expect(act()).rejects.toMatchObject(refusal);
  expect(await stateOf(world, ['alice', 'mallory'])).toEqual(before);
});

test.each<[string, () => Parameters<typeof decree>[1], number]>([
  ['a token that is not registered cannot be exchanged', () => exchangeOf(oracle(), fake.contractId), 10],
  [
    'a contract that is not registered cannot be upgraded',
    () => upgradeContract(fake.contractId, '00'.repeat(32), fake.contractId),
    10,
  ],
  [
    'an account cannot be registered as a contract',
    () =>
      updateContracts({
        kind: ContractKind.FungibleToken,
        change: AddressChange.Register,
        contract: world.address('mallory'),
      }),
    10,
  ],
  [
    'the router cannot be registered with itself',
    () => updateContracts({ kind: ContractKind.KycRegistry, change: AddressChange.Register, contract: router() }),
    41,
  ],
  [
    'one contract cannot be registered as another kind too',
    () => updateContracts({ kind: ContractKind.PriceOracle, change: AddressChange.Register, contract: istsi() }),
    10,
  ],
  [
    'what is not registered cannot be preferred',
    () =>
      updateContracts({ kind: ContractKind.ReserveManager, change: AddressChange.Prefer, contract: fake.contractId }),
    55,
  ],
])('even to governance: %s', async (_, action, code) => {
  const config = await world.read('integration-router', 'get_config');
  await expect(decree(world, action())).rejects.toMatchObject({ code });
  expect(await world.read('integration-router', 'get_config')).toEqual(config);
});
