import { Keypair } from '@stellar/stellar-sdk';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { depositOperationId, formatOutpoint, type Outpoint } from '../src/index.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => await world?.stop());

const SATS = 150_000n;

describe('a Bitcoin deposit', () => {
  test('becomes exactly as many iSTSi, once it is deep enough', async () => {
    const alice = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([alice.depositAddress, SATS]);
    await world.bitcoin.mine();
    const confirming = await world.waitFor(outpoint!, 'confirming');
    expect(confirming).toMatchObject({ user: alice.address, confirmations: 1, confirmationsRequired: 2 });
    expect(await world.balance(alice.address)).toBe(0n);

    await world.bitcoin.mine();
    const minted = await world.waitFor(outpoint!, 'minted');
    expect(minted).toMatchObject({ amountSats: SATS, operationId: depositOperationId(outpoint!) });
    expect(minted.stellarTx).toMatch(/^[0-9a-f]{64}$/);
    expect(await world.balance(alice.address)).toBe(SATS);
    expect(await world.services.reserves()).toMatchObject({ reservesSats: SATS, supplySats: SATS, ratioBps: 10_000 });
    const shown = await world.services.deposit(outpoint!);
    expect(shown?.timeline.map(({ state }) => state)).toEqual([
      'mined',
      'confirming',
      'attesting',
      'submitted',
      'minted',
    ]);
  });

  test('of two outputs in one transaction mints each to its own user', async () => {
    const [bob, carol] = [await world.createUser(), await world.createUser()];
    const outpoints = await world.bitcoin.pay([bob.depositAddress, 1_000n], [carol.depositAddress, 2_000n]);
    await world.bitcoin.mine(2);
    for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
    expect(await world.balance(bob.address)).toBe(1_000n);
    expect(await world.balance(carol.address)).toBe(2_000n);
  });

  test('of several payments to one address mints each of them', async () => {
    const dave = await world.createUser();
    const outpoints = [];
    for (const sats of [1_600n, 1_601n, 1_602n])
      outpoints.push(...(await world.bitcoin.pay([dave.depositAddress, sats])));
    await world.bitcoin.mine(2);
    for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
    expect(await world.balance(dave.address)).toBe(4_803n);
  });

  test('is worked on by several instances, and minted once', async () => {
    const instances = [await world.startInstance(), await world.startInstance()];
    const erin = await world.createUser();
    const payments = Array.from({ length: 6 }, (_, i): [string, bigint] => [erin.depositAddress, 1_000n + BigInt(i)]);
    const outpoints = [];
    for (const payment of payments) outpoints.push(...(await world.bitcoin.pay(payment)));
    await world.bitcoin.mine(2);
    for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
    expect(await world.balance(erin.address)).toBe(6_015n);
    await Promise.all(instances.map(async (instance) => await instance.stop()));
  });

  test('is minted by one transaction with others, and not held up by one of them that is refused', async () => {
    const users = [];
    for (let i = 0; i < 5; i++) users.push(await world.createUser(4));
    const small = await world.createUser(1);
    const everybody = [...users, small];
    const large = 300_000_000n;
    // Of the first blocks all are let in; of the last, the amount is too large for one.
    const payments = (sats: bigint) => everybody.map(({ depositAddress }): [string, bigint] => [depositAddress, sats]);
    let blocks = 0;
    const transactionsOfBlock = async (): Promise<number> => {
      blocks += 1;
      const paid = await world.bitcoin.pay(...payments(2_000n));
      await world.bitcoin.mine(6);
      const minted = await Promise.all(paid.map(async (outpoint) => await world.waitFor(outpoint, 'minted')));
      return new Set(minted.map(({ stellarTx }) => stellarTx)).size;
    };
    // Who does not come within a moment is not waited for, and a slow machine takes longer than that.
    while ((await transactionsOfBlock()) === everybody.length && blocks < 10);
    expect(blocks).toBeLessThan(10);

    const second = await world.bitcoin.pay(...payments(2_000n).slice(0, 5), [small.depositAddress, large]);
    await world.bitcoin.mine(6);
    for (const outpoint of second.slice(0, 5)) await world.waitFor(outpoint, 'minted');
    expect(await world.waitFor(second[5]!, 'refused')).toMatchObject({ refusal: { code: 'OverOperationLimit' } });
    for (const { address } of users) expect(await world.balance(address)).toBe(2_000n * BigInt(blocks + 1));
  });

  test('to an address of nobody waits until somebody is registered with it', async () => {
    const last = await world.createUser();
    const { index } = (await world.services.depositAddress(last.address))!;
    const later = world.addressAt(index + 1);
    const [outpoint] = await world.bitcoin.pay([later, SATS]);
    await world.bitcoin.mine(2);
    const waiting = await until(
      async () => {
        const found = await world.services.deposit(outpoint!);
        return found?.refusal ? found : undefined;
      },
      () => 'the deposit to say what it waits for',
    );
    const message = `nobody is registered with address index ${index + 1}`;
    expect(waiting).toMatchObject({ state: 'seen', user: null, refusal: { code: 'no-owner', message } });
    const frank = await world.createUser();
    expect(frank.depositAddress).toBe(later);
    expect(await world.waitFor(outpoint!, 'minted')).toMatchObject({ user: frank.address, refusal: null });
    expect(await world.balance(frank.address)).toBe(SATS);
  });

  test('of a user whom another officer registered is found through the registry’s events', async () => {
    const address = Keypair.random().publicKey();
    await world.officer.register(address, 2);
    const deposit = await until(
      async () => await world.services.depositAddress(address),
      () => 'the registration',
    );
    const [outpoint] = await world.bitcoin.pay([deposit.address, SATS]);
    await world.bitcoin.mine(2);
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(address)).toBe(SATS);
  });
});

describe('a deposit that the contracts refuse', () => {
  test('for its size is minted when the tier allows it', async () => {
    const grace = await world.createUser(1);
    const [outpoint] = await world.bitcoin.pay([grace.depositAddress, 90_000_000n]);
    await world.bitcoin.mine(4);
    const refused = await world.waitFor(outpoint!, 'refused');
    expect(refused.refusal?.code).toBe('OverOperationLimit');
    expect(refused.refusal?.message).toContain('verify the user for a higher tier');
    expect(await world.balance(grace.address)).toBe(0n);

    await world.officer.act('set_tier', { user: grace.address, tier: 4, reason: 'documents seen' });
    await world.services.recheckDeposit(outpoint!);
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(grace.address)).toBe(90_000_000n);
  });

  test('while the system is paused is minted after it resumes', async () => {
    const heidi = await world.createUser();
    await world.services.pause('drill');
    expect((await world.services.status()).paused).toBe(true);
    const [outpoint] = await world.bitcoin.pay([heidi.depositAddress, SATS]);
    await world.bitcoin.mine(2);
    expect((await world.waitFor(outpoint!, 'refused')).refusal?.code).toBe('SystemPaused');
    await world.resume();
    await world.services.recheckDeposit(outpoint!);
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(heidi.address)).toBe(SATS);
  });
});

describe('a reorganization', () => {
  test('that removes a deposit orphans it; mined again, it mints once', async () => {
    const ivan = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([ivan.depositAddress, SATS]);
    const [block] = await world.bitcoin.mine();
    await world.waitFor(outpoint!, 'confirming');
    await world.bitcoin.undo(block!);
    await world.waitFor(outpoint!, 'orphaned');
    await world.bitcoin.mine(3);
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(ivan.address)).toBe(SATS);
  });

  test('that replaces a deposit by another output mints that one only', async () => {
    const judy = await world.createUser();
    const [first] = await world.bitcoin.pay([judy.depositAddress, SATS]);
    const [block] = await world.bitcoin.mine();
    await world.waitFor(first!, 'confirming');
    await world.bitcoin.undo(block!);
    await world.waitFor(first!, 'orphaned');
    const second = await world.bitcoin.replace(first!, [judy.depositAddress, 2n * SATS]);
    await world.bitcoin.mine(3);
    await world.waitFor(second, 'minted');
    expect((await world.services.deposit(first!))?.state).toBe('orphaned');
    expect(await world.balance(judy.address)).toBe(2n * SATS);
  });
});

describe('a deposit whose outcome was lost', () => {
  /** As if the worker had been killed before the transaction was stored, and the database restored from then. */
  async function forgetOutcome(outpoint: Outpoint): Promise<void> {
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    const restore = `update istsi.deposits set state = 'attesting', stellar_tx = null where outpoint = $1`;
    await client.query(restore, [formatOutpoint(outpoint)]);
    await client.query(`update istsi.submissions set fate = 'dead' where operation = $1`, [formatOutpoint(outpoint)]);
    await client.end();
  }

  test('is reconciled with what the chain says, and not minted again', async () => {
    const kim = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([kim.depositAddress, SATS]);
    await world.bitcoin.mine(2);
    const minted = await world.waitFor(outpoint!, 'minted');
    await forgetOutcome(outpoint!);
    await world.services.recheckDeposit(outpoint!);
    const again = await world.waitFor(outpoint!, 'minted');
    expect(again.user).toBe(kim.address);
    expect(again.stellarTx).toBe(minted.stellarTx);
    expect(await world.balance(kim.address)).toBe(SATS);
    const shown = await world.services.deposit(outpoint!);
    expect(shown?.timeline.at(-1)?.detail).toMatchObject({ reconciled: 'true' });
  });
});

test('commands that the contracts refuse say so', async () => {
  const user = await world.createUser(2);
  await expect(world.services.registerIdentity({ address: user.address, tier: 3 })).rejects.toMatchObject({
    code: 'services/already-registered',
  });
  expect(await world.services.registerIdentity({ address: user.address, tier: 2 })).toMatchObject({ created: false });
  await expect(
    world.services.registerIdentity({ address: Keypair.random().publicKey(), tier: 9 }),
  ).rejects.toMatchObject({ code: 'services/chain-refused', context: { contractError: { name: 'InvalidTier' } } });
});
