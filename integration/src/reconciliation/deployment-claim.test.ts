import type { Manifest } from '@istsi/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { claimDeployment } from './deployment-claim.ts';

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
  await claimDeployment(database.db, manifest);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

const contracts = { reserve: { id: 'CRESERVE' }, router: { id: 'CROUTER' } };
const manifest = { networkPassphrase: 'network one', contracts } as unknown as Manifest;
const changed = (change: object): Manifest => ({ ...manifest, ...change }) as Manifest;

const stored = async (): Promise<unknown[]> => await database.db.selectFrom('istsi.cursors').selectAll().execute();

describe('a database of one deployment', () => {
  test.each<[string, object, { stored: string; wanted: string }]>([
    ['on another network', { networkPassphrase: 'network two' }, { stored: 'network one', wanted: 'network two' }],
    [
      'with another reserve',
      { contracts: { ...contracts, reserve: { id: 'COTHER' } } },
      { stored: 'reserve CRESERVE', wanted: 'reserve COTHER' },
    ],
    [
      'without its router',
      { contracts: { reserve: contracts.reserve } },
      { stored: 'router CROUTER', wanted: 'network one' },
    ],
  ])('is not taken for one %s, and is left as it is', async (_, change, context) => {
    const before = await stored();
    await expect(claimDeployment(database.db, changed(change))).rejects.toMatchObject({
      code: 'database/other-deployment',
      context,
    });
    expect(await stored()).toEqual(before);
  });

  test('is claimed again by the same, and by the same with a contract more', async () => {
    await claimDeployment(database.db, manifest);
    const more = changed({ contracts: { ...contracts, oracle: { id: 'CORACLE' } } });
    await claimDeployment(database.db, more);
    await expect(claimDeployment(database.db, manifest)).rejects.toMatchObject({ code: 'database/other-deployment' });
  });
});
