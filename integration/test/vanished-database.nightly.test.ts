import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDatabaseTrouble } from '../src/database/database-trouble.ts';
import { startTestDatabases, type TestDatabases } from './database.ts';
import type { Holder } from './holders.ts';
import { startTcpGate, type TcpGate } from './tcp-gate.ts';
import { startWorld, until, type World } from './world.ts';

/** The services are told after 20 s of silence, and look for it over other connections for 10 s. */
const TOLD_MS = 120_000;
const LOOK = { everyMs: 500, waitMs: 240_000 };

let databases: TestDatabases;
let gate: TcpGate;
let world: World;
let holder: Holder;
/** Past the gate. */
let beside: pg.Client;
beforeAll(async () => {
  databases = await startTestDatabases();
  const url = await databases.create();
  gate = await startTcpGate(url);
  beside = new pg.Client({ connectionString: url });
  await beside.connect();
  world = await startWorld({ databaseUrl: gate.url(url) });
  holder = await world.createHolder(100_000n);
});
afterAll(async () => {
  gate?.set('open');
  await world?.stop();
  await beside?.end();
  await gate?.stop();
  await databases?.stop();
});

/**
 * What sessions were at last that began before a moment, and are none of ours. Those that only listen ask nothing, and hold nothing:
 * keepalives end them where a path is gone, which this gate answers as a proxy would; workers look by themselves meanwhile.
 */
async function sessionsBefore(moment: Date): Promise<string[]> {
  const { rows } = await beside.query<{ query: string }>(
    `select query from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_start < $1 and query not like 'LISTEN %'`,
    [moment],
  );
  return rows.map(({ query }) => query);
}

test('behind a path that forgets every connection, the services say so, and go on by themselves when there is one again', async () => {
  const [outpoint] = await world.bitcoin.pay([holder.depositAddress, 50_000n]);
  await world.bitcoin.mine();
  await world.waitFor(outpoint!, 'confirming');

  const { rows } = await beside.query<{ now: Date }>('select now() as now');
  gate.set('vanished');
  expect(await sessionsBefore(rows[0]!.now)).not.toEqual([]);
  const asked = world.services.deposit(outpoint!).then(
    () => 'answered',
    (error: unknown) => isDatabaseTrouble(error),
  );
  const to = await world.bitcoin.call<string>('getnewaddress');
  const withdrawal = await world.withdraw(holder, { sats: 30_000n, to, maxFee: 15_000n });
  await world.bitcoin.mine(6);
  await until(
    async () => ((await world.services.status()).database.ok ? undefined : true),
    () => 'the services to say that their database is gone',
    { everyMs: 500, waitMs: TOLD_MS },
  );
  expect(await asked).toBe(true);

  gate.set('open');
  await until(
    async () => ((await world.services.deposit(outpoint!))?.state === 'minted' ? true : undefined),
    () => 'the deposit to be minted',
    LOOK,
  );
  await until(
    async () => {
      const state = (await world.services.withdrawal(withdrawal))?.state;
      if (state === 'broadcast' || state === 'confirming') await world.bitcoin.mine();
      return state === 'settled' ? true : undefined;
    },
    () => 'the withdrawal to be settled',
    LOOK,
  );
  expect(await world.balance(holder.address)).toBe(120_000n);
  expect((await world.services.status()).database.ok).toBe(true);
  // The server would keep them, with their locks, for as long as it believed that somebody is there.
  await expect.poll(async () => await sessionsBefore(rows[0]!.now), { timeout: 120_000 }).toEqual([]);
});
