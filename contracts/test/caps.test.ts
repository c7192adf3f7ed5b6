import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deposit, pause, Role, register, resume, stateOf, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { decree, grantRole } from './governance.ts';
import { type Caps, capsOf, setCaps, tightenCaps, UNBOUNDED } from './limits.ts';
import type { Person } from './people.ts';
import { withdraw } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const HOUR = 3_600;

describe('a cap of the reserve', () => {
  let world: World;
  const defaults: Caps = {
    least_deposit: 1_000n,
    most_deposit: UNBOUNDED,
    most_issued: UNBOUNDED,
    most_outflow: UNBOUNDED,
    most_unreported: UNBOUNDED,
    most_withdrawal: UNBOUNDED,
  };
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    await register(world, 'bob', 4);
    for (const user of ['alice', 'bob'] as const) await deposit(world, { user, amount: 1_000_000n, tx: txid(user) });
  });
  afterAll(() => world.stop());

  test('is unbounded until governance says otherwise, but for the least deposit', async () => {
    expect(await capsOf(world)).toEqual(defaults);
  });

  test.each<[string, Partial<Caps>, (w: World) => Promise<unknown>, number, (w: World) => Promise<unknown>]>([
    [
      'the least deposit',
      {},
      (w) => deposit(w, { amount: 999n, tx: txid('dust') }),
      467,
      (w) => deposit(w, { amount: 1_000n, tx: txid('dust') }),
    ],
    [
      'the largest deposit',
      { most_deposit: 5_000n },
      (w) => deposit(w, { amount: 5_001n, tx: txid('large') }),
      468,
      (w) => deposit(w, { amount: 5_000n, tx: txid('large') }),
    ],
    [
      'the largest withdrawal',
      { most_withdrawal: 5_000n },
      (w) => withdraw(w, 'large', { amount: 5_001n }),
      470,
      (w) => withdraw(w, 'large', { amount: 5_000n }),
    ],
    ['deposits altogether', { most_deposit: 0n }, (w) => deposit(w, { tx: txid('none') }), 468, (w) => capsOf(w)],
  ])('bounds %s exactly', async (_, caps, over, code, within) => {
    await setCaps(world, { ...defaults, ...caps });
    const before = await stateOf(world);
    await expect(over(world)).rejects.toMatchObject({ code });
    expect(await stateOf(world)).toEqual(before);
    await within(world);
    await setCaps(world, defaults);
  });

  test('bounds what is issued: burning makes room again', async () => {
    const supply = await world.read<bigint>('istsi-token', 'total_supply');
    await setCaps(world, { most_issued: supply + 1_500n });
    await expect(deposit(world, { amount: 1_501n, tx: txid('peg') })).rejects.toMatchObject({ code: 469 });
    await deposit(world, { amount: 1_500n, tx: txid('peg') });
    await expect(deposit(world, { amount: 1_000n, tx: txid('peg 2') })).rejects.toMatchObject({ code: 469 });
    await world.invoke('istsi-token', 'burn', { from: world.address('alice'), amount: 1_000n }, { by: 'alice' });
    await deposit(world, { amount: 1_000n, tx: txid('peg 2') });
    await setCaps(world, defaults);
  });

  test('bounds what leaves in any 24 hours, of everybody together, in ledger time', async () => {
    await world.advanceTime(26 * HOUR);
    expect(await world.read('reserve-manager', 'get_outflow')).toBe(0n);
    await setCaps(world, { most_outflow: 30_000n });
    await withdraw(world, 'first', { amount: 20_000n });
    await world.advanceTime(12 * HOUR);
    await withdraw(world, 'second', { by: 'bob', amount: 10_000n });
    await expect(withdraw(world, 'third', { amount: 2_000n })).rejects.toMatchObject({ code: 471 });
    await world.advanceTime(11 * HOUR);
    await expect(withdraw(world, 'third', { amount: 2_000n })).rejects.toMatchObject({ code: 471 });
    await world.advanceTime(2 * HOUR);
    await withdraw(world, 'third', { amount: 20_000n });
    await expect(withdraw(world, 'fourth', { by: 'bob', amount: 2_000n })).rejects.toMatchObject({ code: 471 });
    expect(await world.read('reserve-manager', 'get_outflow')).toBe(30_000n);
    await setCaps(world, defaults);
  });

  test('is nobody’s to set but governance’s', async () => {
    const args = { caps: defaults };
    await expect(
      world.invoke('reserve-manager', 'set_caps', args, { by: 'superAdmin', alone: true }),
    ).rejects.toMatchObject({ kind: 'auth' });
    await expect(setCaps(world, { least_deposit: 0n })).rejects.toMatchObject({ code: 474 });
  });
});

describe('a throttle', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await decree(world, grantRole(world, 'guardian', Role.Guardian));
    await decree(world, grantRole(world, 'systemAdmin', Role.SystemAdmin));
    await setCaps(world, {
      ...{ least_deposit: 2_000n, most_deposit: 900n, most_issued: 900n },
      ...{ most_outflow: 900n, most_unreported: 900n, most_withdrawal: 900n },
    });
  });
  afterAll(() => world.stop());

  test.each<Person>(['guardian', 'officer', 'systemAdmin', 'superAdmin'])('is in the hands of %s', async (person) => {
    const { most_outflow } = await capsOf(world);
    await tightenCaps(world, person, { most_outflow: most_outflow - 1n });
    expect((await capsOf(world)).most_outflow).toBe(most_outflow - 1n);
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({ topics: ['caps_changed', world.address(person)] });
  });

  test.each<Person>(['operator', 'custodian1', 'alice', 'mallory'])('is not in the hands of %s', async (person) => {
    await expect(tightenCaps(world, person, {})).rejects.toMatchObject({ code: 477 });
  });

  test('of somebody else is not lent', async () => {
    const args = { caller: world.address('guardian'), caps: await capsOf(world) };
    await expect(
      world.invoke('reserve-manager', 'tighten_caps', args, { by: 'mallory', alone: true }),
    ).rejects.toMatchObject({ kind: 'auth' });
  });

  test.each<keyof Caps>(['most_deposit', 'most_issued', 'most_outflow', 'most_unreported', 'most_withdrawal'])(
    'never lifts %s, whatever else it tightens',
    async (cap) => {
      const now = await capsOf(world);
      const change = { least_deposit: now.least_deposit + 5n, [cap]: now[cap] + 1n };
      await expect(tightenCaps(world, 'guardian', change)).rejects.toMatchObject({ code: 475 });
      expect(await capsOf(world)).toEqual(now);
    },
  );

  test('never lowers the least deposit, and works while the system is paused', async () => {
    const { least_deposit } = await capsOf(world);
    await pause(world);
    await expect(
      tightenCaps(world, 'guardian', { least_deposit: least_deposit - 1n, most_issued: 0n }),
    ).rejects.toMatchObject({ code: 475 });
    await tightenCaps(world, 'guardian', { most_issued: 0n });
    await resume(world);
    expect((await capsOf(world)).most_issued).toBe(0n);
  });
});
