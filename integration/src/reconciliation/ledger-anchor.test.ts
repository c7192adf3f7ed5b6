import { openNetwork } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LyingRpc, startLyingRpc } from '../../../soroban/client/test/lying-rpc.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { storeCursor } from '../events/cursors.ts';
import { checkLedger, compareLedgers } from './ledger-anchor.ts';

let databases: TestDatabases;
let database: Database;
let sandbox: Sandbox;
let balancer: LyingRpc;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases?.stop());
beforeEach(async () => {
  [database, sandbox] = await Promise.all([openTestDatabase(databases), startSandbox({ testControls: true })]);
  balancer = await startLyingRpc(sandbox.rpcUrl);
  await advance(20);
});
afterEach(async () => {
  balancer.stop();
  await Promise.all([database.close(), sandbox.stop()]);
});

async function control<T>(method: string, params: object = {}): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return ((await response.json()) as { result: T }).result;
}

/** One by one: of many at once, the sandbox keeps the last. */
async function advance(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await control('sandbox_advanceLedgers', { count: 1 });
}
const check = async (rpcUrl = sandbox.rpcUrl): Promise<string | undefined> =>
  await checkLedger(database.db, openNetwork({ ...sandbox, rpcUrl }));

/** Makes the ledgers after now differ from what they were: a second later, and so with other times. */
async function restoreOlder(): Promise<void> {
  const { id } = await control<{ id: string }>('sandbox_snapshot');
  await control('sandbox_advanceTime', { seconds: 60 });
  await advance(10);
  expect(await check()).toBeUndefined();
  await control('sandbox_restore', { id });
}

describe('a Stellar node', () => {
  test('that goes on is well, ledger by ledger', async () => {
    for (let i = 0; i < 4; i++) {
      expect(await check()).toBeUndefined();
      await advance(3);
    }
  });

  test('that was restored from an older copy is told, while it is behind and ever after', async () => {
    await restoreOlder();
    expect(await check()).toContain('restored from an older copy');
    await advance(20);
    for (let i = 0; i < 3; i++) {
      expect(await check()).toContain('its history was replaced');
      await advance(10);
    }
  });

  test('that is one ledger behind another one of the same address is not taken for one', async () => {
    expect(await check()).toBeUndefined();
    balancer.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: { sequence: number } };
      return method === 'getLatestLedger'
        ? { ...answer, result: { ...answer.result, sequence: answer.result.sequence - 1 } }
        : answer;
    };
    expect(await check(balancer.url)).toBeUndefined();
  });

  test('that has forgotten the ledger that was seen last is believed: nobody can tell', async () => {
    expect(await check()).toBeUndefined();
    await advance(5);
    balancer.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: { latestLedger: number } };
      return method === 'getHealth'
        ? { result: { ...answer.result, oldestLedger: answer.result.latestLedger } }
        : answer;
    };
    expect(await check(balancer.url)).toBeUndefined();
  });

  test('that is far behind what was read of its events is told, before any ledger was noted', async () => {
    await storeCursor(database.db, 'withdrawals', `${(60n << 32n).toString()}-0000000001`);
    expect(await check()).toContain('ledgers up to 60 were seen');
  });
});

describe('two Stellar nodes', () => {
  const compare = async (other: string): Promise<string | undefined> =>
    await compareLedgers(openNetwork(sandbox), openNetwork({ ...sandbox, rpcUrl: other }));

  test('agree about the last ledger that both have', async () => {
    expect(await compare(balancer.url)).toBeUndefined();
  });

  test('differ when one of them is far behind, or has another ledger of that number', async () => {
    const second = await startSandbox({ testControls: true, now: () => 1_700_000_000_000 });
    try {
      await advance(10);
      expect(await compare(second.rpcUrl)).toContain('ledgers apart');
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceLedgers', params: { count: 20 } });
      await fetch(second.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(await compare(second.rpcUrl)).toContain('have different ledgers');
    } finally {
      await second.stop();
    }
  });
});
