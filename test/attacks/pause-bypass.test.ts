import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractNames } from '../../contracts/src/index.ts';
import { deposit, depositArgs, pause, pauseContract, register, stateOf, txid } from '../../contracts/test/actions.ts';
import { batchCall, executeBatch } from '../../contracts/test/batches.ts';
import { registerOthers } from '../../contracts/test/governance.ts';
import type { Person } from '../../contracts/test/people.ts';
import { abandon, processSweep, sweepOf } from '../../contracts/test/sweeps.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await registerOthers(world);
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await deposit(world, { amount: 100_000n, tx: txid('before the pause') });
  await pause(world, 'officer');
  for (const name of ['fungible-token', 'price-oracle'] as const) await pauseContract(world, name);
});
afterAll(() => world.stop());

const people: Person[] = ['superAdmin', 'officer', 'operator', 'alice', 'mallory'];

test.each(contractNames.filter((name) => name !== 'integration-router'))('nobody wakes %s by itself', async (name) => {
  for (const by of people) {
    const attempt = world.invoke(name, 'set_paused', { paused: false }, { by, alone: true });
    await expect(attempt).rejects.toMatchObject({ kind: 'auth' });
    await expect(world.invoke(name, 'set_paused', { paused: false }, { by, blindly: true })).rejects.toThrow();
  }
  expect(await world.read(name, 'paused')).toBe(true);
});

test.each<[string, (w: World) => Promise<unknown>, number]>([
  ['a deposit', (w) => deposit(w, { tx: txid('paused') }), 50],
  [
    'a deposit in a batch',
    (w) =>
      executeBatch(w, {
        label: 'paused',
        calls: [
          batchCall(
            w,
            'integration-router',
            'execute_bitcoin_deposit',
            depositArgs(w, { tx: txid('paused') }),
            'bytes',
          ),
        ],
        signers: ['custodian1', 'custodian2'],
      }),
    50,
  ],
  [
    'a transfer',
    (w) =>
      w.invoke(
        'istsi-token',
        'transfer',
        { from: w.address('alice'), to: w.address('bob'), amount: 1n },
        { by: 'alice' },
      ),
    201,
  ],
  ['a sweep', (w) => processSweep(w, sweepOf([{ txid: txid('before the pause'), vout: 0 }], 100_000n, 0n)), 401],
  ['the end of a sweep', (w) => abandon(w, txid('before the pause')), 401],
  [
    'an override',
    (w) =>
      w.invoke(
        'integration-router',
        'resolve_operation',
        { caller: w.address('officer'), operation_id: Buffer.alloc(32), action: 2, reason: 'x' },
        { by: 'officer' },
      ),
    50,
  ],
])('%s is refused and changes nothing', async (_, act, code) => {
  const before = await stateOf(world);
  await expect(act(world)).rejects.toMatchObject({ code });
  expect(await stateOf(world)).toEqual(before);
});
