import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pause, Role } from './actions.ts';
import { eventsOf } from './events.ts';
import { approve, cancel, execute, grantRole, handOver, propose, revokeRole } from './governance.ts';
import { tightenCaps } from './limits.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

const DAY = 86_400;
const DELAY = 2 * DAY;
const HONEST: Person[] = ['superAdmin', 'bob'];

// Three Super Admins of whom two must agree. Carol's key is in the wrong hands.
let world: World;
beforeEach(async () => {
  world = await startWorld({
    governance: { superAdmins: [...HONEST, 'carol'], threshold: 2, delay: BigInt(DELAY), expiry: BigInt(20 * DAY) },
  });
});
afterEach(() => world.stop());

const router = (method: string, args: Record<string, unknown>, by: Person): Promise<void> =>
  world.invoke('integration-router', method, args, { by });
const offer = (from: Person, to: Person, role: number): Promise<void> =>
  router('offer_role', { caller: world.address(from), to: world.address(to), role }, from);
const accept = (account: Person, role: number): Promise<void> =>
  router('accept_role', { account: world.address(account), role }, account);
const requestStop = (by: Person): Promise<void> =>
  router('request_stop', { caller: world.address(by), reason: 'test' }, by);
const tighten = (by: Person, mode = 1): Promise<void> => router('set_mode', { caller: world.address(by), mode }, by);
const revoke = (by: Person, account: Person, role: number): Promise<void> =>
  router('revoke_role', { caller: world.address(by), account: world.address(account), role }, by);
const holds = (person: Person, role: number): Promise<boolean> =>
  world.read('integration-router', 'has_role', { address: world.address(person), role });
const isPaused = async (): Promise<boolean> =>
  (await world.read<{ paused: boolean }>('integration-router', 'get_state')).paused;
const pending = async (): Promise<number[]> =>
  (await world.read<{ id: number }[]>('integration-router', 'get_pending')).map(({ id }) => id);

/** Two honest Super Admins decide, after the delay. */
async function agree(action: Parameters<typeof propose>[1]): Promise<number> {
  const id = await propose(world, action, 'superAdmin');
  for (const by of HONEST) await approve(world, id, by);
  return id;
}
async function decide(action: Parameters<typeof propose>[1]): Promise<void> {
  const id = await agree(action);
  await world.advanceTime(DELAY);
  await execute(world, id);
}
const resume = { tag: 'Resume' };

describe('a Super Admin who keeps the system paused', () => {
  test('is removed before the system resumes, however many keys wait to take the seat over', async () => {
    await pause(world, 'carol');
    const removal = await agree(revokeRole(world, 'carol', Role.SuperAdmin));
    const end = await agree(resume);
    await expect(offer('carol', 'alice', Role.SuperAdmin)).rejects.toMatchObject({ code: 2 });
    await expect(propose(world, handOver(world, 'carol', 'alice'), 'carol')).rejects.toMatchObject({ code: 54 });
    await world.advanceTime(DELAY);
    await execute(world, removal);
    await execute(world, end);
    expect(await isPaused()).toBe(false);
    await expect(pause(world, 'carol')).rejects.toMatchObject({ code: 1 });
  });

  test.each<[string, (by: Person) => Promise<void>]>([
    ['pauses', (by) => pause(world, by)],
    ['tightens the mode', (by) => tighten(by)],
  ])('%s no second time alone, until a week after the system resumed', async (_, stop) => {
    await pause(world, 'carol');
    await decide(resume);
    for (const by of ['carol', 'superAdmin', 'officer'] as const) {
      await expect(stop(by)).rejects.toMatchObject({ code: 53 });
    }
    await world.advanceTime(7 * DAY);
    await stop('carol');
  });

  test('finds no way around that by modes', async () => {
    await tighten('carol', 2);
    await decide({ tag: 'RelaxMode', values: [0] });
    await expect(tighten('carol', 2)).rejects.toMatchObject({ code: 53 });
    await expect(pause(world, 'carol')).rejects.toMatchObject({ code: 53 });
  });

  test('who is named in an open revocation stops nothing alone, and everybody again when it is closed', async () => {
    const removal = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
    await expect(pause(world, 'carol')).rejects.toMatchObject({ code: 53 });
    await expect(tighten('carol')).rejects.toMatchObject({ code: 53 });
    await cancel(world, removal, 'superAdmin');
    await pause(world, 'carol');
  });

  test('does not stand still by bounds of zero instead, for longer than its removal takes', async () => {
    await tightenCaps(world, 'carol', { most_withdrawal: 0n });
    const removal = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
    await expect(tightenCaps(world, 'carol', { most_deposit: 0n })).rejects.toMatchObject({ code: 477 });
    await tightenCaps(world, 'bob', { most_deposit: 7n });
    await cancel(world, removal, 'superAdmin');
    await tightenCaps(world, 'carol', { most_deposit: 0n });
  });

  test('an expired revocation names nobody', async () => {
    await propose(world, revokeRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
    await world.advanceTime(20 * DAY);
    await pause(world, 'carol');
  });
});

describe('two persons stop the system when one may not', () => {
  beforeEach(async () => {
    await pause(world, 'carol');
    await decide(resume);
  });

  test('one asks and another one does it', async () => {
    await requestStop('officer');
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({ topics: ['stop_requested', world.address('officer')], data: { reason: 'test' } });
    expect(await isPaused()).toBe(false);
    await pause(world, 'superAdmin');
    expect(await isPaused()).toBe(true);
  });

  test('nobody is both of them', async () => {
    await requestStop('carol');
    await expect(pause(world, 'carol')).rejects.toMatchObject({ code: 53 });
  });

  test('nor is a successor, who may be the same person', async () => {
    await requestStop('officer');
    await offer('officer', 'alice', Role.ComplianceOfficer);
    await accept('alice', Role.ComplianceOfficer);
    await expect(pause(world, 'alice')).rejects.toMatchObject({ code: 53 });
  });

  test('a request is for a day, and for one stop', async () => {
    await requestStop('officer');
    await world.advanceTime(DAY);
    await expect(pause(world, 'superAdmin')).rejects.toMatchObject({ code: 53 });
    await requestStop('officer');
    await tighten('superAdmin');
    await expect(pause(world, 'superAdmin')).rejects.toMatchObject({ code: 53 });
  });

  test('whom somebody names in revocations to silence them stops the system still, together', async () => {
    for (const honest of HONEST) await propose(world, revokeRole(world, honest, Role.SuperAdmin), 'carol');
    await world.advanceTime(8 * DAY);
    await expect(pause(world, 'superAdmin')).rejects.toMatchObject({ code: 53 });
    await requestStop('bob');
    await pause(world, 'superAdmin');
    expect(await isPaused()).toBe(true);
  });

  test('whoever may not stop the system asks for nothing', async () => {
    await expect(requestStop('operator')).rejects.toMatchObject({ code: 2 });
    await expect(requestStop('mallory')).rejects.toMatchObject({ code: 1 });
  });
});

describe('the seat of a Super Admin', () => {
  test('is handed over by governance, and its successor accepts', async () => {
    await expect(offer('bob', 'alice', Role.SuperAdmin)).rejects.toMatchObject({ code: 2 });
    await decide(handOver(world, 'bob', 'alice'));
    expect(await holds('bob', Role.SuperAdmin)).toBe(true);
    await accept('alice', Role.SuperAdmin);
    expect([await holds('bob', Role.SuperAdmin), await holds('alice', Role.SuperAdmin)]).toEqual([false, true]);
  });

  test('stays where it is when a revocation comes between', async () => {
    await decide(handOver(world, 'carol', 'alice'));
    const removal = await agree(revokeRole(world, 'carol', Role.SuperAdmin));
    await expect(accept('alice', Role.SuperAdmin)).rejects.toMatchObject({ code: 54 });
    await world.advanceTime(DELAY);
    await execute(world, removal);
    await expect(accept('alice', Role.SuperAdmin)).rejects.toMatchObject({ code: 41 });
  });

  test('leaves no proposals behind, so that hand-overs never fill the book', async () => {
    for (let i = 0; i < 5; i++) await propose(world, grantRole(world, 'mallory', Role.Operator), 'bob');
    await decide(handOver(world, 'bob', 'alice'));
    await accept('alice', Role.SuperAdmin);
    expect(await pending()).toEqual([]);
    expect(await world.read('integration-router', 'get_proposal', { id: 1 })).toMatchObject({ status: 2 });
    for (let i = 0; i < 5; i++) await propose(world, grantRole(world, 'mallory', Role.Operator), 'alice');
  });

  test('that is taken away leaves none either, whoever approved them', async () => {
    const attack = await propose(world, grantRole(world, 'mallory', Role.SuperAdmin), 'carol');
    for (const by of ['carol', 'bob'] as const) await approve(world, attack, by);
    await decide(revokeRole(world, 'carol', Role.SuperAdmin));
    await expect(execute(world, attack, 'bob')).rejects.toMatchObject({ code: 41 });
    expect(await holds('mallory', Role.SuperAdmin)).toBe(false);
  });

  test('is one seat: it cannot be handed to somebody who has one', async () => {
    await expect(propose(world, handOver(world, 'carol', 'bob'))).rejects.toMatchObject({ code: 41 });
  });
});

describe('any other role', () => {
  test('settles for a day after a hand-over, so that a revocation finds it', async () => {
    await offer('officer', 'alice', Role.ComplianceOfficer);
    await accept('alice', Role.ComplianceOfficer);
    await expect(offer('alice', 'mallory', Role.ComplianceOfficer)).rejects.toMatchObject({ code: 41 });
    await revoke('superAdmin', 'alice', Role.ComplianceOfficer);
    expect(await holds('alice', Role.ComplianceOfficer)).toBe(false);
  });

  test('is handed on after that day', async () => {
    await offer('officer', 'alice', Role.ComplianceOfficer);
    await accept('alice', Role.ComplianceOfficer);
    await world.advanceTime(DAY);
    await offer('alice', 'mallory', Role.ComplianceOfficer);
    await accept('mallory', Role.ComplianceOfficer);
  });

  test('is not offered over the offer of somebody else that still stands', async () => {
    await router(
      'grant_role',
      { caller: world.address('superAdmin'), account: world.address('mallory'), role: 3 },
      'superAdmin',
    );
    await offer('operator', 'alice', Role.Operator);
    await expect(offer('mallory', 'alice', Role.Operator)).rejects.toMatchObject({ code: 42 });
    // The holder's own is renewed.
    await offer('operator', 'alice', Role.Operator);
    await revoke('superAdmin', 'operator', Role.Operator);
    await offer('mallory', 'alice', Role.Operator);
    await accept('alice', Role.Operator);
    expect(await holds('mallory', Role.Operator)).toBe(false);
  });
});
