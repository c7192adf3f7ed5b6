import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpDatabase, loadDatabase } from '../src/index.ts';
import { startWorld, until, type World, waitForWithdrawalIn } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => await world?.stop());

async function dumpOf(url: string): Promise<string[]> {
  const dump = await dumpDatabase(url);
  const lines: string[] = [];
  for await (const line of dump.lines()) lines.push(line);
  await dump.close();
  return lines;
}

async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(query).finally(() => client.end());
  return rows;
}

const emptied = async (url: string) => await ask(url, 'drop schema istsi cascade; drop schema graphile_worker cascade');

async function* given(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe('a backup of the database', () => {
  test('is one moment of it, and comes back to the last byte; once, and only where nothing is', async () => {
    await world.createHolder(250_000n);
    const dump = await dumpDatabase(world.databaseUrl);
    const later = await world.createHolder(90_000n);
    const lines: string[] = [];
    for await (const line of dump.lines()) lines.push(line);
    await dump.close();
    expect(lines.join('\n')).not.toContain(later.address);

    let loaded: string[] = [];
    const other = await world.startElsewhere(async (url) => {
      await expect(loadDatabase(url, given(lines))).rejects.toMatchObject({ code: 'database/not-empty' });
      await emptied(url);
      await expect(loadDatabase(url, given(lines.slice(0, -1)))).rejects.toMatchObject({
        code: 'database/dump-cut-short',
      });
      // What was interrupted is begun again.
      expect(await loadDatabase(url, given(lines))).toBe(JSON.parse(lines.at(-1)!).end);
      await expect(loadDatabase(url, given(lines))).rejects.toMatchObject({ code: 'database/not-empty' });
      loaded = await dumpOf(url);
      for (const statement of ['update istsi.audit_entries set actor = actor', 'delete from istsi.reconciliations'])
        await expect(ask(url, statement)).rejects.toThrow(/append-only/);
      await expect(
        ask(url, "insert into istsi.operation_events (outpoint, state) values ('x', 'y')"),
      ).rejects.toThrow();
    });
    await other.stop();
    // Sequences are of the end, which is later.
    expect(loaded.slice(0, -1)).toEqual(lines.slice(0, -1));
  });
});

test('restored from an older backup, the services mint nothing and pay nothing a second time, and catch up', async () => {
  const alice = await world.createHolder(500_000n);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const before = await world.withdraw(alice, { sats: 60_000n, to });
  await world.waitForWithdrawal(before, 'pending', 'authorized', 'broadcast');
  const lines = await dumpOf(world.databaseUrl);

  // What the backup does not know: a deposit that was minted, a withdrawal that was paid, and the end of the first one.
  const [outpoint] = await world.bitcoin.pay([alice.depositAddress, 70_000n]);
  await world.bitcoin.mine(6);
  await world.waitFor(outpoint!, 'minted');
  const after = await world.withdraw(alice, { sats: 50_000n, to });
  await world.waitForWithdrawal(after, 'broadcast');
  await world.bitcoin.mine(3);
  const [first, second] = [
    await world.waitForWithdrawal(before, 'settled'),
    await world.waitForWithdrawal(after, 'settled'),
  ];
  const paid = (await world.bitcoin.call<{ amount: number }[]>('listunspent', 0, 9_999, [to])).length;
  const balance = await world.balance(alice.address);
  await world.services.stop();

  const restored = await world.startElsewhere(async (url) => {
    await emptied(url);
    await loadDatabase(url, given(lines));
  });
  const statuses: string[] = [];
  await until(
    async () => {
      const { stellar, bitcoin, books, ok } = await restored.status().then((status) => ({ ...status, ok: true }));
      statuses.push(JSON.stringify([stellar.error, bitcoin.error, books.error]));
      return ok && stellar.ok && bitcoin.ok && books.ok ? true : undefined;
    },
    () => `the status to be well: ${statuses.at(-1)}`,
  );
  await world.waitForIn(restored, outpoint!, 'minted');
  expect(await waitForWithdrawalIn(restored, before, 'settled')).toMatchObject({ txid: first.txid });
  expect(await waitForWithdrawalIn(restored, after, 'settled')).toMatchObject({ txid: second.txid });
  await world.bitcoin.mine(3);
  const another = await restored.withdrawal(after);
  expect(another).toMatchObject({ state: 'settled', txid: second.txid });
  expect(await world.balance(alice.address)).toBe(balance);
  expect((await world.bitcoin.call<unknown[]>('listunspent', 0, 9_999, [to])).length).toBe(paid);
  await restored.stop();
});
