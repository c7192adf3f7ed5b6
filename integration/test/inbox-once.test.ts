import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../src/database/open-database.ts';
import { driveReceipt } from '../src/inbox/drive-receipt.ts';
import { expectPayment, muxedAddress } from '../src/inbox/inbox-orders.ts';
import { ACTS_LEDGERS } from '../src/inbox/receipt.ts';
import { wakeNow } from '../src/operations/wake.ts';
import { startTestDatabases, type TestDatabases } from './database.ts';
import { type InboxHands, SATS, startInboxHands } from './inbox-hands.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

/** Behind every pause of the successor, whose clock is ahead. */
const LATER_MS = 7_200_000;

let hands: InboxHands;
let databases: TestDatabases;
beforeAll(async () => {
  [hands, databases] = [await startInboxHands(), await startTestDatabases()];
});
afterAll(async () => {
  await hands?.stop();
  await databases?.stop();
});

const heldByAlice = () => hands.world.balance(hands.alice.address);
const heldByInbox = () => hands.world.balance(hands.successor.address);

test.each(isNightly ? [5, 12, 19, 26] : [12])(
  'a worker killed after exchange %i with the outside pays once, whichever way',
  async (n) => {
    const before = await heldByAlice();
    const [withdrawn, returned] = [
      await hands.sent(await hands.instructed()),
      await hands.sent(hands.successor.address),
    ];
    await hands.killAfter(n, withdrawn);
    await hands.killAfter(n, returned);
    expect(await hands.stateOf(withdrawn)).toMatchObject({ state: 'withdrawn', refusal_code: null });
    expect(await hands.stateOf(returned)).toMatchObject({ state: 'returned', refusal_code: null });
    expect([await heldByAlice(), await heldByInbox()]).toEqual([before - SATS, 0n]);
  },
);

test('ids are given atomically: as many as are asked for at once, of one withdrawal the last alone, and none twice', async () => {
  const { database, successor } = hands;
  const asked = await Promise.all(Array.from({ length: 12 }, () => hands.asked()));
  const given = await Promise.all(asked.map((wish) => expectPayment(successor, wish)));
  const orders = () => database.db.selectFrom('istsi.inbox_orders').selectAll().where('taken_by', 'is', null);
  for (const [n, { transferId }] of asked.entries()) {
    const [order, ...others] = await orders().where('transfer_id', '=', transferId).execute();
    expect(others).toEqual([]);
    expect(muxedAddress(successor.address, order!.muxed_id)).toBe(given[n]?.address);
  }
  expect(new Set(given.map((each) => each?.address)).size).toBe(asked.length);
  const again = await Promise.all(Array.from({ length: 8 }, () => expectPayment(successor, asked[0]!)));
  const [left, ...more] = await orders().where('transfer_id', '=', asked[0]!.transferId).execute();
  expect(more).toEqual([]);
  expect(again.map((each) => each?.address)).toContain(muxedAddress(successor.address, left!.muxed_id));
});

test('a database that has forgotten everything pays nothing a second time, while others’ tokens are in the inbox', async () => {
  const { successor, sent, stateOf } = hands;
  const [withdrawn, returned] = [await sent(await hands.instructed()), await sent(successor.address)];
  for (const id of [withdrawn, returned]) await driveReceipt(successor, id);
  expect(await stateOf(withdrawn)).toMatchObject({ state: 'withdrawn' });
  expect(await stateOf(returned)).toMatchObject({ state: 'returned' });
  // Enough for both once more.
  const others = [await sent(successor.address), await sent(successor.address)];
  const forgetful = await openDatabase(await databases.create(), silentLog);
  await hands.hear(forgetful);
  const elsewhere = hands.on(forgetful);
  const receipts = forgetful.db.selectFrom('istsi.inbox_receipts').select('id').where('id', 'not in', others);
  const all = (await receipts.execute()).map(({ id }) => id);
  expect(all).toEqual(expect.arrayContaining([withdrawn, returned]));
  const held = await heldByAlice();
  for (const id of all) await driveReceipt(elsewhere, id);
  for (const id of all) expect(await stateOf(id, forgetful)).toMatchObject({ state: 'settled' });
  expect(await heldByAlice()).toBe(held);
  // What is really there still goes back, by whichever comes first.
  for (const id of others) await Promise.all([driveReceipt(elsewhere, id), driveReceipt(successor, id)]);
  for (const id of others) for (const one of [elsewhere, successor]) await driveReceipt(one, id);
  expect([await heldByAlice(), await heldByInbox()]).toEqual([held + 2n * SATS, 0n]);
  await forgetful.close();
});

test('what is refused to its owner goes back when they may hold it again, and nothing is lost meanwhile', async () => {
  const { world, alice, successor, stateOf } = hands;
  const before = await heldByAlice();
  const id = await hands.sent(await hands.instructed());
  await world.officer.act('freeze', { user: alice.address, reason: 'a court says so' });
  await driveReceipt(successor, id);
  expect(await stateOf(id)).toMatchObject({ state: 'returning', refusal_code: 'Frozen' });
  expect(await heldByInbox()).toBe(SATS);
  await world.officer.act('unfreeze', { user: alice.address, reason: 'no longer' });
  await driveReceipt({ ...successor, now: () => new Date(Date.now() + LATER_MS) }, id);
  expect(await stateOf(id)).toMatchObject({ state: 'returned' });
  expect(await heldByAlice()).toBe(before);
});

test('what the ledger can say nothing of any more is kept for people, who close it', async () => {
  const { database, successor, stateOf } = hands;
  const id = await hands.sent(successor.address);
  const receipts = database.db.updateTable('istsi.inbox_receipts').where('id', '=', id);
  // As if it had arrived longer ago than signatures hold.
  await receipts.set({ ledger: BigInt(-ACTS_LEDGERS) }).execute();
  for (let times = 0; times < 2; times++) {
    await driveReceipt(successor, id);
    expect(await stateOf(id)).toMatchObject({ state: 'kept', refusal_code: 'too-old' });
  }
  expect(await heldByInbox()).toBe(SATS);
  await wakeNow(database.db, 'inbox', id);
  await driveReceipt(successor, id);
  expect(await stateOf(id)).toMatchObject({ state: 'settled' });
});
