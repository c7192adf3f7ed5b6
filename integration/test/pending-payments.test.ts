import { createBitcoinRpc, createWatchlist, deriveAddress, networks, silentLog } from '@istsi/bitcoin-custody';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginFollowing } from '../src/bitcoin/follow-chain.ts';
import { createMempoolLook, listPending, type PendingPayment } from '../src/bitcoin/pending-payments.ts';
import type { Database } from '../src/database/open-database.ts';
import type { Outpoint } from '../src/index.ts';
import { openTestBitcoin, type TestBitcoin } from './bitcoin.ts';
import { createTestCustody, type TestCustody } from './custody.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from './database.ts';

const INDEX = 3;

let databases: TestDatabases;
let database: Database;
let custody: TestCustody;
let node: Regtest;
let bitcoin: TestBitcoin;
let look: () => Promise<void>;
let openLook: () => () => Promise<void>;
let follow: () => Promise<void>;

beforeAll(async () => {
  [databases, custody, node] = await Promise.all([
    startTestDatabases(),
    createTestCustody(),
    startRegtest({ port: 0 }),
  ]);
  [database, bitcoin] = await Promise.all([openTestDatabase(databases), openTestBitcoin(node)]);
  const view = createBitcoinRpc({ url: node.rpcUrl, network: networks.regtest });
  const { descriptor } = custody;
  const { height } = await bitcoin.tip();
  follow = await beginFollowing({
    ...{ database, descriptors: [descriptor], view, startHeight: height + 1, log: silentLog },
    ...{ addressCount: async () => 5, onAddresses: async () => {}, signal: new AbortController().signal },
  });
  openLook = () =>
    createMempoolLook(database.db, view, createWatchlist({ descriptor, assignedThrough: 4, changeLanes: 1 }));
  look = openLook();
});
afterAll(async () => {
  await database?.close();
  await node?.stop();
  custody?.remove();
  await databases?.stop();
});

const address = (): string => deriveAddress(custody.descriptor, INDEX).address;
const pending = async (): Promise<PendingPayment[]> => await listPending(database.db, { addressIndex: INDEX });
const waiting = (outpoint: Outpoint, amountSats: bigint) => ({ ...outpoint, amountSats, goneAt: null });

test('a payment is known from its announcement until its block, and is no deposit before that', async () => {
  expect(await pending()).toEqual([]);
  const [paid] = await bitcoin.pay([address(), 70_000n]);
  await follow();
  await look();
  expect(await pending()).toMatchObject([waiting(paid!, 70_000n)]);
  expect(await listPending(database.db, { txid: paid!.txid })).toMatchObject([waiting(paid!, 70_000n)]);
  expect(await listPending(database.db, { addressIndex: INDEX + 1 })).toEqual([]);
  expect(await database.db.selectFrom('istsi.deposits').selectAll().execute()).toEqual([]);

  // Between the pool and the block that is stored a moment later, it has not gone anywhere.
  await bitcoin.mine(1);
  await look();
  expect(await pending()).toMatchObject([waiting(paid!, 70_000n)]);
  await follow();
  await look();
  expect(await pending()).toEqual([]);
  expect(await database.db.selectFrom('istsi.deposits').select('outpoint').execute()).toHaveLength(1);
});

test('one that its sender replaced is gone, and what takes its place is another', async () => {
  const [paid] = await bitcoin.pay([address(), 60_000n]);
  await follow();
  await look();
  const other = await bitcoin.replace(paid!, [address(), 50_000n]);
  await follow();
  await look();
  await follow();
  await look();
  const found = await pending();
  expect(found).toHaveLength(2);
  expect(found).toContainEqual(expect.objectContaining(waiting(other, 50_000n)));
  expect(found).toContainEqual(expect.objectContaining({ ...paid!, goneAt: expect.any(Date) }));
  await bitcoin.mine(1);
  await follow();
  await look();
  expect(await pending()).toMatchObject([{ ...paid!, goneAt: expect.any(Date) }]);
});

test('one that a reorganisation gives back to the pool is a deposit still; one that goes on after a restart is seen again', async () => {
  const [paid] = await bitcoin.pay([address(), 40_000n]);
  await follow();
  await look();
  const block = (await bitcoin.mine(1))[0]!;
  await follow();
  await bitcoin.undo(block);
  await follow();
  await look();
  const shown = (await pending()).map(({ txid }) => txid);
  expect(shown).not.toContain(paid!.txid);

  const [next] = await bitcoin.pay([address(), 30_000n]);
  await look();
  // Another process: it begins with what is stored, and says nothing twice.
  const again = openLook();
  await again();
  await again();
  expect((await pending()).filter(({ txid }) => txid === next!.txid)).toMatchObject([waiting(next!, 30_000n)]);
});
