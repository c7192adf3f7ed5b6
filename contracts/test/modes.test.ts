import { afterAll, beforeAll, expect, test } from 'vitest';
import { deposit, pause, register, resume, stateOf, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { decree, registerOthers } from './governance.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

const Mode = { Normal: 0, Maintenance: 1, Emergency: 2 } as const;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
});
afterAll(() => world.stop());

const setMode = (mode: number, by: Person = 'officer'): Promise<void> =>
  world.invoke('integration-router', 'set_mode', { caller: world.address(by), mode }, { by });
const relax = (mode: number): Promise<void> => decree(world, { tag: 'RelaxMode', values: [mode] });

test.each([
  ['Maintenance', Mode.Maintenance, 52],
  ['Emergency', Mode.Emergency, 51],
])('in %s nothing begins, and only governance goes back', async (_, mode, code) => {
  await setMode(mode);
  expect((await eventsOf(world, 'latest'))[0]).toMatchObject({ topics: ['mode_changed', world.address('officer')] });
  const before = await stateOf(world);
  await expect(deposit(world, { tx: txid(`mode ${mode}`) })).rejects.toMatchObject({ code });
  for (const by of ['officer', 'superAdmin'] as const) {
    await expect(setMode(Mode.Normal, by)).rejects.toMatchObject({ code: 2 });
  }
  expect(await stateOf(world)).toEqual(before);
  await relax(Mode.Normal);
  await deposit(world, { tx: txid(`mode ${mode}`) });
});

test('a pause is told before a mode', async () => {
  await setMode(Mode.Emergency);
  await pause(world);
  await expect(deposit(world, { tx: txid('both') })).rejects.toMatchObject({ code: 50 });
  await resume(world);
  await expect(deposit(world, { tx: txid('both') })).rejects.toMatchObject({ code: 51 });
  await relax(Mode.Maintenance);
  await expect(deposit(world, { tx: txid('both') })).rejects.toMatchObject({ code: 52 });
  await relax(Mode.Normal);
});

test.each(['settle_operation', 'rollback_operation'])(
  '%s ends what has begun in Maintenance too, and no further',
  async (entry) => {
    const end = () =>
      world.invoke('integration-router', entry, { operation_id: Buffer.alloc(32, 1) }, { by: 'mallory' });
    await setMode(Mode.Maintenance);
    // It asks which operation.
    await expect(end()).rejects.toMatchObject({ code: 41 });
    await setMode(Mode.Emergency);
    await expect(end()).rejects.toMatchObject({ code: 51 });
    await pause(world);
    await expect(end()).rejects.toMatchObject({ code: 50 });
    await resume(world);
    await relax(Mode.Normal);
  },
);

test('a mode that already is, or that is stricter, cannot be relaxed to', async () => {
  await expect(setMode(Mode.Normal)).rejects.toMatchObject({ code: 41 });
  await expect(relax(Mode.Emergency)).rejects.toMatchObject({ code: 41 });
  expect(await world.read('integration-router', 'get_state')).toMatchObject({ mode: Mode.Normal });
});

test('Emergency stops the contracts too, and ends with what put them to rest last', async () => {
  const core = ['istsi-token', 'reserve-manager', 'kyc-registry'] as const;
  const paused = () => Promise.all(core.map((name) => world.read(name, 'paused')));
  await setMode(Mode.Maintenance);
  expect(await paused()).toEqual([false, false, false]);
  await setMode(Mode.Emergency);
  expect(await paused()).toEqual([true, true, true]);
  const transfer = { from: world.address('alice'), to: world.address('alice'), amount: 1n };
  await expect(world.invoke('istsi-token', 'transfer', transfer, { by: 'alice' })).rejects.toMatchObject({ code: 201 });
  await pause(world);
  await resume(world);
  expect(await paused()).toEqual([true, true, true]);
  await pause(world);
  await relax(Mode.Normal);
  expect(await paused()).toEqual([true, true, true]);
  await resume(world);
  expect(await paused()).toEqual([false, false, false]);
});

test('every contract tells by itself that it stops and that it goes on, once', async () => {
  const told = async (): Promise<unknown[]> =>
    (await eventsOf(world, 'latest'))
      .filter(({ topics }) => topics[0] === 'pause_changed')
      .map(({ contract, data }) => [contract, (data as { paused: boolean }).paused]);
  const core = ['istsi-token', 'reserve-manager', 'kyc-registry'];
  await pause(world);
  expect(await told()).toEqual(core.map((name) => [name, true]));
  await pause(world, 'officer');
  expect(await told()).toEqual([]);
  await resume(world);
  expect(await told()).toEqual(core.map((name) => [name, false]));
  await setMode(Mode.Emergency);
  expect(await told()).toEqual(core.map((name) => [name, true]));
  await relax(Mode.Normal);
  expect(await told()).toEqual(core.map((name) => [name, false]));
});

test('what is not of the core tells it as well', async () => {
  await registerOthers(world);
  await pause(world);
  for (const name of ['fungible-token', 'price-oracle'] as const) {
    const { contractId } = world.contracts[name];
    await world.invoke('integration-router', 'pause_contract', { contract: contractId }, { by: 'mallory' });
    expect(await eventsOf(world, 'latest')).toContainEqual({
      contract: name,
      topics: ['pause_changed'],
      data: { paused: true },
    });
  }
  await resume(world);
  for (const contract of ['fungible-token', 'price-oracle'] as const) {
    const data = { paused: false };
    expect(await eventsOf(world, 'latest')).toContainEqual({ contract, topics: ['pause_changed'], data });
  }
});
