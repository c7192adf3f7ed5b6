import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Services } from '../src/index.ts';
import { withoutPlanning } from './held-planner.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World, waitForWithdrawalIn } from './world.ts';

vi.setConfig({ testTimeout: 400_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world?.stop();
});

// Of a node that knows none, the coordinator goes on with the rate that it heard last.
const ORDINARY_RATE = 10;

afterEach(async () => {
  await setFeeRate(ORDINARY_RATE);
});

const DAY = 86_400;
const newAddress = async (): Promise<string> => await world.bitcoin.call('getnewaddress');

/** What the output of a withdrawal holds on Bitcoin. */
async function received({ txid, vout }: { txid: string | null; vout: number | null }): Promise<bigint> {
  const output = await world.bitcoin.call<{ value: number }>('gettxout', txid, vout);
  return BigInt(Math.round(output.value * 1e8));
}

/** What the reserve holds beyond what is issued; zero, whatever was paid. */
async function surplus(): Promise<bigint> {
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  return total_btc - total_istsi;
}

async function setFeeRate(satsPerVbyte: number): Promise<void> {
  await world.bitcoin.call('setfeeestimate', satsPerVbyte / 100_000);
}

async function asksFor(holder: Holder, ...sats: bigint[]): Promise<string[]> {
  const ids: string[] = [];
  for (const amount of sats) ids.push(await world.withdraw(holder, { sats: amount, to: await newAddress() }));
  return ids;
}

describe('a withdrawal', () => {
  test('is paid to the satoshi, and settled on both chains', async () => {
    const alice = await world.createHolder(50_000n);
    const [id] = (await asksFor(alice, 30_000n)) as [string];
    const { feeSats, ...broadcast } = await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
    const settled = await world.waitForWithdrawal(id, 'settled');
    expect(await received(broadcast)).toBe(30_000n - feeSats!);
    expect(settled.timeline.map(({ state }) => state)).toEqual([
      ...['pending', 'batched', 'authorizing', 'authorized', 'signing', 'broadcast', 'confirming', 'completed'],
      ...['completed', 'settled'],
    ]);
    expect(settled).toMatchObject({ txid: broadcast.txid, confirmations: 2, confirmationsRequired: 2, refusal: null });
    expect(await world.balance(alice.address)).toBe(20_000n);
    expect(await surplus()).toBe(0n);
    const payment = await world.services.payment(settled.txid!);
    expect(payment).toMatchObject({ version: 1, state: 'signed', withdrawals: [id], completedBy: settled.txid });
    expect(payment?.signedBy).toHaveLength(2);
  });

  test('shares one transaction and its fee with others that wait, but not with whom it costs too much', async () => {
    const [bob, carol] = [await world.createHolder(100_000n), await world.createHolder(100_000n)];
    const { ids, thrifty } = await withoutPlanning(world.databaseUrl, async () => {
      const ids = [...(await asksFor(bob, 30_000n, 31_000n)), ...(await asksFor(carol, 32_000n))];
      const thrifty = await world.withdraw(carol, { sats: 33_000n, to: await newAddress(), maxFee: 500n });
      // What the coordinator has not heard of cannot be planned with the others.
      for (const id of [...ids, thrifty]) await world.waitForWithdrawal(id, 'pending');
      return { ids, thrifty };
    });
    const paid = await Promise.all(ids.map((id) => world.waitForWithdrawal(id, 'broadcast')));
    expect(new Set(paid.map(({ txid }) => txid)).size).toBe(1);
    const fee = paid.reduce((sum, { feeSats }) => sum + feeSats!, 0n);
    for (const one of paid) expect(await received(one)).toBe(one.amountSats - one.feeSats!);
    expect(paid.map(({ feeSats }) => Number(3n * feeSats! - fee)).every((rest) => Math.abs(rest) < 3)).toBe(true);
    const waiting = await world.waitForWithdrawal(thrifty, 'pending');
    expect(waiting.refusal?.code).toBe('fee-over-limit');

    await setFeeRate(1);
    const cheap = await world.waitForWithdrawal(thrifty, 'broadcast');
    expect(cheap.feeSats).toBeLessThanOrEqual(500n);
    await world.bitcoin.mine(2);
    for (const id of [...ids, thrifty]) await world.waitForWithdrawal(id, 'settled');
    expect(await surplus()).toBe(0n);
  });

  test('does not wait for another that is on its way', async () => {
    const dave = await world.createHolder(60_000n, 60_000n);
    const [first] = (await asksFor(dave, 50_000n)) as [string];
    const { txid } = await world.waitForWithdrawal(first, 'broadcast');
    const [second] = (await asksFor(dave, 45_000n)) as [string];
    expect((await world.waitForWithdrawal(second, 'broadcast')).txid).not.toBe(txid);
    await world.bitcoin.mine(2);
    for (const id of [first, second]) await world.waitForWithdrawal(id, 'settled');
  });

  test('is replaced at a higher fee while it waits, and settled by whichever version is mined', async () => {
    const erin = await world.createHolder(100_000n);
    const [id] = (await asksFor(erin, 60_000n)) as [string];
    const first = await world.waitForWithdrawal(id, 'broadcast');
    await setFeeRate(60);
    // A block without it: the fee is looked at.
    await world.bitcoin.mineEmpty();
    const second = await until(
      async () => {
        const shown = await world.services.withdrawal(id);
        return shown && shown.txid !== first.txid ? shown : undefined;
      },
      () => 'a replacement',
    );
    expect(second.feeSats).toBeGreaterThan(first.feeSats!);
    await until(
      async () => ((await world.services.payment(second.txid!))?.broadcastHeight === null ? undefined : true),
      () => 'the replacement to be broadcast',
    );
    await world.bitcoin.mine(2);
    const settled = await world.waitForWithdrawal(id, 'settled');
    expect(settled.txid).toBe(second.txid);
    expect(await received(settled)).toBe(60_000n - second.feeSats!);
    const { items } = await world.services.payments({ batchId: first.txid!, limit: 10 });
    expect(items.map(({ txid, version }) => [txid, version])).toEqual([
      [second.txid, 2],
      [first.txid, 1],
    ]);
    expect(await surplus()).toBe(0n);
  });

  test('whose fee no longer suffices says so when its user accepts no more', async () => {
    const frank = await world.createHolder(60_000n);
    const id = await world.withdraw(frank, { sats: 50_000n, to: await newAddress(), maxFee: 3_000n });
    const { txid } = await world.waitForWithdrawal(id, 'broadcast');
    await setFeeRate(400);
    const note = await until(
      async () => {
        await world.bitcoin.mineEmpty();
        return (await world.services.payment(txid!))?.feeNote ?? undefined;
      },
      () => 'a note about the fee',
    );
    expect(note).toContain('all that its users accepted');
    const { feeSats } = (await world.services.withdrawal(id))!;
    expect(feeSats).toBeLessThanOrEqual(3_000n);
    await world.bitcoin.mine(2);
    await world.waitForWithdrawal(id, 'settled');
  });

  test('asked for before the system was paused is paid when it resumes', async () => {
    const grace = await world.createHolder(60_000n);
    const [id] = await withoutPlanning(world.databaseUrl, async () => {
      const asked = await asksFor(grace, 50_000n);
      await world.services.pause('drill');
      return asked;
    });
    const held = await until(
      async () => {
        const shown = await world.services.withdrawal(id!);
        return shown?.refusal ? shown : undefined;
      },
      () => 'a refusal',
    );
    expect(held).toMatchObject({ state: 'authorizing', refusal: { code: 'Paused' } });
    await world.resume();
    await world.services.recheckWithdrawal(id!);
    await world.waitForWithdrawal(id!, 'broadcast');
    await world.bitcoin.mine(2);
    await world.waitForWithdrawal(id!, 'settled');
  });
});

describe('a withdrawal that nobody authorized', () => {
  test('is given back once after its deadline', async () => {
    const heidi = await world.createHolder(50_000n);
    const to = await newAddress();
    const id = await world.withdraw(heidi, { sats: 30_000n, to, maxFee: 10n });
    const pending = await world.waitForWithdrawal(id, 'pending');
    expect(pending).toMatchObject({ user: heidi.address, address: to, amountSats: 30_000n, maxFeeSats: 10n });
    expect(await world.balance(heidi.address)).toBe(20_000n);

    await world.advanceTime(4 * DAY);
    await world.services.recheckWithdrawal(id);
    const refunded = await world.waitForWithdrawal(id, 'refunded');
    expect(refunded.stellarTx).toMatch(/^[0-9a-f]{64}$/);
    expect(await world.balance(heidi.address)).toBe(50_000n);
  });
});

test('who writes notifies nobody: of the functions that were called until here none does', async () => {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    // Each session tells its counts when it has a moment.
    const called = async (): Promise<{ name: string; notifies: boolean }[]> =>
      (
        await client.query<{ name: string; notifies: boolean }>(
          `select s.funcname as name, p.prosrc ~* 'notify' as notifies from pg_stat_user_functions s
            join pg_proc p on p.oid = s.funcid where s.calls > 0`,
        )
      ).rows;
    await expect.poll(called, { timeout: 60_000 }).toContainEqual({ name: 'add_jobs', notifies: false });
    expect((await called()).filter(({ notifies }) => notifies)).toEqual([]);
  } finally {
    await client.end();
  }
});

test('a database that is lost is rebuilt from the chains, to the same state', async () => {
  const ivan = await world.createHolder(70_000n);
  const [open] = (await asksFor(ivan, 60_000n)) as [string];
  await world.waitForWithdrawal(open, 'broadcast');
  const before = await summary(world.services);

  const rebuilt = await world.startElsewhere();
  await expect.poll(async () => await summary(rebuilt), { timeout: 300_000, interval: 200 }).toEqual(before);
  // What was on its way is brought to its end by the new one alone.
  await world.services.stop();
  await world.bitcoin.mine(2);
  await waitForWithdrawalIn(rebuilt, open, 'settled');
  await rebuilt.stop();
  expect(await surplus()).toBe(0n);
});

/** Everything that matters of what services know. */
async function summary(services: Services): Promise<unknown[]> {
  const [deposits, withdrawals] = await Promise.all([
    services.deposits({ limit: 100 }),
    services.withdrawals({ limit: 100 }),
  ]);
  return [
    deposits.items
      .map(({ txid, vout, user, amountSats, state }) => [txid, vout, user, String(amountSats), state])
      .sort(),
    withdrawals.items.map((one) => [one.id, one.user, one.address, String(one.amountSats), one.state, one.txid]).sort(),
  ];
}
