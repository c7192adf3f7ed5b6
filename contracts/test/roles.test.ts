import { Address, Keypair, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deposit, pause, Role, register, resume, txid } from './actions.ts';
import { approve, decree, grantRole, propose, revokeRole } from './governance.ts';
import type { Person } from './people.ts';
import { signWith, submit } from './transaction.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
});
afterAll(() => world.stop());

const router = <T = void>(method: string, args: Record<string, unknown>, by: Person): Promise<T> =>
  world.invoke<T>('integration-router', method, args, { by });
const grant = (by: Person, account: Person, role: number): Promise<void> =>
  role === Role.Operator
    ? router('grant_role', { caller: world.address(by), account: world.address(account), role }, by)
    : decree(world, grantRole(world, account, role), by);
const revoke = (by: Person, account: Person, role: number): Promise<void> =>
  role === Role.SuperAdmin
    ? decree(world, revokeRole(world, account, role), by)
    : router('revoke_role', { caller: world.address(by), account: world.address(account), role }, by);
const rolesOf = (person: Person): Promise<number[]> =>
  world.read('integration-router', 'get_roles', { address: world.address(person) });

test('the constructor gives the first roles', async () => {
  expect(await rolesOf('superAdmin')).toEqual([Role.SuperAdmin]);
  expect(await rolesOf('officer')).toEqual([Role.ComplianceOfficer]);
  expect(await rolesOf('operator')).toEqual([Role.Operator]);
  expect(await rolesOf('mallory')).toEqual([]);
  expect(await world.read('integration-router', 'has_role', { address: world.address('operator'), role: 3 })).toBe(
    true,
  );
});

test('an address can hold several roles, and loses only the one that is taken', async () => {
  await grant('superAdmin', 'bob', Role.Operator);
  await grant('superAdmin', 'bob', Role.ComplianceOfficer);
  expect(await rolesOf('bob')).toEqual([Role.ComplianceOfficer, Role.Operator]);
  await revoke('superAdmin', 'bob', Role.ComplianceOfficer);
  expect(await rolesOf('bob')).toEqual([Role.Operator]);
  await deposit(world, { caller: 'bob', amount: 1_000n, tx: txid('by bob') });
  await revoke('superAdmin', 'bob', Role.Operator);
  await expect(deposit(world, { caller: 'bob', amount: 1_000n, tx: txid('by bob again') })).rejects.toMatchObject({
    code: 1,
  });
});

test('a System Admin appoints operators and nobody else', async () => {
  await grant('superAdmin', 'systemAdmin', Role.SystemAdmin);
  await grant('systemAdmin', 'bob', Role.Operator);
  await revoke('systemAdmin', 'bob', Role.Operator);
  for (const role of [Role.SuperAdmin, Role.SystemAdmin, Role.ComplianceOfficer]) {
    await expect(grant('systemAdmin', 'bob', role)).rejects.toMatchObject({ code: 2 });
  }
});

test('a role that does not exist is no role, even where its bit would wrap around', async () => {
  const { superAdmin, mallory } = world.people;
  for (const role of [5, 32, 35]) {
    // As raw values: the client library would refuse to encode them.
    const args = [new Address(superAdmin.publicKey()).toScVal(), new Address(mallory.publicKey()).toScVal()];
    const invoke = xdr.HostFunction.hostFunctionTypeInvokeContract(
      new xdr.InvokeContractArgs({
        contractAddress: new Address(world.contracts['integration-router'].contractId).toScAddress(),
        functionName: 'grant_role',
        args: [...args, xdr.ScVal.scvU32(role)],
      }),
    );
    const sign = signWith(world.network, []);
    await expect(submit({ network: world.network, source: superAdmin, invoke, sign })).rejects.toMatchObject({
      kind: 'wasmvm',
    });
  }
  expect(await rolesOf('mallory')).toEqual([]);
});

test('the last Super Admin cannot be removed', async () => {
  await expect(revoke('superAdmin', 'superAdmin', Role.SuperAdmin)).rejects.toMatchObject({ code: 41 });
  await grant('superAdmin', 'bob', Role.SuperAdmin);
  await revoke('bob', 'superAdmin', Role.SuperAdmin);
  await expect(revoke('bob', 'bob', Role.SuperAdmin)).rejects.toMatchObject({ code: 41 });
  await grant('bob', 'superAdmin', Role.SuperAdmin);
  await revoke('superAdmin', 'bob', Role.SuperAdmin);
});

test('a role that nobody has cannot be taken', async () => {
  await expect(revoke('superAdmin', 'carol', Role.Operator)).rejects.toMatchObject({ code: 41 });
});

test('a role is handed over in two steps, and only to whom it was offered', async () => {
  const offer = { caller: world.address('superAdmin'), to: world.address('carol'), role: Role.SuperAdmin };
  await router('offer_role', offer, 'superAdmin');
  expect(await rolesOf('superAdmin')).toEqual([Role.SuperAdmin]);
  const taken = { account: world.address('carol'), role: Role.SuperAdmin };
  await expect(router('accept_role', taken, 'mallory')).rejects.toMatchObject({ kind: 'auth' });
  const strangers = { account: world.address('mallory'), role: Role.SuperAdmin };
  await expect(router('accept_role', strangers, 'mallory')).rejects.toMatchObject({ code: 41 });

  await router('accept_role', taken, 'carol');
  expect(await rolesOf('carol')).toEqual([Role.SuperAdmin]);
  expect(await rolesOf('superAdmin')).toEqual([]);
  await expect(router('accept_role', taken, 'carol')).rejects.toMatchObject({ code: 41 });

  const back = { caller: world.address('carol'), to: world.address('superAdmin'), role: Role.SuperAdmin };
  await router('offer_role', back, 'carol');
  await router('accept_role', { account: world.address('superAdmin'), role: Role.SuperAdmin }, 'superAdmin');
});

test('nobody offers a role that is not theirs, nor one that was taken from them meanwhile', async () => {
  const foreign = { caller: world.address('mallory'), to: world.address('bob'), role: Role.Operator };
  await expect(router('offer_role', foreign, 'mallory')).rejects.toMatchObject({ code: 2 });

  await grant('superAdmin', 'bob', Role.Operator);
  await router('offer_role', { caller: world.address('bob'), to: world.address('mallory'), role: 3 }, 'bob');
  await revoke('superAdmin', 'bob', Role.Operator);
  const accept = { account: world.address('mallory'), role: Role.Operator };
  await expect(router('accept_role', accept, 'mallory')).rejects.toMatchObject({ code: 41 });
});

test.each(['superAdmin', 'systemAdmin', 'officer'] as const)('%s pauses every contract at once', async (by) => {
  if ((await rolesOf(by)).length === 0) await grant('superAdmin', by, Role.SystemAdmin);
  await pause(world, by);
  for (const name of ['kyc-registry', 'istsi-token', 'reserve-manager'] as const) {
    expect(await world.read(name, 'paused')).toBe(true);
  }
  expect(await world.read('integration-router', 'get_config')).toMatchObject({ paused: true });
  await resume(world);
  for (const name of ['kyc-registry', 'istsi-token', 'reserve-manager'] as const) {
    expect(await world.read(name, 'paused')).toBe(false);
  }
});

test('resuming what runs is refused', async () => {
  await expect(resume(world)).rejects.toMatchObject({ code: 41 });
});

test('the state names every contract and everybody with a say', async () => {
  const state = await world.read<Record<string, unknown>>('integration-router', 'get_state');
  expect(state).toMatchObject({
    admin: world.address('superAdmin'),
    operators: [world.address('operator')],
    paused: false,
    router_address: world.contracts['integration-router'].contractId,
  });
  expect(new Map(state.contracts as [string, string][])).toEqual(
    new Map([
      ['istsi_token', world.contracts['istsi-token'].contractId],
      ['kyc_registry', world.contracts['kyc-registry'].contractId],
      ['reserve_manager', world.contracts['reserve-manager'].contractId],
    ]),
  );
  expect(state.emergency_contacts).toEqual(expect.arrayContaining([world.address('officer')]));
});

test('whoever fills the roles that there are, governance still seats a Super Admin', async () => {
  const stranger = (i: number): string => Keypair.fromRawEd25519Seed(txid(`stranger ${i}`)).publicKey();
  await grant('superAdmin', 'alice', Role.Operator);
  // A System Admin alone appoints as many operators as it can, then governance as many officers.
  const appoint = (account: string) =>
    router('grant_role', { caller: world.address('superAdmin'), account, role: Role.Operator }, 'superAdmin');
  const seat = (account: string, role: number) => decree(world, { tag: 'GrantRole', values: [account, role] });
  const fill = async (act: (account: string) => Promise<unknown>, first: number): Promise<number> => {
    for (let i = first; ; i++) {
      const refusal = await act(stranger(i)).then(
        () => undefined,
        (error) => error,
      );
      if (!refusal) continue;
      expect(refusal).toMatchObject({ code: 41 });
      return i - first;
    }
  };
  const operators = await fill(appoint, 1);
  expect(operators).toBeLessThanOrEqual(32);
  const officers = await fill((account) => seat(account, Role.ComplianceOfficer), 100);
  expect(officers).toBeGreaterThan(8);

  await seat(world.address('carol'), Role.SuperAdmin);
  expect(await rolesOf('carol')).toEqual([Role.SuperAdmin]);
  // Seats are bounded too, and by the number of seats alone.
  expect(await fill((account) => seat(account, Role.SuperAdmin), 200)).toBe(14);

  // Who holds a role may get this one too: up to as many as votes have bits, of which the last one counts like the first.
  const those = (first: number, count: number): string[] => [...Array(count).keys()].map((i) => stranger(first + i));
  const held = [...those(1, operators), ...those(100, officers)];
  for (const account of held.slice(0, 47)) await seat(account, Role.SuperAdmin);
  await decree(world, grantRole(world, 'alice', Role.SuperAdmin));
  const id = await propose(world, revokeRole(world, 'officer', Role.ComplianceOfficer));
  await approve(world, id, 'alice');
  expect(await world.read('integration-router', 'get_proposal', { id })).toMatchObject({
    approvals: [world.address('alice')],
  });
  await expect(seat(held[47]!, Role.SuperAdmin)).rejects.toMatchObject({ code: 41 });
  const { admin, emergency_contacts } = await world.read<{ admin: string; emergency_contacts: string[] }>(
    'integration-router',
    'get_state',
  );
  expect(emergency_contacts).toContain(admin);
  const seats = await Promise.all(
    emergency_contacts.map((address) =>
      world.read<boolean>('integration-router', 'has_role', { address, role: Role.SuperAdmin }),
    ),
  );
  expect(seats.filter(Boolean)).toHaveLength(64);
});
