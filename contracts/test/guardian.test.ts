import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  balance,
  type DepositOptions,
  deposit,
  pause,
  Role,
  register,
  resume,
  stateOf,
  totalSupply,
  txid,
} from './actions.ts';
import { eventsOf } from './events.ts';
import { decree, grantRole, revokeRole, setCustodians } from './governance.ts';
import { report, setCaps } from './limits.ts';
import { startWorld, type World } from './world.ts';

const CAP = 100_000n;
const DAY = 86_400;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await decree(world, grantRole(world, 'guardian', Role.Guardian));
  await setCaps(world, { most_unreported: CAP });
});
afterAll(() => world.stop());

describe('a mint above what is allowed unreported', () => {
  const large: DepositOptions = { amount: CAP + 1n, tx: txid('large') };

  test('waits for a guardian’s report of that very output', async () => {
    const before = await stateOf(world);
    await expect(deposit(world, large)).rejects.toMatchObject({ code: 472 });
    expect(await stateOf(world)).toEqual(before);
    await report(world, { ...large, vout: 1 });
    await report(world, { ...large, tx: txid('another') });
    await expect(deposit(world, large)).rejects.toMatchObject({ code: 472 });
    await report(world, large);
    await deposit(world, large);
    expect(await balance(world, 'alice')).toBe(CAP + 1n);
    expect(await world.read('reserve-manager', 'get_unreported')).toBe(0n);
  });

  test.each<[string, DepositOptions, number]>([
    ['another user', { user: 'bob' }, 473],
    ['another amount', { amount: CAP + 2n }, 473],
    ['another block', { block: 800_001 }, 472],
  ])('is not made by a report of %s, and is by the true one after it', async (claim, other, code) => {
    const of = { amount: CAP + 1n, tx: txid(`report of ${claim}`) };
    await report(world, { ...of, ...other });
    await expect(deposit(world, of)).rejects.toMatchObject({ code });
    await report(world, of);
    await deposit(world, of);
  });

  test('a contradiction stops a small mint too', async () => {
    const of = { amount: 1_000n, tx: txid('small lie') };
    await report(world, { ...of, user: 'bob' });
    await expect(deposit(world, of)).rejects.toMatchObject({ code: 473 });
  });

  test('with coordinator and custodians in a thief’s hands no more is minted in a day than the governed amount', async () => {
    await world.advanceTime(2 * DAY);
    const before = await totalSupply(world);
    for (let n = 0; n < 30; n++) {
      await deposit(world, { amount: 9_000n, tx: txid(`stolen ${n}`), user: n % 2 ? 'alice' : 'bob' }).catch(() => 0);
      await world.advanceTime(600);
    }
    const minted = (await totalSupply(world)) - before;
    expect(minted).toBe(99_000n);
    expect(await world.read('reserve-manager', 'get_unreported')).toBe(99_000n);
    await report(world, { amount: 9_000n, tx: txid('honest') });
    await deposit(world, { amount: 9_000n, tx: txid('honest') });
    await world.advanceTime(DAY + 3_600);
    await deposit(world, { amount: CAP, tx: txid('next day') });
  });
});

describe('a guardian', () => {
  const of = { amount: 5_000n, tx: txid('who may') };

  test('signs for itself', async () => {
    await report(world, of);
    expect(await eventsOf(world, 'latest')).toMatchObject([
      { contract: 'reserve-manager', topics: ['deposit_reported', expect.anything(), 0], data: { amount: 5_000n } },
    ]);
    for (const person of ['operator', 'custodian1', 'superAdmin', 'officer', 'mallory'] as const) {
      await expect(report(world, of, person)).rejects.toMatchObject({ code: 476 });
    }
    await expect(report(world, of, 'operator', 'guardian')).rejects.toMatchObject({ kind: 'auth' });
  });

  test('is nobody whose key is an operator’s or a custodian’s too', async () => {
    await decree(world, grantRole(world, 'guardian', Role.Operator));
    await expect(report(world, of)).rejects.toMatchObject({ code: 476 });
    await decree(world, revokeRole(world, 'guardian', Role.Operator));
    await report(world, of);
    await decree(world, setCustodians(world, ['custodian1', 'custodian2', 'guardian'], 2));
    await expect(report(world, of)).rejects.toMatchObject({ code: 476 });
    await decree(world, setCustodians(world, ['custodian1', 'custodian2', 'custodian3'], 2));
  });

  test('stops the system, and does not wake it', async () => {
    await pause(world, 'guardian');
    await expect(resume(world, 'guardian')).rejects.toMatchObject({ code: 2 });
    await expect(report(world, of)).rejects.toMatchObject({ code: 401 });
    await resume(world);
  });

  test('is appointed and dismissed by governance only', async () => {
    const change = (method: string) =>
      world.invoke(
        'integration-router',
        method,
        { caller: world.address('superAdmin'), account: world.address('guardian'), role: Role.Guardian },
        { by: 'superAdmin' },
      );
    await expect(change('revoke_role')).rejects.toMatchObject({ code: 2 });
    await expect(change('grant_role')).rejects.toMatchObject({ code: 2 });
    await decree(world, revokeRole(world, 'guardian', Role.Guardian));
    await expect(report(world, of)).rejects.toMatchObject({ code: 476 });
    await expect(pause(world, 'guardian')).rejects.toMatchObject({ code: 1 });
  });
});
