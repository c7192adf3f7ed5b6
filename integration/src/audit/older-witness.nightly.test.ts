import { keyOf, parseTilePath, verifyLog } from '@istsi/audit-log';
import { silentLog } from '@istsi/bitcoin-custody';
import { createSubmitter, fundAccount, type Network, openNetwork } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { copyOf, type RunningWitness, startWitnessServer } from '../../test/witness-server.ts';
import { dumpDatabase } from '../backup/dump-database.ts';
import { loadDatabase } from '../backup/load-database.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { createAnchorer } from './anchoring.ts';
import { type AuditServices, auditServices } from './audit-services.ts';
import { originOf, publishCheckpoint } from './checkpoints.ts';
import { sequenceEntries } from './log-store.ts';
import { createWitnessAsker, type WitnessAsker } from './witnessing.ts';
import { writeActs } from './write-act.ts';

const ROUTER = 'CROUTER';
const logKey = Keypair.random();
const witnessKey = Keypair.random();

let databases: TestDatabases;
let sandbox: Sandbox;
let network: Network;
let database: Database;
let url: string;
let signer: { name: string; seed: Uint8Array };
let witness: RunningWitness;
let anchorKey: Keypair;

beforeAll(async () => {
  [databases, sandbox] = await Promise.all([startTestDatabases(), startSandbox({ port: 0 })]);
  network = openNetwork(sandbox);
});
beforeEach(async () => {
  await database?.close();
  await witness?.stop();
  await openOn(await databases.create());
  witness = await startWitness();
  anchorKey = Keypair.random();
  await fundAccount(network, sandbox.friendbotUrl, anchorKey.publicKey());
});
afterAll(async () => {
  await database?.close();
  await witness?.stop();
  await Promise.all([databases?.stop(), sandbox?.stop()]);
});

async function openOn(of: string): Promise<void> {
  url = of;
  database = await openDatabase(of, silentLog);
  signer = { name: await originOf(database.db, ROUTER), seed: new Uint8Array(logKey.rawSecretKey()) };
}
const startWitness = async (memoryFile?: string): Promise<RunningWitness> =>
  await startWitnessServer({ key: witnessKey, memoryFile, log: logKey.publicKey(), router: ROUTER });
const asker = (): WitnessAsker =>
  createWitnessAsker({ database, signer, log: silentLog }, { witnesses: [witness], quorum: 1, answerMs: 60_000 });
const anchorer = (of: WitnessAsker) =>
  createAnchorer(
    { database, network, signer, quorum: of.quorum, log: silentLog },
    {
      ...{ account: anchorKey.publicKey(), everyMs: 0 },
      submitter: createSubmitter({ network, channels: [anchorKey] }),
    },
  );

async function sign(count: number, what: string): Promise<void> {
  const acts = Array.from({ length: count }, (_, i) => ({ action: 'test.act', correlationId: `${what} ${i}` }));
  await writeActs(database.db, acts);
  await sequenceEntries(database.db);
  expect(await publishCheckpoint(database.db, signer, { everyMs: 0 })).toEqual({ state: 'published' });
}

/** Signed, cosigned, and written on Stellar. */
async function settle(): Promise<{ asked: WitnessAsker; anchored: ReturnType<typeof anchorer> }> {
  const asked = asker();
  await asked.step();
  const anchored = anchorer(asked);
  await anchored.step();
  return { asked, anchored };
}

/** A copy of the database as it is, which `istsi restore` would put back. */
async function backUp(): Promise<string> {
  const copy = await databases.create();
  const client = new pg.Client({ connectionString: copy });
  await client.connect();
  // Test databases have their tables from the beginning.
  await client.query('drop schema if exists istsi cascade');
  await client.query('drop schema if exists graphile_worker cascade').finally(() => client.end());
  const dump = await dumpDatabase(url);
  await loadDatabase(copy, dump.lines());
  await dump.close();
  return copy;
}

function logOf(asked: WitnessAsker): AuditServices {
  return auditServices({
    ...{ db: database.db, signer, problem: () => undefined, anchoring: () => undefined, witnesses: asked },
  });
}

async function findings(asked: WitnessAsker, remembered: string | undefined): Promise<string[]> {
  const log = logOf(asked);
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const tile = parseTilePath(path);
    const note = await log.checkpoint();
    return tile ? await log.tile(tile) : note === undefined ? undefined : new TextEncoder().encode(note);
  };
  return (await verifyLog({ read, key: keyOf(signer), remembered, quorum: asked.quorum })).findings.map(
    ({ code }) => code,
  );
}

test('a database restored together with a witness of the same moment goes on, and what was signed since is named', async () => {
  await sign(5, 'before');
  await settle();
  const [copy, memory] = [await backUp(), copyOf(witness)];
  await sign(4, 'lost');
  const { asked: then } = await settle();
  const remembered = await logOf(then).checkpoint();
  expect(await findings(then, undefined)).toEqual([]);

  await database.close();
  await witness.stop();
  await openOn(copy);
  witness = await startWitness(memory);
  await sign(2, 'after');
  const { asked, anchored } = await settle();
  // The witness has forgotten too, and sees nothing but growth: whoever knows more says what it is.
  expect(asked.state()).toMatchObject({ published: 7, forked: undefined });
  expect(anchored.state()?.altered).toMatch(
    /9 entries are written on Stellar, and 7 are signed: the log was truncated/,
  );
  expect(await findings(asked, remembered)).toEqual(['truncated']);

  await sign(6, 'more');
  await asked.step();
  await anchored.step();
  expect(anchored.state()?.altered).toMatch(/not those that are written on Stellar: the log was rewritten/);
  expect(await findings(asked, remembered)).toEqual(['rewritten']);
});

test('a database that is older than its witness is told by it, and nothing of it is published', async () => {
  await sign(5, 'before');
  await settle();
  const copy = await backUp();
  await sign(4, 'lost');
  await settle();
  await database.close();
  await openOn(copy);
  await sign(2, 'after');
  const { asked } = await settle();
  expect(asked.state()).toMatchObject({
    forked: expect.stringMatching(/9 entries .* the log has 7: it was truncated/),
  });
  expect((await logOf(asked).checkpoint())?.split('\n')[1]).toBe('5');
});

test('a witness that is older than its database sees it grow: the order in which a backup is taken', async () => {
  await sign(5, 'before');
  await settle();
  const memory = copyOf(witness);
  await sign(4, 'since');
  await settle();
  const copy = await backUp();
  await database.close();
  await witness.stop();
  await openOn(copy);
  witness = await startWitness(memory);
  await sign(2, 'after');
  const { asked, anchored } = await settle();
  expect(asked.state()).toMatchObject({ published: 11, forked: undefined });
  expect(anchored.state()).toMatchObject({ altered: undefined, size: 11 });
  expect(await findings(asked, undefined)).toEqual([]);
});
