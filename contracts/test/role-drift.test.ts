import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Role } from './actions.ts';
import {
  type Action,
  AddressChange,
  approve,
  ContractKind,
  execute,
  grantRole,
  handOver,
  propose,
  setRateLimits,
  updateContracts,
} from './governance.ts';
import { instanceBytes } from './ledger-entries.ts';
import type { Person } from './people.ts';
import { type Prepared, prepare } from './prepared.ts';
import { startWorld, type World } from './world.ts';

/*
 * Who holds roles, how contracts are called and what governance decided is all in the router's instance, which each of these
 * acts writes. What one officer has simulated and signed goes through whatever the others did since.
 */
const SUPER_ADMINS: Person[] = ['superAdmin', 'bob', 'carol', 'alice', 'custodian4', 'custodian5', 'reporter3'];
const LIMITS = { system_amount: 7n, system_operations: 1, user_amount: 7n, user_operations: 1, window: 60n };

const STRANGER = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 99)).publicKey();

let world: World;
const proposals = new Map<string, number>();
const at = (person: Person): string => world.address(person);
const actions = (): Record<string, Action> => ({
  appointment: grantRole(world, 'reporter1', Role.SystemAdmin),
  removal: { tag: 'RevokeRole', values: [STRANGER, Role.SuperAdmin] },
  rates: setRateLimits(0, LIMITS),
  registration: updateContracts({
    kind: ContractKind.FungibleToken,
    change: AddressChange.Register,
    contract: world.contracts['fungible-token'].contractId,
  }),
  seat: handOver(world, 'custodian4', 'deployer'),
});

async function agree(action: Action): Promise<number> {
  const id = await propose(world, action);
  await approve(world, id, 'superAdmin');
  await approve(world, id, 'bob');
  return id;
}

beforeAll(async () => {
  world = await startWorld({ governance: { superAdmins: SUPER_ADMINS, threshold: 2, delay: 0n, expiry: 604_800n } });
  for (const [person, role] of [
    ['systemAdmin', Role.SystemAdmin],
    ['reporter2', Role.SystemAdmin],
    ['custodian1', Role.ComplianceOfficer],
    ['custodian3', Role.ComplianceOfficer],
    ['custodian6', Role.Operator],
    ['guardian', Role.Guardian],
  ] as const) {
    await execute(world, await agree(grantRole(world, person, role)));
  }
  const offer = { caller: at('custodian3'), to: at('custodian2'), role: Role.ComplianceOfficer };
  await world.invoke('integration-router', 'offer_role', offer, { by: 'custodian3' });
  await execute(world, await agree(actions().seat!));
  await execute(world, await agree({ tag: 'GrantRole', values: [STRANGER, Role.SuperAdmin] }));
  for (const name of ['removal', 'appointment', 'rates', 'registration']) {
    proposals.set(name, await agree(actions()[name]!));
  }
});
afterAll(() => world.stop());

const role = (caller: Person, account: Person, number: number) => ({
  caller: at(caller),
  account: at(account),
  role: number,
});
const decision = (caller: Person, name: string) => ({ caller: at(caller), id: proposals.get(name) });
type Act = [by: Person, method: string, args: () => object];
const acts: Act[] = [
  ['superAdmin', 'grant_role', () => role('superAdmin', 'mallory', Role.Operator)],
  ['systemAdmin', 'grant_role', () => role('systemAdmin', 'alice', Role.Operator)],
  ['custodian2', 'accept_role', () => ({ account: at('custodian2'), role: Role.ComplianceOfficer })],
  ['officer', 'request_stop', () => ({ caller: at('officer'), reason: 'prepared' })],
  ['bob', 'revoke_role', () => role('bob', 'custodian1', Role.ComplianceOfficer)],
  ['carol', 'execute', () => decision('carol', 'appointment')],
  ['reporter3', 'execute', () => decision('reporter3', 'removal')],
  ['operator', 'offer_role', () => ({ caller: at('operator'), to: at('reporter1'), role: Role.Operator })],
  ['deployer', 'accept_role', () => ({ account: at('deployer'), role: Role.SuperAdmin })],
  ['custodian5', 'execute', () => decision('custodian5', 'rates')],
  ['alice', 'execute', () => decision('alice', 'registration')],
  ['reporter2', 'revoke_role', () => role('reporter2', 'custodian6', Role.Operator)],
  ['guardian', 'emergency_pause', () => ({ caller: at('guardian'), reason: 'prepared' })],
];

describe.each<[string, (prepared: Prepared[]) => Prepared[]]>([
  ['in one order', (prepared) => prepared],
  ['in the other', (prepared) => prepared.toReversed()],
])('what officers prepared together, sent %s,', (_, ordered) => {
  test('goes through, each after all the others, and no entry has another size', { timeout: 60_000 }, async () => {
    const before = world;
    world = await before.copy();
    try {
      const size = await instanceBytes(world, 'integration-router');
      const prepared: Prepared[] = [];
      for (const [by, method, args] of acts) {
        prepared.push(await prepare(world, by, 'integration-router', method, { ...args() }));
      }
      for (const { send, transaction } of ordered(prepared)) {
        const by = SUPER_ADMINS.concat(acts.map(([person]) => person)).find((who) => at(who) === transaction.source);
        expect({ by, fate: await send(), bytes: await instanceBytes(world, 'integration-router') }).toEqual({
          by,
          fate: 'SUCCESS',
          bytes: size,
        });
      }
      const { operators } = await world.read<{ operators: string[] }>('integration-router', 'get_state');
      const expected: Person[] = ['alice', 'mallory', 'operator'];
      expect(operators.toSorted()).toEqual(expected.map(at).toSorted());
    } finally {
      await world.stop();
      world = before;
    }
  });
});

test('places that were left are taken again, and nobody else is there', async () => {
  const appoint = (method: 'grant_role' | 'revoke_role', account: Person): Promise<void> =>
    world.invoke('integration-router', method, role('systemAdmin', account, Role.Operator), { by: 'systemAdmin' });
  const operators = async (): Promise<string[]> =>
    (await world.read<{ operators: string[] }>('integration-router', 'get_state')).operators;
  const before = await operators();
  for (const account of ['mallory', 'reporter1'] as const) await appoint('grant_role', account);
  await appoint('revoke_role', 'mallory');
  expect(await operators()).toEqual([...before, at('reporter1')]);
  await appoint('grant_role', 'carol');
  expect((await operators()).toSorted()).toEqual([...before, at('carol'), at('reporter1')].toSorted());
  expect(await world.read('integration-router', 'get_roles', { address: at('mallory') })).toEqual([]);
  for (const account of ['carol', 'reporter1'] as const) await appoint('revoke_role', account);
});

test('contracts hold roles too', async () => {
  const address = world.contracts['fungible-token'].contractId;
  await execute(world, await agree({ tag: 'GrantRole', values: [address, Role.Guardian] }));
  expect(await world.read('integration-router', 'get_roles', { address })).toEqual([Role.Guardian]);
  const { emergency_contacts } = await world.read<{ emergency_contacts: string[] }>('integration-router', 'get_state');
  expect(emergency_contacts).toContain(address);
  await execute(world, await agree({ tag: 'RevokeRole', values: [address, Role.Guardian] }));
  expect(await world.read('integration-router', 'get_roles', { address })).toEqual([]);
});
