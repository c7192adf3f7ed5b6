import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SystemStatus } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
let alice: Holder;
beforeAll(async () => {
  world = await startWorld();
  alice = await world.createHolder(500_000n);
});
afterAll(async () => await world?.stop());

async function control<T>(method: string, params: object = {}): Promise<T> {
  const response = await fetch(world.sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
  if (error) throw new Error(error.message);
  return result;
}

/** The last ledger that the services hold the node to. */
async function lastSeen(): Promise<number> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ position: string }>(`select position from istsi.cursors where name = 'ledger'`);
  await client.end();
  return Number(rows[0]?.position.split(' ')[0] ?? 0);
}

/** One by one: of many at once, the sandbox keeps the last. */
async function advance(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await control('sandbox_advanceLedgers', { count: 1 });
}

async function statusOnce(isSo: (status: SystemStatus) => boolean, what: string): Promise<SystemStatus> {
  let last: SystemStatus | undefined;
  return await until(
    async () => {
      last = await world.services.status();
      return isSo(last) ? last : undefined;
    },
    () => `${what}: ${JSON.stringify([last?.stellar, last?.bitcoin, last?.books.error])}`,
  );
}

const isWell = ({ stellar, bitcoin, books }: SystemStatus): boolean => stellar.ok && bitcoin.ok && books.ok;

describe('a Bitcoin node that was restored from an older copy', () => {
  test('is told, whether it has the same blocks or none after them, and is forgotten when it has caught up', async () => {
    await statusOnce(isWell, 'the status to be well');
    const height = await world.bitcoin.call<number>('getblockcount');
    const block = await world.bitcoin.call<string>('getblockhash', height - 3);
    await world.bitcoin.call('invalidateblock', block);
    const told = await statusOnce((status) => !isWell(status), 'the status to tell');
    expect([told.bitcoin.error, told.books.error].join()).toContain(String(height - 4));
    await world.bitcoin.call('reconsiderblock', block);
    await statusOnce(isWell, 'the status to be well again');
  });
});

describe('a Stellar ledger that was restored from an older copy', () => {
  test('is told while it is behind, and when it has other ledgers of the same numbers; nothing moves', async () => {
    const { id } = await control<{ id: string }>('sandbox_snapshot');
    // Somebody comes and deposits, and the ledger that knows it is lost.
    const bob = await world.createHolder(70_000n);
    await advance(10);
    await statusOnce(isWell, 'the status to be well');
    // What the services have not seen yet they cannot miss.
    const { sequence } = await control<{ sequence: number }>('getLatestLedger');
    await until(
      async () => ((await lastSeen()) >= sequence ? true : undefined),
      () => `the services to have seen ledger ${sequence}`,
    );

    await control('sandbox_restore', { id });
    const behind = await statusOnce(({ stellar }) => !stellar.ok, 'the status to tell that the node is behind');
    expect(behind.stellar.error).toContain('restored from an older copy');

    await advance(60);
    const replaced = await statusOnce(
      ({ stellar }) => stellar.error?.includes('its history was replaced') === true,
      'the status to tell that history was replaced',
    );
    expect(replaced.stellar.ok).toBe(false);

    const [outpoint] = await world.bitcoin.pay([alice.depositAddress, 60_000n], [bob.depositAddress, 50_000n]);
    await world.bitcoin.mine(6);
    const refused = await world.waitFor(outpoint!, 'refused');
    expect(refused.refusal).toMatchObject({ code: 'books-differ', message: expect.stringContaining('replaced') });
    const paid = await world.withdraw(alice, {
      sats: 100_000n,
      to: await world.bitcoin.call<string>('getnewaddress'),
    });
    // The follower of events may not have it: it is asked for by its id.
    const held = await until(
      async () => {
        const found = await world.services.withdrawal(paid);
        return found?.refusal ? found : undefined;
      },
      () => 'the withdrawal to be refused',
    );
    expect(held).toMatchObject({ state: 'pending', refusal: { code: 'books-differ' } });
    expect((await world.services.status()).stellar.ok).toBe(false);
  });
});
