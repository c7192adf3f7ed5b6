import { latestLedger, restoreContracts } from '@istsi/soroban-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, deposit, register, totalReserves, totalSupply, txid } from '../../contracts/test/actions.ts';
import { approve, decree, execute, propose, setLimits } from '../../contracts/test/governance.ts';
import { completePayment, paymentOf, processPayment, utxo, withdraw } from '../../contracts/test/withdrawals.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

// Nobody pays rent for half a year. What was temporary is gone, safely; what was not is archived, and comes back as it was.
const HALF_A_YEAR = 3_200_000;

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await deposit(world, { amount: 100_000n, tx: txid('kept') });
});
afterEach(() => world.stop());

const neglect = (): Promise<void> => world.advanceLedgers(HALF_A_YEAR);
const transfer = (amount: bigint) =>
  world.invoke(
    'istsi-token',
    'transfer',
    { from: world.address('alice'), to: world.address('bob'), amount },
    { by: 'alice' },
  );

/** Instances and code of all contracts, one after the other, at the cost of whoever wants it: nothing else comes back by it. */
async function restoreCode(): Promise<string[]> {
  const contractIds = Object.values(world.contracts).map(({ contractId }) => contractId);
  const { network, people } = world;
  return [...(await restoreContracts({ network, payer: people.mallory, contractIds }))];
}

describe('archived', () => {
  test('balances, identities and totals come back with the operation that needs them', async () => {
    await neglect();
    await transfer(30_000n);
    expect([await balance(world, 'alice'), await balance(world, 'bob')]).toEqual([70_000n, 30_000n]);
    expect([await totalSupply(world), await totalReserves(world)]).toEqual([100_000n, 100_000n]);
    await expect(register(world, 'alice', 1)).rejects.toMatchObject({ code: 108 });
  });

  test('an outpoint is still taken: it does not mint again', async () => {
    await neglect();
    // The code of router and reserve together is more than one transaction may write.
    await restoreCode();
    await expect(deposit(world, { amount: 100_000n, tx: txid('kept') })).rejects.toMatchObject({ code: 42 });
    await expect(deposit(world, { user: 'bob', amount: 1n, tx: txid('kept') })).rejects.toMatchObject({ code: 42 });
    expect(await totalSupply(world)).toBe(100_000n);
    await deposit(world, { amount: 1_000n, tx: txid('new') });
    expect(await totalSupply(world)).toBe(101_000n);
  });

  test('all of it at once is more than one operation brings back, and anyone restores it contract by contract', async () => {
    await neglect();
    const mint = () => deposit(world, { amount: 1_000n, tx: txid('woken') });
    await expect(mint()).rejects.toThrow();
    expect(await restoreCode()).toEqual(Object.values(world.contracts).map(({ contractId }) => contractId));
    await mint();
    expect(await totalSupply(world)).toBe(101_000n);
  });

  test('a blacklisted identity is still blacklisted', async () => {
    await decide(world, 'blacklist', 'alice');
    await neglect();
    await expect(transfer(1n)).rejects.toMatchObject({ code: 114 });
  });

  test('a frozen part of a balance is still frozen', async () => {
    const frozen = { user_address: world.address('alice'), amount: 100_000n, operator: world.address('officer') };
    await world.invoke('istsi-token', 'freeze_partial_tokens', frozen, { by: 'officer' });
    await neglect();
    await expect(transfer(1n)).rejects.toMatchObject({ code: 208 });
  });

  test('a withdrawal is still owed, its coin still promised, and it is refunded once', async () => {
    const owed = await withdraw(world, 'late');
    const coin = { txid: txid('kept'), vout: 0 };
    await neglect();
    await restoreCode();
    await world.advanceTime(4 * 86_400);
    const unsigned = paymentOf([owed], [coin], 100_000n, 100n);
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toMatchObject({ code: 444 });
    const roll = () =>
      world.invoke('integration-router', 'rollback_operation', { operation_id: owed.id }, { by: 'mallory' });
    await roll();
    expect(await balance(world, 'alice')).toBe(100_000n);
    await expect(roll()).rejects.toMatchObject({ code: 41 });
    expect((await utxo(world, coin)).state).toBe(0);
  });

  test('a withdrawal that was paid is neither paid again nor refunded', async () => {
    const owed = await withdraw(world, 'paid');
    const coin = { txid: txid('kept'), vout: 0 };
    const unsigned = paymentOf([owed], [coin], 100_000n, 100n);
    const payment = await processPayment(world, [owed.id], unsigned);
    await completePayment(world, payment);
    const settle = (method: string) =>
      world.invoke('integration-router', method, { operation_id: owed.id }, { by: 'mallory' });
    await settle('settle_operation');
    await neglect();
    await restoreCode();
    const change = { txid: payment, vout: 1 };
    const again = paymentOf([owed], [change], 80_000n, 100n);
    await expect(processPayment(world, [owed.id], again)).rejects.toMatchObject({ code: 443 });
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toThrow();
    await expect(completePayment(world, payment)).rejects.toMatchObject({ code: 462 });
    for (const method of ['settle_operation', 'rollback_operation']) {
      await expect(settle(method)).rejects.toMatchObject({ code: 41 });
    }
    expect([await totalSupply(world), await totalReserves(world)]).toEqual([80_000n, 80_000n]);
  });

  test('a proposal expires by time, whatever became of its entry', async () => {
    const id = await propose(world, { tag: 'GrantRole', values: [world.address('mallory'), 0] });
    await approve(world, id);
    await neglect();
    await world.advanceTime(90 * 86_400);
    await expect(execute(world, id)).rejects.toMatchObject({ code: 40 });
  });
});

describe('gone', () => {
  test('an allowance is nothing, and a new one is only what it says', async () => {
    const { sequence } = await latestLedger(world.network);
    const allowance = { from: world.address('alice'), spender: world.address('bob') };
    const allow = (amount: bigint, live_until_ledger: number) =>
      world.invoke('istsi-token', 'approve', { ...allowance, amount, live_until_ledger }, { by: 'alice' });
    const spend = (amount: bigint) =>
      world.invoke('istsi-token', 'transfer_from', { ...allowance, to: world.address('bob'), amount }, { by: 'bob' });
    await allow(50_000n, sequence + 100);
    await spend(10_000n);
    await world.advanceLedgers(200);
    expect(await world.read('istsi-token', 'allowance', allowance)).toBe(0n);
    await expect(spend(1n)).rejects.toMatchObject({ code: 204 });
    await allow(5n, sequence + 1_000);
    await expect(spend(6n)).rejects.toMatchObject({ code: 204 });
    expect(await balance(world, 'bob')).toBe(10_000n);
  });

  test('an override allows nothing any more', async () => {
    await decide(world, 'set_tier', 'alice', { tier: 1 });
    const now = BigInt(Math.floor(Date.now() / 1000));
    await decide(world, 'override_compliance', 'alice', {
      operation: 0,
      amount: 10n ** 10n,
      expires_at: now + 86_400n,
    });
    await world.advanceTime(86_401);
    await world.advanceLedgers(9 * 17_280);
    const over = deposit(world, { amount: 10n ** 10n, tx: txid('over') });
    await expect(over).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([121]) });
  });

  test('an offered role cannot be taken', async () => {
    const offer = { caller: world.address('superAdmin'), to: world.address('mallory'), role: 0 };
    await world.invoke('integration-router', 'offer_role', offer, { by: 'superAdmin' });
    await neglect();
    const accept = { account: world.address('mallory'), role: 0 };
    const taken = world.invoke('integration-router', 'accept_role', accept, { by: 'mallory' });
    await expect(taken).rejects.toMatchObject({ code: 41 });
    expect(await world.read('integration-router', 'has_role', { address: world.address('mallory'), role: 0 })).toBe(
      false,
    );
  });

  test('what counts towards a limit is kept for as long as it counts, and no longer', async () => {
    const amount = 100_000n;
    await decide(world, 'set_tier', 'alice', { tier: 1 });
    await decree(world, setLimits({ tier: 1, operation: 0, per_operation: amount, daily: amount, monthly: amount }));
    const more = () => deposit(world, { amount: 1_000n, tx: txid('more') });
    await expect(more()).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([122]) });
    await world.advanceLedgers(29 * 17_280);
    await world.advanceTime(29 * 86_400);
    await expect(more()).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([123]) });
    await world.advanceLedgers(3 * 17_280);
    await world.advanceTime(3 * 86_400);
    await more();
  });
});
