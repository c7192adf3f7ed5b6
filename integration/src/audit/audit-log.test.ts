import { commitmentTo, decodeEntry, keyOf, splitProofs, tilePath, verifyLog, verifyProof } from '@istsi/audit-log';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { type Tampering, tamper, tamperings } from '../../test/tampered-log.ts';
import type { Database } from '../database/open-database.ts';
import { actAs } from './actor.ts';
import { type AuditServices, auditServices } from './audit-services.ts';
import { originOf, publishCheckpoint } from './checkpoints.ts';
import { sequenceEntries } from './log-store.ts';
import { type Act, inAct, writeAct, writeActs } from './write-act.ts';

const ROUTER = 'CROUTER';
const ALICE = `G${'A'.repeat(55)}`;
const BOB = `G${'B'.repeat(55)}`;
const seed = new Uint8Array(32).fill(5);

let databases: TestDatabases;
let database: Database;
let signer: { name: string; seed: Uint8Array };
let audit: AuditServices;

beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  await database?.close();
  database = await openTestDatabase(databases);
  signer = { name: await originOf(database.db, ROUTER), seed };
  audit = auditServices({ db: database.db, signer, problem: () => undefined, anchoring: () => undefined });
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

const act = (n: number): Act => ({ action: 'test.act', correlationId: String(n), changes: { n } });
const write = async (count: number, from = 0): Promise<void> =>
  await writeActs(
    database.db,
    Array.from({ length: count }, (_, i) => act(from + i)),
  );
const sign = async () => {
  await sequenceEntries(database.db);
  return await publishCheckpoint(database.db, signer, { everyMs: 0 });
};
const read = async (path: string): Promise<Uint8Array | undefined> => {
  if (path === 'checkpoint') {
    const note = await audit.checkpoint();
    return note === undefined ? undefined : new TextEncoder().encode(note);
  }
  const found = /^tile\/(entries|\d+)\/(\d+)(?:\.p\/(\d+))?$/.exec(path);
  const level = found?.[1] === 'entries' ? ('entries' as const) : Number(found?.[1]);
  const tile = { level, index: Number(found?.[2]), width: Number(found?.[3] ?? 256) };
  expect(tilePath(tile)).toBe(path);
  return await audit.tile(tile);
};
const findings = async (remembered?: string) =>
  (await verifyLog({ read, key: keyOf(signer), ...(remembered !== undefined && { remembered }) })).findings;
const numbers = async (): Promise<unknown[]> =>
  (await audit.range({ from: 0, through: 10_000 })).map(({ entry }) => entry.changes?.n);

const change = async (statement: string): Promise<void> => void (await sql.raw(statement).execute(database.db));

describe('an entry', () => {
  test('is written with the act, or not at all', async () => {
    const failing = inAct(
      database.db,
      () => act(1),
      async (trx) => {
        await writeAct(trx, act(2));
        throw new Error('no');
      },
    );
    await expect(failing).rejects.toThrow('no');
    await sign();
    expect(await numbers()).toEqual([]);
  });

  test('names who was at work, why, and by which request', async () => {
    const context = { actor: 'api:operator', reason: 'a drill', requestId: 'r-1' };
    await actAs(context, async () => await writeAct(database.db, { action: 'test.act' }));
    await writeAct(database.db, { action: 'test.act' });
    await sign();
    const entries = (await audit.range({ from: 0, through: 1 })).map(({ entry }) => entry);
    expect(entries).toMatchObject([
      { actor: 'api:operator', reason: 'a drill', request_id: 'r-1', correlation_id: 'r-1' },
      { actor: 'system', reason: null, request_id: null, correlation_id: null },
    ]);
  });

  test('has its place by when it was committed, not by when it was written', async () => {
    let commit = (): void => undefined;
    const late = database.db.transaction().execute(async (trx) => {
      await writeAct(trx, act(1));
      await new Promise<void>((resolve) => {
        commit = resolve;
      });
    });
    await expect
      .poll(
        async () =>
          (await sql`select 1 from pg_stat_activity where state = 'idle in transaction'`.execute(database.db)).rows
            .length,
      )
      .toBeGreaterThan(0);
    await write(1, 2);
    await sign();
    const remembered = await audit.checkpoint();
    commit();
    await late;
    await write(1, 3);
    await sign();
    expect(await numbers()).toEqual([2, 1, 3]);
    expect(await findings(remembered)).toEqual([]);
  });

  test('of an event is written once', async () => {
    for (let i = 0; i < 3; i++) await writeAct(database.db, { ...act(1), source: 'event-1' });
    await sign();
    expect(await numbers()).toEqual([1]);
  });

  test('may be about a contract of the system, which is no person', async () => {
    const inventory = `C${'A'.repeat(55)}`;
    await writeActs(database.db, [{ action: 'test.act', user: inventory }], new Set([inventory]));
    await sign();
    expect(await audit.range({ from: 0, through: 0 })).toMatchObject([{ entry: { user: inventory } }]);
    expect(await findings()).toEqual([]);
  });

  test('that is too long names what it is of by its hash', async () => {
    await writeAct(database.db, {
      action: 'test.act',
      changes: { text: 'x'.repeat(100_000) },
      reason: 'y'.repeat(9_000),
    });
    await sign();
    const [view] = await audit.range({ from: 0, through: 0 });
    expect(view?.entry.changes).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 100_011 });
    expect(view?.entry.reason).toHaveLength(2_000);
  });
});

describe('the log', () => {
  test('is sound over several tiles, checkpoint after checkpoint', async () => {
    for (const count of [1, 254, 1, 1, 256]) {
      const remembered = await audit.checkpoint();
      await write(count);
      expect(await sign()).toEqual({ state: 'published' });
      expect(await findings(remembered)).toEqual([]);
    }
    expect(await sign()).toEqual({ state: 'unchanged' });
    expect(await publishCheckpoint(database.db, signer, { everyMs: 60_000 })).toEqual({ state: 'too-soon' });
    expect(await audit.status()).toMatchObject({ size: 513, signed: 513 });
  });

  test('refuses every change of what it holds', async () => {
    await write(2);
    await sign();
    for (const statement of [
      `update istsi.audit_entries set actor = 'nobody'`,
      'delete from istsi.audit_entries',
      'truncate istsi.audit_entries cascade',
      'update istsi.audit_sequence set index = index + 1',
      'delete from istsi.audit_sequence',
      'delete from istsi.audit_nodes',
      `update istsi.audit_checkpoints set note = ''`,
      `update istsi.audit_log set log_id = ''`,
    ])
      await expect(sql.raw(statement).execute(database.db)).rejects.toThrow('append-only');
    expect(await findings()).toEqual([]);
  });

  test.each<[Tampering, object, 'published' | 'refused']>([
    ['an edited entry', { code: 'edited', index: 3 }, 'published'],
    ['an edited entry with a new hash', { code: 'root-differs' }, 'refused'],
    ['a deleted entry', { code: 'deleted', index: 3 }, 'published'],
    ['reordered entries', { code: 'reordered', index: 3 }, 'published'],
    ['an inserted entry', { code: 'root-differs' }, 'refused'],
    ['a truncated log', { code: 'bad-file' }, 'refused'],
  ])('with %s is found, and is not signed any more where its hashes say so', async (how, expected, signed) => {
    await write(10);
    await sign();
    await tamper(database.db, tamperings[how]);
    expect(await findings()).toContainEqual(expect.objectContaining(expected));
    await write(1, 20);
    expect((await sign()).state).toBe(signed);
  });

  test('whose database fails is not one that was rewritten', async () => {
    await write(3);
    await sign();
    await write(1, 3);
    await change('alter table istsi.audit_sequence rename column leaf to unreadable');
    await expect(publishCheckpoint(database.db, signer, { everyMs: 0 })).rejects.toThrow(/leaf/);
    await change('alter table istsi.audit_sequence rename column unreadable to leaf');
    expect((await sign()).state).toBe('published');
  });

  test('that was begun anew is another one', async () => {
    const [key, remembered] = [keyOf(signer), await write(3).then(sign).then(audit.checkpoint)];
    await database.close();
    database = await openTestDatabase(databases);
    signer = { name: await originOf(database.db, ROUTER), seed };
    audit = auditServices({ db: database.db, signer, problem: () => undefined, anchoring: () => undefined });
    await write(3);
    await sign();
    const { findings: found } = await verifyLog({ read, key, remembered });
    expect(found).toEqual([expect.objectContaining({ code: 'other-log' })]);
  });
});

describe('persons', () => {
  test('are in the log as commitments alone, and can be forgotten without a word of it changing', async () => {
    const paid = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
    await writeAct(database.db, {
      ...{ action: 'test.act', user: ALICE, correlationId: 'a', error: { condition: `${BOB} refuses ${ALICE}` } },
      changes: { to: paid, nested: [{ from: BOB }] },
    });
    await sign();
    const [view] = (await audit.entries({ limit: 1, person: ALICE })).items;
    expect(JSON.stringify(view)).not.toMatch(/AAAA|BBBB|bcrt1/);
    const page = await audit.entries({ limit: 1 });
    const named = [...page.persons].map(([commitment, { value, salt }]) => {
      expect(commitmentTo(value, Buffer.from(salt, 'hex'))).toBe(commitment);
      return value;
    });
    expect(named.sort()).toEqual([ALICE, BOB, paid].sort());

    expect(await audit.forget(ALICE)).toBe(true);
    expect(await audit.forget(ALICE)).toBe(false);
    await sign();
    expect(await findings()).toEqual([]);
    expect([...(await audit.entries({ limit: 9 })).persons.values()].map(({ value }) => value)).not.toContain(ALICE);
    expect((await audit.entries({ limit: 9, action: 'audit.forget' })).items).toHaveLength(2);
  });
});

test.each(['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4'])(
  'the address %s is a commitment, in whichever way it is written',
  async (address) => {
    await writeAct(database.db, { action: 'test.act', changes: { paid: `to ${address}` } });
    await sequenceEntries(database.db);
    const [view] = await audit.range({ from: 0, through: 0 });
    expect(view?.entry.changes?.paid).toMatch(/^to person:[0-9a-f]{64}$/);
  },
);

describe('a proof', () => {
  test('of an operation shows each of its entries to whoever has the key', async () => {
    await write(300);
    await writeAct(database.db, act(7));
    expect(await audit.proof('7')).toBeUndefined();
    await sign();
    const proofs = splitProofs((await audit.proof('7')) ?? '');
    const shown = proofs.map((text) => verifyProof(text, keyOf(signer)));
    expect(shown.map((check) => check.ok && [check.index, decodeEntry(check.entry)?.changes])).toEqual([
      [7, { n: 7 }],
      [300, { n: 7 }],
    ]);
    expect(await audit.proof('unknown')).toBeUndefined();
  });
});
