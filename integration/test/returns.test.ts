import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOutpoint, type Outpoint } from '../src/index.ts';
import { createOwners, type Owner, type Owners } from './owners.ts';
import { startWorld, until, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const DAY = 86_400;
const SATS = 300_000n;
/** So deep custodians and coordinator take a refusal for good. */
const AFTER = 4;
/** So long an output must be gone. */
const BURIED = 3;

let world: World;
let owners: Owners;
beforeAll(async () => {
  world = await startWorld({
    withdrawals: { returnAfterBlocks: AFTER, writeOffAfterBlocks: BURIED },
    rules: { returnAfterBlocks: AFTER, writeOffBlocks: BURIED },
  });
  owners = createOwners(world);
});
afterAll(async () => await world?.stop());

async function pay(address: string, sats: bigint, blocks = AFTER): Promise<Outpoint> {
  const [outpoint] = await world.bitcoin.pay([address, sats]);
  await world.bitcoin.mine(blocks);
  return outpoint!;
}

const newAddress = (): Promise<string> => world.bitcoin.call('getnewaddress');

/** What the payment that returns a deposit pays to an address. */
async function paidBack(outpoint: Outpoint, address: string): Promise<bigint> {
  const txid = (await world.services.deposit(outpoint))?.payback?.txid;
  if (!txid) return 0n;
  const { vout } = await world.bitcoin.call<{
    vout: { value: number; scriptPubKey: { address?: string } }[];
  }>('getrawtransaction', txid, true);
  const paid = vout.filter(({ scriptPubKey }) => scriptPubKey.address === address);
  return paid.reduce((sum, { value }) => sum + BigInt(Math.round(value * 1e8)), 0n);
}

describe('a deposit that the contracts refuse', () => {
  test.each<[string, () => Promise<{ owner: Owner; outpoint: Outpoint }>, string]>([
    [
      'because its owner has no tier',
      async () => {
        const owner = await owners.createOwner(0);
        return { owner, outpoint: await pay(owner.depositAddress, SATS) };
      },
      'TierTooLow',
    ],
    [
      'because it is over a limit',
      async () => {
        const owner = await owners.createOwner(1);
        return { owner, outpoint: await pay(owner.depositAddress, 90_000_000n, 6) };
      },
      'OverOperationLimit',
    ],
    [
      'because its owner is frozen',
      async () => {
        const owner = await owners.createOwner(4);
        await world.officer.act('freeze', { user: owner.address, reason: 'looked at' });
        return { owner, outpoint: await pay(owner.depositAddress, SATS) };
      },
      'Frozen',
    ],
    [
      'because it is below the least deposit',
      async () => {
        const caps = await world.contracts.reserve.read('get_caps');
        await world.administer('set_caps', { caps: { ...caps, least_deposit: 5_000n } });
        const owner = await owners.createOwner(4);
        const outpoint = await pay(owner.depositAddress, 4_000n);
        await world.waitFor(outpoint, 'returnable');
        await world.administer('set_caps', { caps });
        return { owner, outpoint };
      },
      'DepositTooSmall',
    ],
  ])('%s goes back to the address that its owner names, less the fee', async (_, given, why) => {
    const { owner, outpoint } = await given();
    const returnable = await world.waitFor(outpoint, 'returnable');
    expect(returnable).toMatchObject({ user: owner.address, payback: { address: null, held: false, state: null } });
    const to = await newAddress();
    const id = await owners.nameReturn(owner, outpoint, to);
    await world.advanceTime(DAY);
    const returned = await owners.mineUntil(outpoint, 'returned');
    const { feeSats, maxFeeSats } = returned.payback!;
    expect(feeSats).toBeGreaterThan(0n);
    expect(feeSats).toBeLessThanOrEqual(maxFeeSats!);
    expect(returned.payback).toMatchObject({ id, address: to });
    expect(await paidBack(outpoint, to)).toBe(returned.amountSats - feeSats!);
    expect(await world.balance(owner.address)).toBe(0n);
    await world.waitForWithdrawal(id, 'settled');
    expect(await world.services.withdrawal(id)).toMatchObject({
      ...{ user: owner.address, deposit: formatOutpoint(outpoint), address: to },
    });

    const { timeline } = (await world.services.deposit(outpoint))!;
    const states = timeline.map(({ state }) => state);
    for (const state of ['registering', 'returnable', 'returning', 'returned']) expect(states).toContain(state);
    expect(JSON.stringify(timeline.map(({ detail }) => detail))).toContain(why === 'DepositTooSmall' ? 'least' : why);
    expect(timeline.map(({ detail }) => detail.to)).toContain(to);
  });

  test('is paid back together with withdrawals, and never minted when its owner may deposit by then', async () => {
    const holder = await world.createHolder(400_000n);
    const owner = await owners.createOwner(0);
    const outpoint = await pay(owner.depositAddress, SATS);
    await world.waitFor(outpoint, 'returnable');
    const id = await owners.nameReturn(owner, outpoint, await newAddress());
    await world.officer.act('set_tier', { user: owner.address, tier: 4, reason: 'documents seen' });
    await world.services.recheckDeposit(outpoint);
    await world.advanceTime(DAY);
    const other = await world.withdraw(holder, { sats: 100_000n, to: await newAddress() });
    const [paid, withdrawn] = [
      await world.waitForWithdrawal(id, 'broadcast'),
      await world.waitForWithdrawal(other, 'broadcast'),
    ];
    await owners.mineUntil(outpoint, 'returned');
    expect(paid.txid).not.toBeNull();
    expect(withdrawn.txid).not.toBeNull();
    await world.services.recheckDeposit(outpoint);
    expect(await world.services.deposit(outpoint)).toMatchObject({ state: 'returned' });
    expect(await world.balance(owner.address)).toBe(0n);
  });

  test('that is held by compliance is kept, says so, and is paid when it is let go', async () => {
    const owner = await owners.createOwner(0);
    const outpoint = await pay(owner.depositAddress, SATS);
    await world.waitFor(outpoint, 'returnable');
    const to = await newAddress();
    const id = await owners.nameReturn(owner, outpoint, to);
    expect(await world.services.holdReturn(outpoint, true)).toMatchObject({ payback: { held: true } });
    await world.advanceTime(30 * DAY);
    await until(
      async () => ((await world.services.withdrawal(id))?.refusal?.code === 'held-by-officer' ? true : undefined),
      () => 'the planner to say that it is held',
    );
    expect(await world.services.deposit(outpoint)).toMatchObject({ state: 'returning', payback: { held: true } });
    expect(await world.services.prepareReturn({ outpoint, address: to })).toMatchObject({
      refusal: { code: 'not-returnable', message: expect.stringContaining('officer holds it') },
    });
    expect(await paidBack(outpoint, to)).toBe(0n);
    await world.services.holdReturn(outpoint, false);
    await owners.mineUntil(outpoint, 'returned');
  });

  test('by mistake of the moment only is minted, whatever an officer asks', async () => {
    const owner = await owners.createOwner(4);
    await world.services.pause('drill');
    const outpoint = await pay(owner.depositAddress, SATS);
    await world.waitFor(outpoint, 'refused');
    await world.services.requestReturn(outpoint);
    await world.resume();
    await world.services.recheckDeposit(outpoint);
    await world.waitFor(outpoint, 'minted');
    await expect(world.services.requestReturn(outpoint)).rejects.toMatchObject({ code: 'services/not-returnable' });
    expect(await world.services.prepareReturn({ outpoint, address: await newAddress() })).toMatchObject({
      refusal: { code: 'not-returnable' },
    });
  });
});

test('what is too small to be worth its way back is not taken, and its row says so', async () => {
  const owner = await owners.createOwner(4);
  const outpoint = await pay(owner.depositAddress, 999n, 8);
  const ended = await world.waitFor(outpoint, 'too-small');
  expect(ended).toMatchObject({ payback: null, refusal: { code: 'DepositTooSmall' } });
  expect(ended.refusal?.message).toMatch(/never credited, and not paid back/);
});

test('a deposit to an address of nobody is paid back where two officers agree, a week apart', async () => {
  const last = await owners.createOwner(4);
  const { index } = (await world.services.depositAddress(last.address))!;
  const outpoint = await pay(world.addressAt(index + 1), SATS);
  expect(await world.waitFor(outpoint, 'returnable')).toMatchObject({ user: null });
  const to = await newAddress();
  const { complianceOfficer, superAdmin } = world.keys;
  const approval = { do: 'approve', address: to } as const;
  await owners.decide(complianceOfficer, outpoint, { do: 'propose', address: to, maxFeeSats: 20_000n });
  await expect(owners.decide(superAdmin, outpoint, approval)).rejects.toMatchObject({
    ...{ code: 'services/return-refused', message: expect.stringMatching(/a week after the proposal/) },
  });
  await world.waitFor(outpoint, 'returning');
  await world.advanceTime(8 * DAY);
  const { id } = (await world.services.deposit(outpoint))!.payback!;
  await until(
    async () => ((await world.services.withdrawal(id))?.refusal?.code === 'not-approved' ? true : undefined),
    () => 'the planner to say that a second officer has to agree',
  );
  await owners.decide(superAdmin, outpoint, approval);
  await owners.mineUntil(outpoint, 'returned');
  expect(await paidBack(outpoint, to)).toBeGreaterThan(SATS - 20_000n);
  const { timeline } = (await world.services.deposit(outpoint))!;
  expect(timeline.some(({ detail }) => detail.approved_by === superAdmin.publicKey())).toBe(true);
});

test('a deposit of nobody is owed back as soon as it is deep enough, though it was looked at in vain before', async () => {
  const last = await owners.createOwner(4);
  const { index } = (await world.services.depositAddress(last.address))!;
  const outpoint = await pay(world.addressAt(index + 1), SATS, 1);
  await until(
    async () => ((await world.services.deposit(outpoint))?.refusal?.code === 'no-owner' ? true : undefined),
    () => 'the deposit to say that it is nobody’s',
  );
  await world.bitcoin.mine(AFTER - 1);
  await world.waitFor(outpoint, 'returnable');
});

test.runIf(isNightly)('a database that knows nothing learns what was paid back, and mints nothing of it', async () => {
  const owner = await owners.createOwner(0);
  const outpoint = await pay(owner.depositAddress, SATS);
  await world.waitFor(outpoint, 'returnable');
  await owners.nameReturn(owner, outpoint, await newAddress());
  await world.advanceTime(DAY);
  await owners.mineUntil(outpoint, 'returned');
  const elsewhere = await world.startElsewhere();
  expect(await world.waitForIn(elsewhere, outpoint, 'returned')).toMatchObject({ user: owner.address });
  await elsewhere.stop();
  expect(await world.balance(owner.address)).toBe(0n);
});

/** The transaction about this output is on its way still, as far as the database knows. */
async function forgetEnd({ txid, vout }: Outpoint, purpose: string): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const update = `update istsi.submissions set fate = 'pending' where operation = $1 and purpose = $2`;
  expect((await client.query(update, [`${txid}:${vout}`, purpose])).rowCount).toBe(1);
  await client.end();
}

describe('a reorganization', () => {
  test('of a deposit that is refused has it counted anew, and paid back then', async () => {
    const owner = await owners.createOwner(0);
    const [outpoint] = (await world.bitcoin.pay([owner.depositAddress, SATS])) as [Outpoint];
    const [block] = await world.bitcoin.mine(2);
    await world.waitFor(outpoint, 'refused');
    await world.bitcoin.undo(block!);
    await world.waitFor(outpoint, 'orphaned');
    await world.bitcoin.mine(AFTER);
    await world.waitFor(outpoint, 'returnable');
    await owners.nameReturn(owner, outpoint, await newAddress());
    await world.advanceTime(DAY);
    await owners.mineUntil(outpoint, 'returned');
  });

  test('of what is owed back has it wait, and paid once it is mined again', async () => {
    const owner = await owners.createOwner(0);
    const [outpoint] = (await world.bitcoin.pay([owner.depositAddress, SATS])) as [Outpoint];
    const [block] = await world.bitcoin.mine(AFTER);
    await world.waitFor(outpoint, 'returnable');
    const id = await owners.nameReturn(owner, outpoint, await newAddress());
    await world.bitcoin.undo(block!);
    await until(
      async () => ((await world.services.status()).books.ok ? undefined : true),
      () => 'the status to say that a coin is missing',
    );
    await world.advanceTime(DAY);
    await until(
      async () => ((await world.services.withdrawal(id))?.refusal?.code === 'held' ? true : undefined),
      () => 'the return to be held',
    );
    await world.bitcoin.mine(AFTER);
    await owners.mineUntil(outpoint, 'returned');
  });

  test('that takes what is owed back for good ends its return: it is not paid from the coins of others', async () => {
    await world.createHolder(900_000n);
    const owner = await owners.createOwner(0);
    const [outpoint] = (await world.bitcoin.pay([owner.depositAddress, SATS])) as [Outpoint];
    const [block] = await world.bitcoin.mine(AFTER);
    await world.waitFor(outpoint, 'returnable');
    const to = await newAddress();
    const id = await owners.nameReturn(owner, outpoint, to);
    // The event may be read before the worker notes what became of its transaction, which it then never does.
    await forgetEnd(outpoint, 'return');
    await world.bitcoin.undo(block!);
    await world.bitcoin.replace(outpoint, [await newAddress(), SATS]);
    await world.bitcoin.mine(BURIED + AFTER);
    await world.waitFor(outpoint, 'written-off');
    await world.advanceTime(DAY);
    await world.bitcoin.mine(2);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await world.services.withdrawal(id)).toMatchObject({ state: 'pending', txid: null });
    expect(await world.services.deposit(outpoint)).toMatchObject({ state: 'written-off' });
    expect(await world.balance(owner.address)).toBe(0n);
  });
});
