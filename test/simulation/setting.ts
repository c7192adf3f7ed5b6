import { createHash } from 'node:crypto';
import { Role } from '../../contracts/test/actions.ts';
import { openExchange } from '../../contracts/test/exchange.ts';
import { administer, decree, grantRole } from '../../contracts/test/governance.ts';
import { DAY, type Model, newHolder, newModel } from './model.ts';
import { ROUTER } from './operation.ts';
import type { Stage } from './stage.ts';

const ADMINS = ['superAdmin', 'systemAdmin', 'deployer'] as const;
const FOUNDERS = ['alice', 'bob', 'carol', 'mallory', 'reporter1', 'reporter2', 'reporter3'] as const;
const INVENTORY = 10n ** 12n;
const QUOTA = 10n ** 14n;
const DELAY = 600;
const EXPIRY = 20 * DAY;

/** What governance decides before anybody uses the system, and the model of it. The last decision is that two decide. */
export async function foundSystem({ world, direct }: Stage, start: number): Promise<Model> {
  const token = world.contracts['istsi-token'].contractId;
  await openExchange(world);
  // Patterns are tested by themselves; here somebody comes under review when an officer says so.
  await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 100 });
  for (const name of ADMINS.slice(1)) await decree(world, grantRole(world, name, Role.SuperAdmin));
  const minter = world.address('superAdmin');
  await administer(world, 'fungible-token', 'set_minter', { minter, quota: QUOTA + INVENTORY });
  const to = world.contracts['integration-router'].contractId;
  await world.invoke('fungible-token', 'mint', { minter, to, amount: INVENTORY }, { by: 'superAdmin' });
  for (const method of ['transfer', 'burn', 'approve', 'transfer_from']) {
    await decree(world, { tag: 'SetBatchCall', values: [token, method, true] });
  }
  const governance = { threshold: 2, delay: DELAY, expiry: EXPIRY };
  const config = { threshold: 2, delay: BigInt(DELAY), expiry: BigInt(EXPIRY) };
  await decree(world, { tag: 'SetGovernance', values: [config] });

  const model = newModel(start, direct.head.sequence, ADMINS);
  Object.assign(model.governance, governance);
  model.reserve.commitment = createHash('sha256').digest();
  model.holders.set(ROUTER, { ...newHolder(), dollars: INVENTORY });
  model.dollars.supply = INVENTORY;
  model.dollars.quotas.set('superAdmin', QUOTA);
  for (const method of ['transfer', 'burn', 'approve', 'transfer_from']) model.batchCalls.add(method);
  for (const name of FOUNDERS) model.holders.set(name, newHolder());
  return model;
}
