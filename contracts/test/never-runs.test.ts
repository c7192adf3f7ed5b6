import { xdr } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContractName } from '../src/index.ts';
import { balance, deposit, OperationType, register } from './actions.ts';
import { openExchange } from './exchange.ts';
import {
  type Action,
  AddressChange,
  administer,
  approve,
  ContractKind,
  cancel,
  decree,
  execute,
  propose,
  setLimits,
  updateContracts,
} from './governance.ts';
import { NO_RULES } from './spv-attestor/deposit-rules.ts';
import { reserveScript, startWorld, type World } from './world.ts';

/*
 * What can never be carried out is refused when it is proposed, by the rules of whoever would carry it out. What only does
 * not go now, and may when its time has come, is a proposal.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openExchange(world);
});
afterAll(() => world.stop());

const contractId = (name: ContractName): string => world.contracts[name].contractId;
const mallory = (): string => world.address('mallory');
const asset = (code: string) => ({ tag: 'Other', values: [code] });

const POLICY = {
  fee_cap: 1_000n,
  min_ratio_bps: 10_000,
  proof_max_age: 0n,
  warning_ratio_bps: 10_500,
  withdrawal_timeout: 86_400n,
};
const CAPS = {
  least_deposit: 1n,
  most_deposit: 2n,
  most_issued: 3n,
  most_outflow: 4n,
  most_unreported: 5n,
  most_withdrawal: 6n,
};
const RULES = { ages: [{ amount: 1n, age: 1n }], objection_delay: 3_600n, veto_objections: 1 };
const oracleConfig = () => ({
  reporters: (['reporter1', 'reporter2', 'reporter3'] as const).map(world.address),
  quorum: 3,
  max_age: 600n,
  max_deviation_bps: 500,
  max_twap_deviation_bps: 1_000,
});

type Setting = [name: ContractName, method: string, args: () => Record<string, unknown>];
const SETTINGS: Setting[] = [
  ['reserve-manager', 'set_policy', () => ({ policy: POLICY })],
  ['reserve-manager', 'set_caps', () => ({ caps: CAPS })],
  ['reserve-manager', 'set_deposit_rules', () => ({ rules: { ...NO_RULES, prover: mallory(), silent_blocks: 144 } })],
  ['reserve-manager', 'set_payout_rules', () => ({ rules: RULES })],
  ['reserve-manager', 'set_redemption_rate', () => ({ rate: 10_000 })],
  ['reserve-manager', 'set_reserve_script', () => ({ reserve_script: reserveScript })],
  ['price-oracle', 'set_config', () => ({ config: oracleConfig() })],
  ['price-oracle', 'add_asset', () => ({ asset: asset('EUR') })],
  ['price-oracle', 'start_feed', () => ({ asset: asset('EUR'), price: 7n })],
  ['price-oracle', 'reset_feed', () => ({ asset: asset('EUR') })],
  ['fungible-token', 'set_minter', () => ({ minter: mallory(), quota: 1n })],
  ['fungible-token', 'set_kyc_registry', () => ({ kyc_registry: contractId('kyc-registry') })],
  ['fungible-token', 'offer_admin', () => ({ to: mallory() })],
  ['fungible-token', 'set_home_domain', () => ({ home_domain: 'dollar.example' })],
  ['kyc-registry', 'set_exempt', () => ({ account: mallory(), exempt: true, reason: 'treasury' })],
  ['kyc-registry', 'set_caller', () => ({ caller: mallory(), registered: true })],
  ['kyc-registry', 'set_country_policy', () => ({ policy: { allow_only: false, countries: ['KP'] } })],
  ['kyc-registry', 'set_risk_threshold', () => ({ threshold: 100 })],
  ['kyc-registry', 'set_recovery_delay', () => ({ seconds: 3_600n })],
  [
    'kyc-registry',
    'stop_recovery',
    () => ({ caller: contractId('integration-router'), lost: mallory(), reason: 'not lost' }),
  ],
  ['istsi-token', 'set_home_domain', () => ({ home_domain: 'token.example' })],
  ['istsi-token', 'forced_transfer', () => ({ from: mallory(), to: mallory(), amount: 1n, reason: 'court' })],
  ['istsi-token', 'admin_burn', () => ({ from: mallory(), amount: 1n, reason: 'court' })],
];

const scVals = (name: ContractName, method: string, args: Record<string, unknown>): xdr.ScVal[] =>
  world.contracts[name].spec.funcArgsToScVals(method, args);
const administering = (name: ContractName, method: string, args: xdr.ScVal[]): Action => ({
  tag: 'Administer',
  values: [contractId(name), method, args],
});
async function refuses(action: Action, code: number): Promise<void> {
  await expect(propose(world, action)).rejects.toMatchObject({ code });
}
async function accepts(action: Action): Promise<void> {
  await cancel(world, await propose(world, action));
}
/** A value of another type than any of the settings takes in that place. */
const otherThan = (value: xdr.ScVal): xdr.ScVal =>
  value.type === 'scvBool' ? xdr.ScVal.scvU32(1) : xdr.ScVal.scvBool(true);

describe.each(SETTINGS)('%s %s', (name, method, args) => {
  test('is proposed as it is meant, and changes nothing yet', async () => {
    await accepts(administering(name, method, scVals(name, method, args())));
  });

  test('is not proposed with another number of parameters', async () => {
    const good = scVals(name, method, args());
    await refuses(administering(name, method, good.slice(1)), 41);
    await refuses(administering(name, method, [...good, xdr.ScVal.scvVoid()]), 41);
  });

  test('is not proposed with a parameter of another type', async () => {
    const good = scVals(name, method, args());
    for (const i of good.keys()) {
      await refuses(administering(name, method, good.with(i, otherThan(good[i]!))), 41);
    }
  });
});

describe('a setting is not proposed that its contract would refuse:', () => {
  test.each<[string, ContractName, string, () => Record<string, unknown>, number]>([
    [
      'a minimum ratio below 100 %',
      'reserve-manager',
      'set_policy',
      () => ({ policy: { ...POLICY, min_ratio_bps: 9_999 } }),
      421,
    ],
    [
      'a warning below the minimum',
      'reserve-manager',
      'set_policy',
      () => ({ policy: { ...POLICY, warning_ratio_bps: 9_999 } }),
      422,
    ],
    [
      'no time for withdrawals',
      'reserve-manager',
      'set_policy',
      () => ({ policy: { ...POLICY, withdrawal_timeout: 3_599n } }),
      422,
    ],
    ['no fee at all', 'reserve-manager', 'set_policy', () => ({ policy: { ...POLICY, fee_cap: 0n } }), 422],
    ['deposits of nothing', 'reserve-manager', 'set_caps', () => ({ caps: { ...CAPS, least_deposit: 0n } }), 474],
    [
      'a proof that nobody could bring',
      'reserve-manager',
      'set_deposit_rules',
      () => ({ rules: { ...NO_RULES, proof_from: 1n } }),
      489,
    ],
    [
      'payouts that nobody could object to',
      'reserve-manager',
      'set_payout_rules',
      () => ({ rules: { ...RULES, veto_objections: 0 } }),
      488,
    ],
    [
      'ages that fall',
      'reserve-manager',
      'set_payout_rules',
      () => ({
        rules: {
          ...RULES,
          ages: [
            { amount: 2n, age: 2n },
            { amount: 1n, age: 3n },
          ],
        },
      }),
      488,
    ],
    ['redemption for nothing', 'reserve-manager', 'set_redemption_rate', () => ({ rate: 0 }), 491],
    ['redemption for more than everything', 'reserve-manager', 'set_redemption_rate', () => ({ rate: 10_001 }), 491],
    [
      'a script that is no program',
      'reserve-manager',
      'set_reserve_script',
      () => ({ reserve_script: Buffer.from('6a0401020304', 'hex') }),
      424,
    ],
    ['a quorum of two', 'price-oracle', 'set_config', () => ({ config: { ...oracleConfig(), quorum: 2 } }), 505],
    [
      'a reporter twice',
      'price-oracle',
      'set_config',
      () => ({ config: { ...oracleConfig(), reporters: Array(3).fill(world.address('reporter1')) } }),
      505,
    ],
    [
      'prices that are old at once',
      'price-oracle',
      'set_config',
      () => ({ config: { ...oracleConfig(), max_age: 1n } }),
      505,
    ],
    ['a price of nothing', 'price-oracle', 'start_feed', () => ({ asset: asset('EUR'), price: 0n }), 504],
    ['a price below nothing', 'price-oracle', 'start_feed', () => ({ asset: asset('EUR'), price: -1n }), 504],
    [
      'an asset that is quoted',
      'price-oracle',
      'add_asset',
      () => ({ asset: { tag: 'Stellar', values: [contractId('istsi-token')] } }),
      506,
    ],
    ['a quota below nothing', 'fungible-token', 'set_minter', () => ({ minter: mallory(), quota: -1n }), 302],
    [
      'a country of three letters',
      'kyc-registry',
      'set_country_policy',
      () => ({ policy: { allow_only: false, countries: ['PRK'] } }),
      104,
    ],
    ['a risk above 100', 'kyc-registry', 'set_risk_threshold', () => ({ threshold: 101 }), 106],
    ['a recovery without delay', 'kyc-registry', 'set_recovery_delay', () => ({ seconds: 3_599n }), 133],
    ['a recovery of 31 days', 'kyc-registry', 'set_recovery_delay', () => ({ seconds: 31n * 86_400n }), 133],
    [
      'a stop in the name of another',
      'kyc-registry',
      'stop_recovery',
      () => ({ caller: mallory(), lost: mallory(), reason: 'x' }),
      41,
    ],
    [
      'taking nothing',
      'istsi-token',
      'forced_transfer',
      () => ({ from: mallory(), to: mallory(), amount: 0n, reason: 'x' }),
      202,
    ],
    [
      'taking less than nothing',
      'istsi-token',
      'forced_transfer',
      () => ({ from: mallory(), to: mallory(), amount: -1n, reason: 'x' }),
      202,
    ],
    ['burning nothing', 'istsi-token', 'admin_burn', () => ({ from: mallory(), amount: 0n, reason: 'x' }), 202],
    [
      'burning more than there are satoshis',
      'istsi-token',
      'admin_burn',
      () => ({ from: mallory(), amount: 2_100_000_000_000_001n, reason: 'x' }),
      202,
    ],
  ])('%s', async (_, name, method, args, code) => {
    await refuses(administering(name, method, scVals(name, method, args())), code);
  });

  test('parameters of a setting that the contract does not have', async () => {
    await refuses(
      administering('kyc-registry', 'set_policy', scVals('reserve-manager', 'set_policy', { policy: POLICY })),
      41,
    );
  });
});

describe('what only does not go now is a proposal:', () => {
  test('a price of an asset that another proposal adds', async () => {
    const { spec } = world.contracts['price-oracle'];
    await accepts(
      administering(
        'price-oracle',
        'start_feed',
        spec.funcArgsToScVals('start_feed', { asset: asset('JPY'), price: 1n }),
      ),
    );
  });

  test('a rate that not everybody can have yet is refused, or accepted, by what there is when it is carried out', async () => {
    await accepts(
      administering(
        'reserve-manager',
        'set_redemption_rate',
        scVals('reserve-manager', 'set_redemption_rate', { rate: 5_000 }),
      ),
    );
  });
});

describe('a forced transfer to somebody who has moved more than', () => {
  let there: World;
  beforeEach(async () => {
    there = await world.copy();
  });
  afterEach(() => there.stop());

  const bound = (daily: bigint, monthly: bigint): Action =>
    setLimits({ tier: 1, operation: OperationType.Transfer, per_operation: 1n, daily, monthly });

  test.each<[string, Action, number]>([
    ['a new limit for a day', bound(9n, 100n), 122],
    ['a new limit for a month', bound(9n, 9n), 123],
  ])('%s allows is carried out: it is asked whether they may hold tokens, not how many', async (_, lower, code) => {
    const parties = { from: there.address('alice'), to: there.address('bob') };
    await register(there, 'alice', 3);
    await register(there, 'bob', 1);
    await deposit(there, { user: 'alice', amount: 100_000n });
    await there.invoke('istsi-token', 'transfer', { ...parties, amount: 10n }, { by: 'alice' });
    // What counts for the day is over then, what counts for the month is not.
    if (code === 123) await there.advanceTime(25 * 3_600);
    await decree(there, lower);
    const taking = scVals('istsi-token', 'forced_transfer', { ...parties, amount: 7n, reason: 'court' });
    const id = await propose(there, administering('istsi-token', 'forced_transfer', taking));
    await approve(there, id);
    const own = there.invoke('istsi-token', 'transfer', { ...parties, amount: 1n }, { by: 'alice' });
    await expect(own).rejects.toMatchObject({ code });
    await execute(there, id);
    expect(await balance(there, 'bob')).toBe(17n);
  });
});

describe('decisions of other kinds are not proposed that nobody could carry out:', () => {
  test.each<[string, () => Action, number]>([
    ['limits that fall', () => ({ tag: 'SetLimits', values: [1, 0, 3n, 2n, 4n] }), 41],
    ['limits of a tier that is none', () => ({ tag: 'SetLimits', values: [5, 0, 1n, 2n, 4n] }), 41],
    ['custodians of whom too many must sign', () => ({ tag: 'SetCustodians', values: [[mallory()], 2] }), 41],
    ['no custodians', () => ({ tag: 'SetCustodians', values: [[], 0] }), 41],
    [
      'inventory of what is no token',
      () => ({ tag: 'WithdrawInventory', values: [contractId('price-oracle'), mallory(), 1n] }),
      10,
    ],
    ['no inventory', () => ({ tag: 'WithdrawInventory', values: [contractId('istsi-token'), mallory(), 0n] }), 41],
    [
      'holders of what is no token, in batches',
      () => ({ tag: 'SetBatchCall', values: [contractId('kyc-registry'), 'transfer', true] }),
      2,
    ],
    [
      'the operator of a token, in batches',
      () => ({ tag: 'SetBatchCall', values: [contractId('istsi-token'), 'integrated_mint', true] }),
      2,
    ],
    ['a migration of what is not governed', () => ({ tag: 'Migrate', values: [mallory()] }), 10],
    [
      'a registry as a token',
      () =>
        updateContracts({
          kind: ContractKind.FungibleToken,
          change: AddressChange.Prefer,
          contract: contractId('kyc-registry'),
        }),
      10,
    ],
    [
      'the router itself',
      () =>
        updateContracts({
          kind: ContractKind.FungibleToken,
          change: AddressChange.Register,
          contract: contractId('integration-router'),
        }),
      41,
    ],
    [
      'what goes twice',
      () => {
        const update = {
          kind: ContractKind.PriceOracle,
          change: AddressChange.Deregister,
          contract: contractId('price-oracle'),
        };
        return updateContracts(update, update);
      },
      41,
    ],
    [
      'what comes twice',
      () => {
        const go = {
          kind: ContractKind.PriceOracle,
          change: AddressChange.Deregister,
          contract: contractId('price-oracle'),
        };
        const come = { ...go, change: AddressChange.Register };
        return updateContracts(go, come, come);
      },
      41,
    ],
  ])('%s', async (_, action, code) => {
    await refuses(action(), code);
  });

  test('an exchange whose oracle is none, or one of whose tokens is none', async () => {
    const config = await world.read<{ tokens: object[] }>('integration-router', 'get_exchange_config');
    await accepts({ tag: 'SetExchangeConfig', values: [config] });
    await expect(
      propose(world, { tag: 'SetExchangeConfig', values: [{ ...config, oracle: contractId('istsi-token') }] }),
    ).rejects.toThrow();
    const tokens = [{ token: contractId('price-oracle'), asset: asset('EUR') }];
    await refuses({ tag: 'SetExchangeConfig', values: [{ ...config, tokens }] }, 10);
  });

  test.each([['Register'], ['Deregister'], ['Prefer']] as const)('an account as a contract: %s', async (change) => {
    const update = { kind: ContractKind.FungibleToken, change: AddressChange[change], contract: mallory() };
    await refuses(updateContracts(update), 10);
  });

  test('what goes and comes again is proposed, in that order', async () => {
    const go = {
      kind: ContractKind.PriceOracle,
      change: AddressChange.Deregister,
      contract: contractId('price-oracle'),
    };
    await accepts(updateContracts(go, { ...go, change: AddressChange.Register }));
  });
});

describe('a rehearsal', () => {
  test('lets nobody do what is not theirs, and leaves nothing behind', async () => {
    const parameters = [xdr.ScVal.scvU32(1)];
    for (const name of ['reserve-manager', 'kyc-registry'] as const) {
      const args = { target: contractId('reserve-manager'), function_name: 'set_redemption_rate', parameters };
      await expect(world.invoke(name, 'rehearse', args, { by: 'mallory' })).rejects.toThrow();
    }
    expect(await world.read('reserve-manager', 'get_redemption_rate')).toBe(10_000);
  });

  test('always fails, also of what anybody may do', async () => {
    const args = { target: contractId('istsi-token'), function_name: 'decimals', parameters: [] };
    await expect(world.invoke('kyc-registry', 'rehearse', args, { by: 'mallory' })).rejects.toMatchObject({ code: 57 });
  });

  test('of the same by governance did not change what a proposal is about', async () => {
    const before = await world.read('reserve-manager', 'get_caps');
    await accepts(administering('reserve-manager', 'set_caps', scVals('reserve-manager', 'set_caps', { caps: CAPS })));
    expect(await world.read('reserve-manager', 'get_caps')).toEqual(before);
    await administer(world, 'reserve-manager', 'set_caps', { caps: CAPS });
    expect(await world.read('reserve-manager', 'get_caps')).toEqual(CAPS);
    await decree(world, { tag: 'SetLimits', values: [1, 0, 1n, 2n, 4n] });
  });
});
