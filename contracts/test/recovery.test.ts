import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, deposit, pause, Role, register, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { administer, decree, grantRole } from './governance.ts';
import type { Person } from './people.ts';
import { withdraw } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const HELD = 5_000_000n;
const DELAY = 2 * 86_400;

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await decree(world, grantRole(world, 'reporter1', Role.ComplianceOfficer));
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await deposit(world, { user: 'alice', amount: HELD, tx: txid('alice') });
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const at = (person: Person): string => world.address(person);
const registry = (method: string, args: object, by: Person): Promise<void> =>
  world.invoke('kyc-registry', method, { caller: at(by), ...args }, { by });
const request = (lost: Person, replacement: Person | string, by: Person = 'officer'): Promise<void> =>
  registry(
    'request_recovery',
    {
      lost: at(lost),
      replacement: replacement.length > 20 ? replacement : at(replacement as Person),
      reason: 'lost key',
    },
    by,
  );
const stop = (lost: Person, by: Person): Promise<void> =>
  registry('stop_recovery', { lost: at(lost), reason: 'mine' }, by);
const finish = (lost: Person, by: Person = 'reporter1'): Promise<void> =>
  registry('finish_recovery', { lost: at(lost) }, by);
const recoverBalance = (from: Person, to: Person, by: Person = 'officer'): Promise<boolean> =>
  world.invoke(
    'istsi-token',
    'recover_balance',
    { old_account: at(from), new_account: at(to), operator: at(by) },
    { by },
  );
async function recover(lost: Person, replacement: Person | string): Promise<void> {
  await request(lost, replacement);
  await world.advanceTime(DELAY);
  await finish(lost);
}
const transfer = (from: Person, to: Person, amount: bigint): Promise<void> =>
  world.invoke('istsi-token', 'transfer', { from: at(from), to: at(to), amount }, { by: from });

describe('a lost address', () => {
  test('counts no longer to those of its person once another of them takes its place', async () => {
    const add = { user: at('alice'), address: at('carol') };
    await registry('add_address', add, 'officer');
    const addresses = async (): Promise<number> =>
      (await world.read<{ addresses: number }>('kyc-registry', 'get_identity', { user: at('carol') })).addresses;
    expect(await addresses()).toBe(2);
    await recover('alice', 'carol');
    expect(await addresses()).toBe(1);
    // A new one takes its place, and there are as many.
    await recover('carol', 'mallory');
    const identity = await world.read('kyc-registry', 'get_identity', { user: at('mallory') });
    expect(identity).toMatchObject({ addresses: 1 });
  });

  test.each<[string, Person, number]>([
    ['itself', 'alice', 118],
    ['one of another person', 'bob', 118],
  ])('is not given up for %s', async (_, replacement, code) => {
    await expect(request('alice', replacement)).rejects.toMatchObject({ code });
  });

  test('is given up by two officers and time for another one, which gets what it held, frozen tokens frozen', async () => {
    const frozen = { user_address: at('alice'), amount: 7n, operator: at('officer') };
    await world.invoke('istsi-token', 'freeze_partial_tokens', frozen, { by: 'officer' });
    await request('alice', 'carol');
    expect(await eventsOf(world, 'latest')).toMatchObject([
      {
        topics: ['recovery_requested', at('alice'), at('carol')],
        data: { reason: 'lost key', requested_by: at('officer') },
      },
    ]);
    expect(await world.read('kyc-registry', 'get_recovery', { lost: at('alice') })).toMatchObject({
      replacement: at('carol'),
      requested_by: at('officer'),
    });
    // Nothing has changed yet.
    await transfer('alice', 'bob', 1n);
    await expect(recoverBalance('alice', 'carol')).rejects.toMatchObject({ code: 209 });
    await world.advanceTime(DELAY);
    await finish('alice');
    expect(await world.read('kyc-registry', 'recovery_target', { old_account: at('alice') })).toBe(at('carol'));
    await expect(transfer('alice', 'bob', 1n)).rejects.toMatchObject({ code: 117 });
    expect(await recoverBalance('alice', 'carol')).toBe(true);
    expect(await eventsOf(world, 'latest')).toMatchObject([
      { topics: ['transfer', at('alice'), at('carol')], data: HELD - 1n },
      { topics: ['recovery_success', at('alice'), at('carol')] },
    ]);
    expect([await balance(world, 'alice'), await balance(world, 'carol')]).toEqual([0n, HELD - 1n]);
    expect(await world.read('istsi-token', 'get_frozen_tokens', { user_address: at('carol') })).toBe(7n);
    expect(await recoverBalance('alice', 'carol')).toBe(false);
  });

  test('still receives the Bitcoin that was under way, which is recovered too', async () => {
    await recover('alice', 'carol');
    await deposit(world, { user: 'alice', amount: 5_000n, tx: txid('late') });
    await recoverBalance('alice', 'carol');
    expect(await balance(world, 'carol')).toBe(HELD + 5_000n);
  });

  test('is given up only within one identity, and once', async () => {
    await expect(request('alice', 'bob')).rejects.toMatchObject({ code: 118 });
    await expect(request('alice', 'alice')).rejects.toMatchObject({ code: 118 });
    await expect(request('mallory', 'carol')).rejects.toMatchObject({ code: 110 });
    await recover('alice', 'carol');
    await expect(request('alice', 'mallory')).rejects.toMatchObject({ code: 117 });
    await expect(request('carol', 'alice')).rejects.toMatchObject({ code: 118 });
  });

  test('cannot be recovered to what another identity got meanwhile', async () => {
    await request('alice', 'carol');
    await register(world, 'carol', 4);
    await world.advanceTime(DELAY);
    await expect(finish('alice')).rejects.toMatchObject({ code: 118 });
  });

  test('counts no longer: a lost key is replaced as often as it has to be', { timeout: 120_000 }, async () => {
    for (let i = 0; i < 15; i++) {
      const more = { user: at('alice'), address: Keypair.random().publicKey() };
      await registry('add_address', more, 'officer');
    }
    const one = { user: at('alice'), address: Keypair.random().publicKey() };
    await expect(registry('add_address', one, 'officer')).rejects.toMatchObject({ code: 109 });
    await recover('alice', 'carol');
    await request('carol', 'mallory');
    await world.advanceTime(DELAY);
    await finish('carol');
    const identity = await world.read<{ addresses: number }>('kyc-registry', 'get_identity', { user: at('mallory') });
    expect(identity.addresses).toBe(16);
  });
});

describe('nobody alone takes what a holder has:', () => {
  const theft = async (thief: Person): Promise<void> => {
    await request('alice', 'mallory', thief);
    await world.advanceTime(DELAY + 1);
    await finish('alice', thief);
  };

  test.each<Person>(['officer', 'superAdmin'])('not %s', async (thief) => {
    await expect(theft(thief)).rejects.toMatchObject({ code: 132 });
    await expect(recoverBalance('alice', 'mallory', thief)).rejects.toMatchObject({ code: 209 });
    expect(await balance(world, 'alice')).toBe(HELD);
    await expect(withdraw(world, 'stolen', { by: 'mallory', amount: HELD, maxFee: 5_000n })).rejects.toThrow();
    await transfer('alice', 'bob', 1n);
  });

  test('not one of three Super Admins of whom two decide', async () => {
    const governance = {
      superAdmins: ['superAdmin', 'systemAdmin', 'mallory'] as Person[],
      threshold: 2,
      delay: 172_800n,
    };
    const three = await startWorld({ governance: { ...governance, expiry: 9n * 86_400n } });
    await register(three, 'alice', 4);
    await deposit(three, { user: 'alice', amount: 7_700n, tx: txid('a') });
    const by = { caller: three.address('mallory'), lost: three.address('alice') };
    const asked = { ...by, replacement: three.address('bob'), reason: 'x' };
    await three.invoke('kyc-registry', 'request_recovery', asked, { by: 'mallory' });
    await three.advanceTime(DELAY);
    const end = three.invoke('kyc-registry', 'finish_recovery', by, { by: 'mallory' });
    await expect(end).rejects.toMatchObject({ code: 132 });
    const moved = {
      old_account: three.address('alice'),
      new_account: three.address('bob'),
      operator: three.address('mallory'),
    };
    await expect(three.invoke('istsi-token', 'recover_balance', moved, { by: 'mallory' })).rejects.toMatchObject({
      code: 209,
    });
    expect(await balance(three, 'alice')).toBe(7_700n);
    await three.stop();
  });

  test('not an officer who hands the office over to a second key', async () => {
    await request('alice', 'mallory');
    const offer = { caller: at('officer'), to: at('carol'), role: Role.ComplianceOfficer };
    await world.invoke('integration-router', 'offer_role', offer, { by: 'officer' });
    const accepted = { account: at('carol'), role: Role.ComplianceOfficer };
    await world.invoke('integration-router', 'accept_role', accepted, { by: 'carol' });
    await world.advanceTime(DELAY);
    await expect(finish('alice', 'carol')).rejects.toMatchObject({ code: 128 });
  });
});

describe('a recovery', () => {
  test('waits as long as governance says, and not for ever', async () => {
    await request('alice', 'carol');
    await expect(finish('alice')).rejects.toMatchObject({ code: 129 });
    await expect(request('alice', 'mallory')).rejects.toMatchObject({ code: 127 });
    await world.advanceTime(DELAY + 31 * 86_400);
    await expect(finish('alice')).rejects.toMatchObject({ code: 128 });
    await administer(world, 'kyc-registry', 'set_recovery_delay', { seconds: 3_600n });
    await request('alice', 'carol');
    await world.advanceTime(3_600);
    await finish('alice');
  });

  test.each([3_599n, 30n * 86_400n + 1n])('does not wait %d seconds', async (seconds) => {
    await expect(administer(world, 'kyc-registry', 'set_recovery_delay', { seconds })).rejects.toMatchObject({
      codes: expect.arrayContaining([133]),
    });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['the key that is said to be lost', () => stop('alice', 'alice')],
    ['the officer who asked', () => stop('alice', 'officer')],
    ['another officer', () => stop('alice', 'reporter1')],
    ['a Super Admin', () => stop('alice', 'superAdmin')],
    [
      'governance',
      () => {
        const caller = world.contracts['integration-router'].contractId;
        return administer(world, 'kyc-registry', 'stop_recovery', { caller, lost: at('alice'), reason: 'no' });
      },
    ],
  ])('is stopped by %s, even when it could be finished', async (_, act) => {
    await request('alice', 'carol');
    await world.advanceTime(DELAY);
    await act();
    await expect(finish('alice')).rejects.toMatchObject({ code: 128 });
    await transfer('alice', 'bob', 1n);
  });

  test('is stopped while the system is paused, but neither requested nor finished', async () => {
    await request('alice', 'carol');
    await world.advanceTime(DELAY);
    await pause(world);
    await expect(finish('alice')).rejects.toMatchObject({ code: 102 });
    await expect(request('bob', 'mallory')).rejects.toMatchObject({ code: 102 });
    await stop('alice', 'alice');
  });

  test.each<[string, () => Promise<unknown>, object]>([
    ['a stranger stops', () => stop('alice', 'mallory'), { code: 101 }],
    ['another holder stops', () => stop('alice', 'bob'), { code: 101 }],
    ['a stranger requests', () => request('alice', 'mallory', 'mallory'), { code: 101 }],
    ['the operator finishes', () => finish('alice', 'operator'), { code: 101 }],
    ['nobody requested is finished', () => finish('bob'), { code: 128 }],
    ['nobody requested is stopped', () => stop('bob', 'bob'), { code: 128 }],
  ])('that %s is refused', async (_, act, refusal) => {
    await request('alice', 'carol');
    await world.advanceTime(DELAY);
    await expect(act()).rejects.toMatchObject(refusal);
  });

  test('goes to an officer alone, and only where the registry says', async () => {
    await recover('alice', 'carol');
    await expect(recoverBalance('alice', 'carol', 'operator')).rejects.toMatchObject({ code: 210 });
    await expect(recoverBalance('alice', 'bob')).rejects.toMatchObject({ code: 209 });
    await decide(world, 'freeze', 'carol');
    expect(await recoverBalance('alice', 'carol')).toBe(true);
  });
});
