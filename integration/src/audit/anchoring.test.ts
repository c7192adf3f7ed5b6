import { ANCHOR_NAME, decodeAnchor, keyOf, parseTilePath, verifyLog } from '@istsi/audit-log';
import { silentLog } from '@istsi/bitcoin-custody';
import { createSubmitter, findData, fundAccount, type Network, openNetwork } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { tamper } from '../../test/tampered-log.ts';
import type { Database } from '../database/open-database.ts';
import { type Anchorer, type AnchorSettings, createAnchorer } from './anchoring.ts';
import { auditServices } from './audit-services.ts';
import { originOf, publishCheckpoint } from './checkpoints.ts';
import { sequenceEntries } from './log-store.ts';
import { writeActs } from './write-act.ts';

/** Of the log; the anchor's own is made anew for each test. */
const seed = new Uint8Array(32).fill(5);

let databases: TestDatabases;
let sandbox: Sandbox;
let network: Network;
let database: Database;
let signer: { name: string; seed: Uint8Array };
let anchorKey: Keypair;

beforeAll(async () => {
  [databases, sandbox] = await Promise.all([startTestDatabases(), startSandbox({ port: 0 })]);
  network = openNetwork(sandbox);
});
beforeEach(async () => {
  await database?.close();
  database = await openTestDatabase(databases);
  signer = { name: await originOf(database.db, 'CROUTER'), seed };
  anchorKey = Keypair.random();
});
afterAll(async () => {
  await database?.close();
  await Promise.all([databases?.stop(), sandbox?.stop()]);
});

const fund = async () => await fundAccount(network, sandbox.friendbotUrl, anchorKey.publicKey());
const anchorer = (settings: Partial<AnchorSettings> = {}): Anchorer =>
  createAnchorer(
    { database, network, signer, log: silentLog },
    {
      account: anchorKey.publicKey(),
      submitter: createSubmitter({ network, channels: [anchorKey] }),
      everyMs: 0,
      ...settings,
    },
  );
async function sign(count: number, from = 0): Promise<void> {
  await writeActs(
    database.db,
    Array.from({ length: count }, (_, i) => ({ action: 'test.act', correlationId: String(from + i) })),
  );
  await sequenceEntries(database.db);
  expect(await publishCheckpoint(database.db, signer, { everyMs: 0 })).toEqual({ state: 'published' });
}
const written = async () => {
  const found = await findData(network, anchorKey.publicKey(), ANCHOR_NAME);
  return found && decodeAnchor(found.value);
};

/** What whoever knows nothing but both keys' public halves finds. */
async function findings(): Promise<string[]> {
  const log = auditServices({ db: database.db, signer, problem: () => undefined, anchoring: () => undefined });
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const tile = parseTilePath(path);
    const note = await log.checkpoint();
    return tile ? await log.tile(tile) : note === undefined ? undefined : new TextEncoder().encode(note);
  };
  const verified = await verifyLog({ read, key: keyOf(signer), anchor: (await written()) ?? 'none' });
  return verified.findings.map(({ code }) => code);
}

/** Another database of the same log, which its own key signs: as whoever has both makes it. */
async function replaceDatabase({ isSameLog = true } = {}): Promise<void> {
  const { log_id } = await database.db.selectFrom('istsi.audit_log').select('log_id').executeTakeFirstOrThrow();
  await database.close();
  database = await openTestDatabase(databases);
  if (isSameLog) await database.db.insertInto('istsi.audit_log').values({ id: 1, log_id }).execute();
  signer = { name: await originOf(database.db, 'CROUTER'), seed };
}

test('what is signed is written once an account can pay for it, and again when there is more', async () => {
  const anchoring = anchorer();
  await anchoring.step();
  expect(anchoring.state()).toBeUndefined();
  await sign(3);
  await anchoring.step();
  expect(anchoring.state()?.problem).toMatch(/is not on the ledger: send it/);
  await fund();
  await anchoring.step();
  expect(anchoring.state()).toMatchObject({ size: 3, altered: undefined, problem: undefined, waitingSince: undefined });
  const { ledger } = anchoring.state() ?? {};
  await anchoring.step();
  expect(anchoring.state()?.ledger).toBe(ledger);
  await sign(300, 3);
  await anchoring.step();
  expect(await written()).toMatchObject({ size: 303 });
  expect(await findings()).toEqual([]);
});

test('what waits is written when the oldest of it has waited long enough', async () => {
  await fund();
  const anchoring = anchorer({ everyMs: 60_000 });
  await sign(1);
  await anchoring.step();
  await sign(1, 1);
  await sign(1, 2);
  await anchoring.step();
  expect(anchoring.state()).toMatchObject({ size: 1, waitingSince: expect.any(Date) });
  await anchoring.step(new Date(Date.now() + 60_000));
  expect(anchoring.state()).toMatchObject({ size: 3, waitingSince: undefined });
});

test.each<[string, () => Promise<void>, RegExp, string]>([
  ['cut off and signed anew', () => replaceDatabase().then(() => sign(2)), /truncated/, 'truncated'],
  ['written anew with the same key', () => replaceDatabase().then(() => sign(9, 100)), /rewritten/, 'rewritten'],
  ['begun anew', () => replaceDatabase({ isSameLog: false }).then(() => sign(9)), /took its place/, 'other-log'],
])('a log that was %s is told, and what is written on Stellar stays', async (_, replace, said, code) => {
  await fund();
  await sign(5);
  await anchorer().step();
  await replace();
  const after = anchorer();
  await after.step();
  expect(after.state()?.altered).toMatch(said);
  expect(await findings()).toEqual([code]);
  expect(await written()).toMatchObject({ size: 5 });
});

test('a database that was changed below its own hashes is told before anything is written', async () => {
  await fund();
  await sign(5);
  await anchorer().step();
  await tamper(database.db, [
    `update istsi.audit_entries set entry = convert_to('{}', 'UTF8') where correlation_id = '2'`,
    `update istsi.audit_sequence s set leaf = sha256('\\x00'::bytea || e.entry)
      from istsi.audit_entries e where e.arrived = s.arrived`,
    'delete from istsi.audit_checkpoints',
  ]);
  await sign(1, 9);
  const after = anchorer();
  await after.step();
  expect(after.state()?.altered).toMatch(/rewritten/);
  expect(await findings()).toContain('rewritten');
  expect(await written()).toMatchObject({ size: 5 });
});

test('a database that fails is told as that, and not as a log that was rewritten', async () => {
  await fund();
  await sign(5);
  await anchorer().step();
  await sql`alter table istsi.audit_sequence rename column leaf to unreadable`.execute(database.db);
  const after = anchorer();
  await after.step();
  expect(after.state()).toMatchObject({ altered: undefined, problem: expect.stringMatching(/leaf/) });
});

test('a log that was given up on purpose makes room when it is named', async () => {
  await fund();
  await sign(5);
  await anchorer().step();
  const former = [signer.name];
  await replaceDatabase({ isSameLog: false });
  await sign(1);
  const after = anchorer({ former });
  await after.step();
  expect(after.state()).toMatchObject({ size: 1, altered: undefined });
  expect(await findings()).toEqual([]);
});

test('of two instances each knows what is written, and nothing is written twice', async () => {
  await fund();
  await sign(4);
  const both = [anchorer(), anchorer()];
  await Promise.all(both.map(async (each) => await each.step()));
  await Promise.all(both.map(async (each) => await each.step()));
  const [first, second] = both.map((each) => each.state());
  expect(first).toMatchObject({ size: 4, problem: undefined, waitingSince: undefined });
  expect(second).toEqual(first);
});
