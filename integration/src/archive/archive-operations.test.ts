import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { silentLog } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { createDeath, Killed, mortalDatabase } from '../../test/dying.ts';
import { type Database, int8AsBigint, openDatabase } from '../database/open-database.ts';
import { appendEvent, appendEvents, loadTimeline } from '../operations/operation-store.ts';
import type { OperationKind } from '../operations/wake.ts';
import { showDeposit } from '../services/deposit-queries.ts';
import { archiveFile, OPERATIONS, sumOf } from './archive-files.ts';
import { archiveOperations } from './archive-operations.ts';
import { archivedPlace } from './archived-places.ts';
import { type OperationContent, readContents } from './operation-content.ts';
import { restoreOperations } from './restore-operations.ts';
import { readLine, verifyOperations } from './verify-operations.ts';

const ROUTER = 'CROUTER';
const OLD = new Date('2026-01-01T00:00:00Z');
const NOW = new Date('2026-06-01T00:00:00Z');
const USER = `G${'A'.repeat(55)}`;
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const outpointOf = (n: number): string => `${idOf(`deposit ${n}`)}:0`;
const DEPOSITS = Array.from({ length: 7 }, (_, n) => outpointOf(n));
const [WITHDRAWAL, BATCH] = [idOf('withdrawal'), idOf('batch')];
const ALL: [OperationKind, string[]][] = [
  ['deposit', DEPOSITS],
  ['withdrawal', [WITHDRAWAL]],
  ['batch', [BATCH]],
];

let databases: TestDatabases;
let database: Database;
let url: string;
let directory: string;

beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  await database?.close();
  url = await databases.create();
  database = await openDatabase(url, silentLog);
  directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'archive-')), 'archive');
  await fill();
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

async function addDeposit(outpoint: string, { state = 'minted' as const, updated_at = OLD } = {}): Promise<void> {
  const txid = outpoint.slice(0, 64);
  await database.db
    .insertInto('istsi.deposits')
    .values({
      ...{ outpoint, txid, vout: 0, amount_sats: 1_000n, address_index: 1, height: 7, block_hash: 'ab'.repeat(32) },
      ...{ operation_id: idOf(outpoint), state, user_address: USER, stellar_tx: idOf(`mint of ${outpoint}`) },
      ...{ wake_at: null, created_at: OLD, updated_at },
    })
    .execute();
  const states = ['seen', 'confirming', 'attesting', 'submitted', state];
  await appendEvents(
    database.db,
    states.map((each) => ({ operation: outpoint, state: each, detail: { why: `a test ${each}` }, at: OLD })),
  );
  const submissions = [`dead ${outpoint}`, `mint of ${outpoint}`].map((name, i) => ({
    ...{ hash: idOf(name), operation: outpoint, purpose: 'mint', envelope: `AAAA${name}`, valid_until: 1_000n },
    fate: i === 0 ? ('dead' as const) : ('success' as const),
  }));
  await database.db.insertInto('istsi.submissions').values(submissions).execute();
}

async function fill(): Promise<void> {
  const { db } = database;
  for (const outpoint of DEPOSITS) await addDeposit(outpoint);
  const over = { wake_at: null, created_at: OLD, updated_at: OLD };
  await db
    .insertInto('istsi.batches')
    .values({
      id: BATCH,
      kind: 'payment',
      state: 'buried',
      anchor: outpointOf(0),
      completed_by: BATCH,
      parent: null,
      ...over,
    })
    .execute();
  await db
    .insertInto('istsi.payments')
    .values({ txid: BATCH, batch_id: BATCH, version: 1, state: 'signed', psbt: 'cHNidA==', fee_sats: 200n, height: 9 })
    .execute();
  const signatures = ['a', 'b'].map((signer) => ({ txid: BATCH, signer, psbt: `signed by ${signer}` }));
  await db.insertInto('istsi.payment_signatures').values(signatures).execute();
  await db
    .insertInto('istsi.withdrawals')
    .values({
      ...{ id: WITHDRAWAL, user_address: USER, btc_address: 'bcrt1q', script: '0014', amount_sats: 900n, ...over },
      ...{ max_fee_sats: 100n, deadline: 1_000n, state: 'settled', batch_id: BATCH, place: 0, txid: BATCH },
    })
    .execute();
  for (const operation of [WITHDRAWAL, BATCH]) {
    const states =
      operation === BATCH ? ['planned', 'paying', 'completed', 'buried'] : ['pending', 'batched', 'settled'];
    await appendEvents(
      db,
      states.map((state) => ({ operation, state, detail: { a: 'test' }, at: OLD })),
    );
  }
}

const archive = (options: { prune?: boolean; router?: string; before?: Date } = {}, of = database) =>
  archiveOperations(of, { directory, router: ROUTER, before: NOW, mostLines: 5, ...options });
const found = async () => (await verifyOperations(database.db, directory)).findings;
const change = async (statement: string): Promise<void> => void (await sql.raw(statement).execute(database.db));
/** Of nine operations, in files of four each: those that are full are packed. */
const LAST = 3;
const fileAt = (number: number): string =>
  path.join(directory, archiveFile(number, OPERATIONS)) + (number < LAST ? '.gz' : '');
const linesIn = (number: number): string[] => {
  const bytes = fs.readFileSync(fileAt(number));
  return (number < LAST ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').slice(0, -1);
};

async function contents(): Promise<Map<string, OperationContent>> {
  const all = new Map<string, OperationContent>();
  for (const [kind, keys] of ALL) {
    const some = await database.db.transaction().execute(async (trx) => await readContents(trx, kind, keys));
    for (const [key, content] of some) all.set(key, content);
  }
  return all;
}

/** What is known of each from database and archive together. */
async function known(): Promise<Map<string, OperationContent>> {
  const [{ kept }, all] = [await verifyOperations(undefined, directory), await contents()];
  for (const [key, content] of all) {
    const one = kept.get(key);
    if (!one) continue;
    const line = readLine(directory, one.place).content;
    // The row stands in both; the rest is in one of them at least.
    expect(content.row).toEqual(line.row);
    all.set(key, line);
  }
  return all;
}

test('what is over is archived once, and nothing of it is deleted unless that was asked for', async () => {
  await addDeposit(outpointOf(99), { updated_at: new Date(NOW.getTime() + 1) });
  const before = await contents();
  expect(await archive()).toEqual({ size: 9, added: 9, pruned: 0 });
  expect(await archive()).toEqual({ size: 9, added: 0, pruned: 0 });
  expect(await contents()).toEqual(before);
  expect(await known()).toEqual(before);
  expect(await found()).toEqual([]);
  const place = await archivedPlace(database.db, DEPOSITS[0]!);
  expect(place).toMatchObject({ file: archiveFile(1, OPERATIONS), pruned: false });
  expect(await archivedPlace(database.db, outpointOf(99))).toBeNull();
  const [outpoint = ''] = DEPOSITS;
  const shown = await showDeposit(database.db, { txid: outpoint.slice(0, 64), vout: 0 });
  expect(shown).toMatchObject({ archived: place, timeline: await loadTimeline(database.db, outpoint) });
  const line = linesIn(1)[place!.line - 1]!;
  expect(line.slice(0, 64)).toBe(place?.sum);
});

test('what was asked to be deleted is: the row stays, with its first step and its last, and the archive has the rest', async () => {
  const before = await contents();
  expect(await archive({ prune: true })).toEqual({ size: 9, added: 9, pruned: 9 });
  const left = (await contents()).get(DEPOSITS[3]!);
  expect(left?.steps.map(({ state }) => state)).toEqual(['seen', 'minted']);
  expect(left?.submissions).toEqual([]);
  expect(left?.row).toEqual(before.get(DEPOSITS[3]!)?.row);
  expect(await known()).toEqual(before);
  expect(await found()).toEqual([]);
  expect(await archivedPlace(database.db, BATCH)).toMatchObject({ pruned: true });
  expect(await archive({ prune: true })).toEqual({ size: 9, added: 0, pruned: 0 });
});

test('what was archived before is deleted later, when that is asked for', async () => {
  const before = await contents();
  await archive();
  expect(await archive({ prune: true })).toEqual({ size: 9, added: 0, pruned: 9 });
  expect(await known()).toEqual(before);
});

test('what was deleted is restored, whole, and nothing on the word of an archive that is not sound', async () => {
  const before = await contents();
  await archive({ prune: true });
  const restore = (operations?: string[]) =>
    restoreOperations(database, { directory, router: ROUTER, ...(operations && { operations }) });
  expect(await restore([DEPOSITS[3]!])).toEqual({ restored: 1, left: [] });
  expect((await contents()).get(DEPOSITS[3]!)).toEqual(before.get(DEPOSITS[3]!));
  expect(await archivedPlace(database.db, DEPOSITS[3]!)).toMatchObject({ pruned: false });
  expect(await restore()).toEqual({ restored: 8, left: [] });
  expect(await contents()).toEqual(before);
  expect(await found()).toEqual([]);
  expect(await restore()).toEqual({ restored: 0, left: [] });
  await expect(restore([DEPOSITS[3]!, 'nowhere:0'])).rejects.toMatchObject({
    code: 'archive/unknown-operation',
    message: expect.stringContaining('has no operation nowhere:0'),
  });
  // Deleted again, and one that went on is left where it is.
  expect(await archive({ prune: true })).toEqual({ size: 9, added: 0, pruned: 9 });
  await appendEvent(database.db, DEPOSITS[2]!, 'minted', { retry: 'an officer asked', by: 'alice' });
  expect(await restore([DEPOSITS[2]!])).toEqual({ restored: 0, left: [DEPOSITS[2]] });
  fs.writeFileSync(fileAt(1), 'no gzip');
  const pruned = await contents();
  await expect(restore()).rejects.toMatchObject({ code: 'archive/not-the-rows' });
  expect(await contents()).toEqual(pruned);
});

test('one that went on is archived again behind what it was, and is no change of it', async () => {
  await archive({ prune: true });
  const outpoint = DEPOSITS[2]!;
  await appendEvent(database.db, outpoint, 'minted', { retry: 'an officer asked', by: 'alice' });
  await change(`update istsi.deposits set updated_at = '2026-01-02' where outpoint = '${outpoint}'`);
  const { findings, wentOn } = await verifyOperations(database.db, directory);
  expect([findings, wentOn]).toEqual([[], [outpoint]]);
  expect(await archive({ prune: true })).toMatchObject({ size: 9, added: 1 });
  expect(await found()).toEqual([]);
  const { kept } = await verifyOperations(undefined, directory);
  const line = readLine(directory, kept.get(outpoint)!.place);
  expect(line.content.steps.map(({ state }) => state)).toEqual(['seen', 'minted', 'minted']);
  expect(readLine(directory, line.previous!).content.steps).toHaveLength(5);
});

describe('an operation of the database', () => {
  const where = `where outpoint = '${DEPOSITS[1]}'`;
  const ofIt = `where operation = '${DEPOSITS[1]}'`;
  test.each<[string, string, object]>([
    ['whose row was edited', `update istsi.deposits set amount_sats = 2000 ${where}`, { code: 'edited' }],
    ['whose owner was changed', `update istsi.deposits set user_address = 'G' ${where}`, { code: 'edited' }],
    ['whose row was deleted', `delete from istsi.deposits ${where}`, { code: 'deleted' }],
    [
      'of which a step was edited',
      `update istsi.operation_events set state = 'refused' ${ofIt} and state = 'seen'`,
      { code: 'edited' },
    ],
    [
      'of which a step was deleted',
      `delete from istsi.operation_events ${ofIt} and state = 'seen'`,
      { code: 'deleted' },
    ],
    [
      'of which a transaction was put in',
      `insert into istsi.submissions (hash, operation, envelope, valid_until, fate) values ('ff', '${DEPOSITS[1]}', 'x', 1, 'dead')`,
      { code: 'inserted' },
    ],
    [
      'that has a step which nobody took',
      `insert into istsi.operation_events (operation, state) values ('${DEPOSITS[1]}', 'refused')`,
      { code: 'inserted' },
    ],
    [
      'of which another place was said',
      `update istsi.archived_operations set sum = repeat('a', 64) ${ofIt}`,
      { code: 'unknown' },
    ],
    [
      'of a payment, of which a signature was edited',
      `update istsi.payment_signatures set psbt = 'x' where signer = 'a'`,
      { code: 'edited' },
    ],
  ])('%s is named, and nothing more is archived or deleted', async (_, statement, expected) => {
    for (const prune of [false, true]) {
      await archive({ prune });
      if (!prune) continue;
      await change(statement);
      expect(await found()).toEqual([expect.objectContaining(expected)]);
      await addDeposit(outpointOf(50));
      await expect(archive({ prune: true })).rejects.toMatchObject({ code: 'archive/not-the-rows' });
      expect(await archivedPlace(database.db, outpointOf(50))).toBeNull();
    }
  });

  test('that was changed while it was only archived is not deleted', async () => {
    await archive();
    await change(`update istsi.operation_events set state = 'refused' ${ofIt} and state = 'attesting'`);
    await expect(archive({ prune: true })).rejects.toMatchObject({ code: 'archive/not-the-rows' });
    const { rows } = await sql<{ n: bigint }>`select count(*) as n from istsi.operation_events`.execute(database.db);
    expect(Number(rows[0]?.n)).toBe(7 * 5 + 3 + 4);
  });
});

describe('an archive of operations', () => {
  const write = (number: number, of: string[]): void => {
    const text = of.map((l) => `${l}\n`).join('');
    fs.writeFileSync(fileAt(number), number < LAST ? gzipSync(text) : text);
  };
  test.each<[string, (of: string[]) => string[], string]>([
    ['edited', (of) => of.with(2, of[2]!.replace('1000', '9000')), 'altered'],
    ['with a line deleted', (of) => of.toSpliced(2, 1), 'altered'],
    ['with a line inserted', (of) => of.toSpliced(2, 0, of[1]!), 'altered'],
    ['reordered', (of) => of.with(1, of[3]!).with(3, of[1]!), 'altered'],
    ['cut off', (of) => of.slice(0, 3), 'truncated'],
  ])('that was %s is named, and nothing is deleted on its word', async (_, tamper, code) => {
    await archive();
    const before = await contents();
    write(1, tamper(linesIn(1)));
    expect((await found())[0]).toMatchObject({ code, file: archiveFile(1, OPERATIONS) });
    await expect(archive({ prune: true })).rejects.toMatchObject({ code: 'archive/not-the-rows' });
    expect(await contents()).toEqual(before);
  });

  test('that was written anew, sums and all, is not the one that the audit log has', async () => {
    await archive();
    const edited = linesIn(3).map((line) => line.slice(65).replace('"buried"', '"planned"'));
    const again: string[] = [];
    for (const json of edited) again.push(`${sumOf(again.at(-1)?.slice(0, 64) ?? '0'.repeat(64), json)} ${json}`);
    write(3, again);
    fs.writeFileSync(`${fileAt(3)}.head`, `${String(again.length).padStart(12, '0')} ${again.at(-1)!.slice(0, 64)}\n`);
    expect((await found()).map(({ code }) => code)).toContain('rewritten');
  });

  test('that is gone is missed', async () => {
    await archive({ prune: true });
    fs.rmSync(directory, { recursive: true });
    expect(new Set((await found()).map(({ code }) => code))).toEqual(new Set(['unknown']));
    await expect(archive({ prune: true })).rejects.toMatchObject({ code: 'archive/not-the-rows' });
  });

  test('of another system takes nothing', async () => {
    await archive();
    await expect(archive({ router: 'COTHER' })).rejects.toMatchObject({ code: 'archive/of-another' });
  });

  test('has everything, or the database has, wherever the process was killed', async () => {
    const before = await contents();
    for (let exchange = 1, isDone = false; !isDone; exchange++) {
      const death = createDeath(exchange);
      const mortal = mortalDatabase(url, int8AsBigint, death);
      isDone = await archive({ prune: true }, mortal).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Killed || death.count() >= exchange) return false;
          throw error;
        },
      );
      await mortal.close().catch(() => undefined);
      expect(await known()).toEqual(before);
      expect(await found()).toEqual([]);
    }
    expect(await archive({ prune: true })).toEqual({ size: 9, added: 0, pruned: 0 });
    expect((await contents()).get(DEPOSITS[0]!)?.steps).toHaveLength(2);
  });
});
