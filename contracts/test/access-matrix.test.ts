import type { ContractArgs } from '@istsi/soroban-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ContractName } from '../src/index.ts';
import { depositArgs, Role, register, stateOf, txid } from './actions.ts';
import { approve, decree, grantRole } from './governance.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

// The matrix of the design, row by row: who may do what. Users act for themselves only, which is the last column.
const columns = [
  'router admin',
  'contract updates',
  'emergency pause',
  'user operations',
  'compliance override',
  'own account',
] as const;
type Column = (typeof columns)[number];

const matrix: Record<string, { person: Person; may: Column[] }> = {
  'Super Admin': {
    person: 'superAdmin',
    may: ['router admin', 'contract updates', 'emergency pause', 'user operations', 'compliance override'],
  },
  'System Admin': { person: 'systemAdmin', may: ['router admin', 'emergency pause', 'user operations'] },
  'Compliance Officer': { person: 'officer', may: ['emergency pause', 'compliance override'] },
  Operator: { person: 'operator', may: ['user operations'] },
  User: { person: 'alice', may: ['own account'] },
};

/** One act for each column, by a person, and how that person's signature is presented. */
const acts: Record<Column, (w: World, by: Person) => [ContractName, string, ContractArgs]> = {
  'router admin': (w, by) => [
    'integration-router',
    'grant_role',
    { caller: w.address(by), account: w.address('carol'), role: Role.Operator },
  ],
  'contract updates': (w, by) => [
    'integration-router',
    'propose',
    {
      proposer: w.address(by),
      action: {
        tag: 'Migrate',
        values: [w.contracts['istsi-token'].contractId],
      },
    },
  ],
  'emergency pause': (w, by) => ['integration-router', 'emergency_pause', { caller: w.address(by), reason: 'x' }],
  'user operations': (w, by) => [
    'integration-router',
    'execute_bitcoin_deposit',
    depositArgs(w, { caller: by, tx: txid('matrix') }),
  ],
  'compliance override': (w, by) => [
    'kyc-registry',
    'freeze',
    { caller: w.address(by), user: w.address('bob'), reason: 'x' },
  ],
  'own account': (w, by) => [
    'istsi-token',
    'approve',
    { from: w.address('alice'), spender: w.address(by), amount: 1n, live_until_ledger: 1_000 },
  ],
};

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await decree(world, grantRole(world, 'systemAdmin', Role.SystemAdmin));
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const cells = Object.entries(matrix).flatMap(([role, { person, may }]) =>
  columns.map((column) => ({ role, person, column, allowed: may.includes(column) })),
);

test.each(cells.filter(({ allowed }) => allowed))('$role: $column', async ({ person, column }) => {
  const [contract, method, args] = acts[column](world, person);
  const before = await stateOf(world);
  await world.invoke(contract, method, args, { by: person, signers: ['custodian1', 'custodian2'] });
  if (column === 'router admin' || column === 'emergency pause' || column === 'user operations') {
    expect(await stateOf(world)).not.toEqual(before);
  }
  if (column === 'contract updates') await approve(world, 2, person);
});

test.each(cells.filter(({ allowed }) => !allowed))('$role: no $column', async ({ person, column }) => {
  const [contract, method, args] = acts[column](world, person);
  const before = await stateOf(world);
  const isOwn = column === 'own account';
  const attempt = world.invoke(contract, method, args, {
    by: person,
    signers: ['custodian1', 'custodian2'],
    // Somebody else's account: without their signature there is nothing to simulate.
    alone: isOwn,
  });
  const refusals = isOwn ? { kind: 'auth' } : { kind: 'contract' };
  await expect(attempt).rejects.toMatchObject(refusals);
  expect(await stateOf(world)).toEqual(before);
});
