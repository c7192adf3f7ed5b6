import { afterEach, describe, expect, test } from 'vitest';
import { deposit, pause, register, resume, txid } from './actions.ts';
import { batchCall, executeBatch, rollbackBatch } from './batches.ts';
import { deployCanary } from './canary.ts';
import { exchange, fundInventory, ISTSI_PRICE, openExchange, setPrice } from './exchange.ts';
import {
  AddressChange,
  administer,
  ContractKind,
  decree,
  setCustodians,
  setLimits,
  updateContracts,
} from './governance.ts';
import { compileEdited } from './next-version.ts';
import type { Person } from './people.ts';
import { fund, paymentOf, payTo, processPayment, TIMEOUT, withdraw } from './withdrawals.ts';
import { reserveScript, startWorld, type World } from './world.ts';

const core = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'] as const;

let world: World;
afterEach(() => world.stop());

describe('custodians whose keys are stolen', () => {
  const successors: Person[] = ['alice', 'bob', 'carol'];

  test('are replaced while everything is paused, and sign for nothing from then on', async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    const coin = await fund(world, 'at risk', 100_000n);
    const owed = await withdraw(world, 'at risk', { amount: 20_000n });
    await pause(world);
    await decree(world, setCustodians(world, successors, 2));
    expect(await world.read('integration-router', 'get_state')).toMatchObject({ paused: true });
    await resume(world);
    const unsigned = paymentOf([owed], [coin], 100_000n, 100n);
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toMatchObject({ code: 404 });
    await expect(deposit(world, { tx: txid('by thieves') })).rejects.toMatchObject({ code: 404 });
    await processPayment(world, [owed.id], unsigned, { attestors: ['alice', 'bob'] });
  });

  test.each<[string, (w: World) => Promise<unknown>]>([
    ['the limits', (w) => decree(w, setLimits({ tier: 1, operation: 0, per_operation: 1n, daily: 1n, monthly: 1n }))],
    [
      'the script that change goes to',
      (w) => administer(w, 'reserve-manager', 'set_reserve_script', { reserve_script: reserveScript }),
    ],
    [
      'the policy of the reserve',
      async (w) =>
        administer(w, 'reserve-manager', 'set_policy', {
          policy: await w.read<object>('reserve-manager', 'get_policy'),
        }),
    ],
    [
      'who is exempt',
      (w) => administer(w, 'kyc-registry', 'set_exempt', { account: w.address('carol'), exempt: true, reason: 'test' }),
    ],
    [
      'the caps',
      async (w) =>
        administer(w, 'reserve-manager', 'set_caps', { caps: await w.read<object>('reserve-manager', 'get_caps') }),
    ],
  ])('are no reason to wait with %s', async (_, change) => {
    world = await startWorld();
    await pause(world);
    await change(world);
    for (const name of core.slice(1)) expect(await world.read(name, 'paused')).toBe(true);
  });
});

test('a registered contract whose pause never returns keeps nothing else from being paused, nor from being let go', async () => {
  world = await startWorld();
  const { wasm } = await compileEdited('fungible-token', [
    {
      file: 'contract.ts',
      from: '    changePaused(paused);',
      to: "    while (paused) changeHomeDomain(str('never'));\n    changePaused(paused);",
    },
    { file: 'contract.ts', from: '  type Str,\n', to: '  type Str,\n  str,\n' },
  ]);
  const hostile = await deployCanary(world, 'fungible-token', wasm);
  const change = (how: number): Promise<void> =>
    decree(world, updateContracts({ kind: ContractKind.FungibleToken, change: how, contract: hostile }));
  await change(AddressChange.Register);
  await pause(world);
  expect(await world.read('integration-router', 'get_state')).toMatchObject({ paused: true });
  for (const name of core.slice(1)) expect(await world.read(name, 'paused')).toBe(true);
  const attempt = world.invoke('integration-router', 'pause_contract', { contract: hostile }, { by: 'mallory' });
  await expect(attempt).rejects.toMatchObject({ kind: 'budget' });
  await change(AddressChange.Deregister);
  await resume(world);
  for (const name of core.slice(1)) expect(await world.read(name, 'paused')).toBe(false);
});

test('an exchange among rollback calls is no way around Maintenance', async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await openExchange(world);
  await setPrice(world, ISTSI_PRICE);
  await fund(world, 'inventory', 10_000_000n, 'bob');
  await fund(world, 'own', 1_000_000n);
  await fundInventory(world, { istsi: 5_000_000n, dollars: 10n ** 12n, from: 'bob' });
  const swap = {
    user: world.address('alice'),
    from_token: world.contracts['istsi-token'].contractId,
    to_token: world.contracts['fungible-token'].contractId,
    ...{ amount: 500_000n, min_out: 1n, deadline: 4_000_000_000n },
  };
  const withdrawal = {
    user: world.address('alice'),
    token_amount: 10_000n,
    btc_address: payTo('ticket').address,
    max_fee: 100n,
  };
  await executeBatch(world, {
    label: 'ticket',
    by: 'alice',
    calls: [batchCall(world, 'integration-router', 'execute_token_withdrawal', withdrawal, 'bytes')],
    rollback: [batchCall(world, 'integration-router', 'execute_cross_token_exchange', swap, 'u64')],
  });
  await world.advanceTime(TIMEOUT + 100);
  await setPrice(world, ISTSI_PRICE);
  await world.invoke(
    'integration-router',
    'set_mode',
    { caller: world.address('officer'), mode: 1 },
    { by: 'officer' },
  );
  await expect(exchange(world, { user: 'alice', amount: 500_000n })).rejects.toMatchObject({ code: 52 });
  await expect(rollbackBatch(world, 'ticket', 'alice')).rejects.toMatchObject({ code: 52 });
  expect(await world.read('fungible-token', 'balance', { id: world.address('alice') })).toBe(0n);
});
