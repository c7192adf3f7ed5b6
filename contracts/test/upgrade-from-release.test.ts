import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractName, contractNames } from '../src/index.ts';
import { balance, deposit, OperationType, Role, register, totalReserves, totalSupply, txid } from './actions.ts';
import { exchange, ISTSI_PRICE, setPrice } from './exchange.ts';
import {
  administer,
  approve,
  cancel,
  decree,
  execute,
  type RateLimits,
  setLimits,
  setRateLimits,
} from './governance.ts';
import { dataKey, isStored } from './ledger-entries.ts';
import { metadataOf } from './metadata.ts';
import { layoutOf } from './next-version.ts';
import { LONGEST_RULES, setPayoutRules } from './payout-watch.ts';
import { ledgerTime, prepare } from './prepared.ts';
import { type Life, releasedLayoutOf, releasedTxid, startReleasedWorld, upgradeToToday } from './released-world.ts';
import { depositRules, NO_RULES, setDepositRules } from './spv-attestor/deposit-rules.ts';
import { books } from './sweeps.ts';
import {
  completePayment,
  paymentOf,
  payTo,
  processPayment,
  UtxoState,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from './withdrawals.ts';
import type { World } from './world.ts';

let world: World;
let life: Life;
/** What could be read before and must read the same afterwards. */
let before: unknown;
/** Ledger time, seconds: before the upgrade. */
let beganAt: number;

const has = (address: string, role: number): Promise<boolean> =>
  world.read('integration-router', 'has_role', { address, role });

const RATES: RateLimits = {
  system_amount: 10n ** 12n,
  system_operations: 500,
  user_amount: 10n ** 11n,
  user_operations: 50,
  window: 600n,
};

/** By entries that both releases have. */
async function readings(): Promise<unknown> {
  const address = world.address;
  return {
    balances: [await balance(world, 'alice'), await balance(world, 'bob'), await balance(world, 'carol')],
    dollars: await world.read('fungible-token', 'balance', { id: address('alice') }),
    supply: await totalSupply(world),
    reserves: await totalReserves(world),
    frozen: await world.read('istsi-token', 'get_frozen_tokens', { user_address: address('alice') }),
    allowance: await world.read('istsi-token', 'allowance', { from: address('alice'), spender: address('bob') }),
    roles: [await has(address('operator'), Role.Operator), await has(address('officer'), Role.ComplianceOfficer)],
    rates: await world.read('integration-router', 'get_rate_limits', { operation: 0 }),
    metrics: await world.read('integration-router', 'get_metrics'),
    governance: await world.read('integration-router', 'get_governance'),
    exchange: await world.read('integration-router', 'get_exchange_config'),
    limits: await world.read('kyc-registry', 'get_limits', { tier: 3, operation: 0 }),
    defaults: await world.read('kyc-registry', 'get_limits', { tier: 2, operation: 3 }),
    countries: await world.read('kyc-registry', 'get_country_policy'),
    threshold: await world.read('kyc-registry', 'get_risk_threshold'),
    used: await usedOf('alice', 0, 600_000n),
    number: await world.read('kyc-registry', 'address_index', { user: address('bob') }),
    dollarSupply: await world.read('fungible-token', 'total_supply'),
    utxos: await Promise.all(life.coins.map((coin) => utxo(world, coin))),
    withdrawals: [await withdrawalState(world, life.pending.id), await withdrawalState(world, life.authorized.id)],
  };
}

/** The largest amount that the day's limit leaves of `limit`, found by asking. */
async function usedOf(user: 'alice', operation: number, limit: bigint): Promise<bigint> {
  let [least, most] = [0n, limit];
  while (least < most) {
    const amount = (least + most + 1n) / 2n;
    const args = { user: world.address(user), operation, amount, counterparty: undefined };
    const passes = await world.read('kyc-registry', 'verify_operation_compliance', args).catch(() => false);
    if (passes) least = amount;
    else most = amount - 1n;
  }
  return limit - least;
}

beforeAll(async () => {
  ({ world, life } = await startReleasedWorld());
  await decree(
    world,
    setLimits({ tier: 3, operation: 0, per_operation: 600_000n, daily: 600_000n, monthly: 900_000n }),
  );
  await administer(world, 'kyc-registry', 'set_country_policy', { policy: { allow_only: true, countries: ['CH'] } });
  before = await readings();
  beganAt = await ledgerTime(world);
  await upgradeToToday(world);
});
afterAll(() => world.stop());

describe('a system of the first release, upgraded to this code by its own governance', () => {
  test.each(contractNames)('has the layout of this code in %s, once', async (name: ContractName) => {
    expect(await world.read(name, 'version')).toBe(layoutOf(name));
    expect(layoutOf(name)).toBeGreaterThanOrEqual(releasedLayoutOf(name));
    const again = { tag: 'Migrate', values: [world.contracts[name].contractId] };
    await expect(decree(world, again)).rejects.toMatchObject({ kind: 'contract' });
  });

  test('reads as before', async () => {
    expect(await readings()).toEqual(before);
    expect((await books(world)).total_btc).toBe(1_000_000n);
  });

  test('has used as much of its limits as before, and of nobody else', async () => {
    expect(await usedOf('alice', 0, 600_000n)).toBe(500_000n);
    const more = { user: world.address('alice'), operation: 0, amount: 100_001n, counterparty: undefined };
    await expect(world.read('kyc-registry', 'verify_operation_compliance', more)).rejects.toMatchObject({ code: 122 });
    expect(await world.read('kyc-registry', 'get_identity', { user: world.address('carol') })).toMatchObject({
      addresses: 1,
      blacklisted: true,
      country: 'CH',
      tier: 3,
    });
  });

  test('counts its operations and rates in an entry of their own, and on from where they were', async () => {
    expect(await isStored(world, dataKey(world, 'integration-router', 'Traffic'))).toBe(true);
    const { total_operations } = await world.read<{ total_operations: bigint }>('integration-router', 'get_metrics');
    // Three deposits, an exchange and two withdrawals.
    expect(total_operations).toBe(6n);
    // The window in which the three deposits fell is not over, and holds them still.
    expect((await ledgerTime(world)) - beganAt).toBeLessThan(600);
    await decree(world, setRateLimits(OperationType.BitcoinDeposit, { ...RATES, system_operations: 3 }));
    await expect(deposit(world, { amount: 1_000n, tx: txid('a fourth') })).rejects.toMatchObject({ code: 43 });
    await decree(world, setRateLimits(OperationType.BitcoinDeposit, RATES));
  });

  test('lets through what was signed before governance sets rules that the first release did not have', async () => {
    const { address: btc_address } = payTo('signed before');
    const args = { user: world.address('bob'), token_amount: 2_000n, btc_address, max_fee: 500n };
    const { send } = await prepare(world, 'bob', 'integration-router', 'execute_token_withdrawal', args);
    await setPayoutRules(world, LONGEST_RULES);
    expect(await depositRules(world)).toEqual(NO_RULES);
    await setDepositRules(world, { prover: world.address('mallory'), silent_blocks: 1_008 });
    expect(await send()).toBe('SUCCESS');
    await setDepositRules(world, NO_RULES);
  });

  test('tells indexers what its tokens are called', async () => {
    expect(await metadataOf(world, 'istsi-token')).toEqual({ decimal: 0, name: 'iSTSi', symbol: 'iSTSi' });
    expect(await metadataOf(world, 'fungible-token')).toEqual({ decimal: 7, name: 'Digital Dollar', symbol: 'DUSD' });
  });

  test('pays a withdrawal that was pending', async () => {
    const payment = paymentOf([life.pending], [life.coins[0]!], 500_000n, 400n);
    const txid = await processPayment(world, [life.pending.id], payment);
    await completePayment(world, txid);
    expect(await withdrawalState(world, life.pending.id)).toBe(WithdrawalState.Completed);
    expect(await utxo(world, { txid, vout: 1 })).toMatchObject({ amount: 460_000n, state: UtxoState.Unspent });
  });

  test('completes a payment that was authorized', async () => {
    await completePayment(world, life.payment);
    expect(await withdrawalState(world, life.authorized.id)).toBe(WithdrawalState.Completed);
    await world.invoke(
      'integration-router',
      'settle_operation',
      { operation_id: life.authorized.id },
      { by: 'mallory' },
    );
  });

  test('mints no output again that minted before', async () => {
    const again = deposit(world, { amount: 500_000n, tx: releasedTxid('a') });
    await expect(again).rejects.toMatchObject({ code: 42 });
  });

  test('counts supply, reserves and rates on', async () => {
    const supply = await totalSupply(world);
    await deposit(world, { amount: 10_000n, tx: txid('after the upgrade') });
    expect(await totalSupply(world)).toBe(supply + 10_000n);
    const owed = await withdraw(world, 'after', { amount: 20_000n });
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Pending);
  });

  test('exchanges out of the inventory that it had', async () => {
    await setPrice(world, ISTSI_PRICE);
    expect(await exchange(world, { user: 'alice', amount: 1_000n, nonce: 1n })).toBe(5_982_000n);
  });

  test('keeps a spender to its allowance and a blacklisted identity still', async () => {
    const move = (by: 'bob' | 'carol', amount: bigint) =>
      by === 'bob'
        ? world.invoke(
            'istsi-token',
            'transfer_from',
            { spender: world.address('bob'), from: world.address('alice'), to: world.address('bob'), amount },
            { by },
          )
        : world.invoke(
            'istsi-token',
            'transfer',
            { from: world.address('carol'), to: world.address('bob'), amount },
            { by },
          );
    await expect(move('bob', 5_001n)).rejects.toThrow();
    await move('bob', 5_000n);
    await expect(move('carol', 1n)).rejects.toThrow();
  });

  test('knows the identities that it had', async () => {
    await expect(register(world, 'alice')).rejects.toThrow();
    expect(await world.read('kyc-registry', 'address_count')).toBe(3);
    const expired = withdraw(world, 'unknown', { by: 'mallory' });
    await expect(expired).rejects.toThrow();
  });

  test('holds the seat that an open revocation names', async () => {
    const offer = { caller: world.address('operator'), to: world.address('mallory'), role: Role.Operator };
    const attempt = world.invoke('integration-router', 'offer_role', offer, { by: 'operator' });
    await expect(attempt).rejects.toMatchObject({ code: 54 });
    await cancel(world, life.revocation);
    await world.invoke('integration-router', 'offer_role', offer, { by: 'operator' });
  });

  test('carries out no upgrade that was proposed without a canary', async () => {
    await expect(approve(world, life.upgrade)).rejects.toMatchObject({ code: 41 });
  });

  test('decides what was proposed before', async () => {
    await execute(world, life.approved);
    expect(await has(world.address('bob'), Role.SystemAdmin)).toBe(true);
    await approve(world, life.open);
    await execute(world, life.open);
    expect(await has(world.address('carol'), Role.SystemAdmin)).toBe(true);
  });
});
