import { Address, nativeToScVal, xdr } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Role } from './actions.ts';
import { eventsOf } from './events.ts';
import {
  type Action,
  approve,
  cancel,
  decree,
  execute,
  grantRole,
  propose,
  revokeRole,
  setCustodians,
} from './governance.ts';
import { createPeople, type Person } from './people.ts';
import { signWith, submit } from './transaction.ts';
import { startWorld, type World } from './world.ts';

const DELAY = 3_600;
const EXPIRY = 86_400;

const NO_LIMITS = { system_amount: 0n, system_operations: 0, user_amount: 0n, user_operations: 0 };

const people = createPeople();
const scAddress = (person: Person): xdr.ScVal => new Address(people[person].publicKey()).toScVal();
const u64s = (...values: bigint[]): xdr.ScVal[] => values.map((value) => nativeToScVal(value, { type: 'u64' }));

let world: World;
beforeEach(async () => {
  world = await startWorld({
    governance: {
      superAdmins: ['superAdmin', 'bob', 'carol'],
      threshold: 2,
      delay: BigInt(DELAY),
      expiry: BigInt(EXPIRY),
    },
  });
});
afterEach(() => world.stop());

interface Proposal {
  approvals: string[];
  executable_at: bigint;
  expires_at: bigint;
  created_at: bigint;
  objections: string[];
  status: number;
}

const read = (id: number): Promise<Proposal> => world.read('integration-router', 'get_proposal', { id });
const pending = async (): Promise<number[]> =>
  (await world.read<{ id: number }[]>('integration-router', 'get_pending')).map(({ id }) => id);
const has = (person: Person, role: number): Promise<boolean> =>
  world.read('integration-router', 'has_role', { address: world.address(person), role });
const appoint = (): ReturnType<typeof grantRole> => grantRole(world, 'alice', Role.SystemAdmin);

test('two of three Super Admins decide, after the delay, once', async () => {
  const id = await propose(world, appoint());
  expect(await pending()).toEqual([id]);
  await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });
  await approve(world, id, 'superAdmin');
  await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });
  await approve(world, id, 'carol');

  const { approvals, created_at, executable_at, expires_at } = await read(id);
  expect(approvals.toSorted()).toEqual([world.address('superAdmin'), world.address('carol')].toSorted());
  expect(expires_at - created_at).toBe(BigInt(EXPIRY));
  expect(executable_at).toBeGreaterThanOrEqual(created_at + BigInt(DELAY));
  await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });

  await world.advanceTime(DELAY);
  await execute(world, id, 'bob');
  expect((await eventsOf(world, 'latest')).map(({ topics }) => topics[0])).toEqual([
    'proposal_executed',
    'role_granted',
  ]);
  expect(await has('alice', Role.SystemAdmin)).toBe(true);
  expect(await read(id)).toMatchObject({ status: 1 });
  expect(await pending()).toEqual([]);
  await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });
});

test('a proposal expires, and then neither approval nor execution brings it back', async () => {
  const id = await propose(world, appoint());
  await approve(world, id, 'superAdmin');
  await approve(world, id, 'bob');
  await world.advanceTime(EXPIRY);
  await expect(execute(world, id)).rejects.toMatchObject({ code: 40 });
  await expect(approve(world, id, 'carol')).rejects.toMatchObject({ code: 40 });
  expect(await pending()).toEqual([]);
});

test('nobody votes twice', async () => {
  const id = await propose(world, appoint());
  await approve(world, id, 'bob');
  await expect(approve(world, id, 'bob')).rejects.toMatchObject({ code: 42 });
  await cancel(world, id, 'carol');
  await expect(cancel(world, id, 'carol')).rejects.toMatchObject({ code: 42 });
  expect(await read(id)).toMatchObject({ status: 0 });
});

describe('cancel', () => {
  test('by the proposer closes the proposal', async () => {
    const id = await propose(world, appoint(), 'bob');
    await approve(world, id, 'bob');
    await approve(world, id, 'carol');
    await cancel(world, id, 'bob');
    expect(await read(id)).toMatchObject({ status: 2 });
    await world.advanceTime(DELAY);
    await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });
  });

  test('by one of three others is an objection and stops nothing; by two it is the end', async () => {
    const id = await propose(world, appoint(), 'superAdmin');
    await cancel(world, id, 'bob');
    expect(await pending()).toEqual([id]);
    await cancel(world, id, 'carol');
    expect(await read(id)).toMatchObject({ status: 2 });
  });

  test('by someone who approved withdraws the approval, and the delay starts again with the next', async () => {
    const id = await propose(world, appoint());
    await approve(world, id, 'superAdmin');
    await approve(world, id, 'bob');
    await world.advanceTime(DELAY);
    await cancel(world, id, 'bob');
    expect(await read(id)).toMatchObject({ executable_at: 0n, approvals: [world.address('superAdmin')] });
    await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });
    await approve(world, id, 'carol');
    await expect(execute(world, id)).rejects.toMatchObject({ code: 41 });
    await world.advanceTime(DELAY);
    await execute(world, id);
  });
});

test('the Super Admins cannot become fewer than the threshold', async () => {
  const first = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin));
  const second = await propose(world, revokeRole(world, 'bob', Role.SuperAdmin));
  for (const id of [first, second]) {
    await approve(world, id, 'superAdmin');
    await approve(world, id, 'bob');
  }
  await world.advanceTime(DELAY);
  await execute(world, first);
  await expect(execute(world, second)).rejects.toMatchObject({ code: 41 });
  expect(await has('bob', Role.SuperAdmin)).toBe(true);
});

test('each Super Admin has at most five proposals open, and closed ones make room', async () => {
  const ids: number[] = [];
  for (let i = 0; i < 5; i++) ids.push(await propose(world, appoint(), 'bob'));
  await expect(propose(world, appoint(), 'bob')).rejects.toMatchObject({ code: 41 });
  await propose(world, appoint(), 'carol');
  await cancel(world, ids[0]!, 'bob');
  await propose(world, appoint(), 'bob');
});

describe('an action that could never be performed is not even proposed', () => {
  test.each<[string, string, unknown[]]>([
    ['resuming what runs', 'Resume', []],
    ['a threshold above the number of Super Admins', 'SetGovernance', [{ threshold: 4, delay: 0n, expiry: 1n }]],
    ['a threshold of nobody', 'SetGovernance', [{ threshold: 0, delay: 0n, expiry: 1n }]],
    ['an expiry before the delay ends', 'SetGovernance', [{ threshold: 1, delay: 10n, expiry: 10n }]],
    ['a delay of more than 30 days', 'SetGovernance', [{ threshold: 1, delay: 2_592_001n, expiry: 2_592_002n }]],
    ['no update of addresses at all', 'UpdateContractAddresses', [[]]],
    ['a window of no time', 'SetRateLimits', [0, { ...NO_LIMITS, window: 0n }]],
    ['back to the mode that is', 'RelaxMode', [0]],
    ['an expiry of more than 90 days', 'SetGovernance', [{ threshold: 1, delay: 0n, expiry: 7_776_001n }]],
    ['back from a mode that is not', 'RelaxMode', [1]],
  ])('%s', async (_, tag, values) => {
    const action = { tag, ...(values.length > 0 ? { values } : {}) };
    await expect(propose(world, action)).rejects.toMatchObject({ code: 41 });
    expect(await pending()).toEqual([]);
  });

  test.each<[string, () => [target: string, method: string, args: xdr.ScVal[]], number]>([
    ['minting past the operation', () => [token(), 'integrated_mint', [scAddress('alice')]], 41],
    ['a setting with an argument too few', () => [token(), 'forced_transfer', [scAddress('alice')]], 41],
    ['a setting that the contract does not have', () => [token(), 'set_policy', [VOID]], 41],
    ['a setting of the other token', () => [token(), 'set_kyc_registry', [VOID]], 41],
    [
      'a setting of the reserve in the registry',
      () => [world.contracts['kyc-registry'].contractId, 'set_caps', [VOID]],
      41,
    ],
    ['a setting of a contract that is not governed', () => [world.address('mallory'), 'set_policy', [VOID]], 10],
    ['a setting of its own', () => [world.contracts['integration-router'].contractId, 'set_policy', [VOID]], 10],
  ])('%s', async (_, values, code) => {
    await expect(propose(world, { tag: 'Administer', values: values() })).rejects.toMatchObject({ code });
  });

  test.each<[string, () => Action]>([
    ['the same custodian twice', () => setCustodians(world, ['custodian1', 'custodian2', 'custodian1'], 2)],
    ['a role for the router itself', () => ({ tag: 'GrantRole', values: [router(), Role.Operator] })],
    ['taking a role from who does not hold it', () => revokeRole(world, 'mallory', Role.Operator)],
  ])('%s', async (_, action) => {
    await expect(propose(world, action())).rejects.toMatchObject({ code: 41 });
  });

  test('the longest delay and the longest expiry are possible', async () => {
    const id = await propose(world, {
      tag: 'SetGovernance',
      values: [{ threshold: 3, delay: 2_592_000n, expiry: 7_776_000n }],
    });
    expect(await pending()).toEqual([id]);
  });

  // As raw values: the client library would refuse to encode them.
  test.each<[string, string, xdr.ScVal[]]>([
    ['an unknown role', 'GrantRole', [scAddress('alice'), xdr.ScVal.scvU32(5)]],
    ['a role whose bit would wrap around', 'GrantRole', [scAddress('alice'), xdr.ScVal.scvU32(32)]],
    ['a mode that does not exist', 'RelaxMode', [xdr.ScVal.scvU32(3)]],
    ['an operation that does not exist', 'SetLimits', [xdr.ScVal.scvU32(1), xdr.ScVal.scvU32(9), ...u64s(1n, 1n, 1n)]],
  ])('%s', async (_, tag, values) => {
    await expect(proposeRaw(tag, values)).rejects.toMatchObject({ code: 41 });
  });

  test.each<[string, string, xdr.ScVal[], string]>([
    ['an action that does not exist', 'MintForFree', [], 'value'],
    ['a payload of another type', 'GrantRole', [xdr.ScVal.scvU32(1), xdr.ScVal.scvU32(1)], 'wasmvm'],
    ['a payload that is too short', 'GrantRole', [scAddress('alice')], 'wasmvm'],
  ])('%s', async (_, tag, values, kind) => {
    await expect(proposeRaw(tag, values)).rejects.toMatchObject({ kind });
  });
});

const VOID = xdr.ScVal.scvVoid();
const router = (): string => world.contracts['integration-router'].contractId;
const token = (): string => world.contracts['istsi-token'].contractId;

async function proposeRaw(tag: string, values: xdr.ScVal[]): Promise<void> {
  const action = xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(tag), ...values]);
  const invoke = xdr.HostFunction.hostFunctionTypeInvokeContract(
    new xdr.InvokeContractArgs({
      contractAddress: new Address(world.contracts['integration-router'].contractId).toScAddress(),
      functionName: 'propose',
      args: [scAddress('superAdmin'), action],
    }),
  );
  const { network, people } = world;
  await submit({ network, source: people.superAdmin, invoke, sign: signWith(network, []) });
}

test('governance changes its own rules by its own rules', async () => {
  const rules = { threshold: 1, delay: 0n, expiry: 600n };
  const id = await propose(world, { tag: 'SetGovernance', values: [rules] });
  await approve(world, id, 'superAdmin');
  await approve(world, id, 'bob');
  await world.advanceTime(DELAY);
  await execute(world, id);
  expect(await world.read('integration-router', 'get_governance')).toEqual(rules);
  await decree(world, appoint());
  expect(await has('alice', Role.SystemAdmin)).toBe(true);
});
