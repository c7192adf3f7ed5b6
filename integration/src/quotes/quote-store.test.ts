import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { findQuote, type NewQuote, reserveQuote } from './quote-store.ts';
import type { FirmQuote } from './quote-tables.ts';

const DOLLAR = { id: 'iso4217:USD', decimals: 2, reserve: 1_000n };
/** All that one account may have promised: a fifth. */
const SHARE = 200n;
const NOW = new Date('2026-03-01T12:00:00Z');
const END = new Date('2026-03-01T12:05:00Z');

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

async function promise(holder: string, now: Date, change: Partial<NewQuote> = {}): Promise<string> {
  const id = randomUUID();
  const quote = { id, expires_at: END.toISOString() } as FirmQuote;
  await reserveQuote(database.db, {
    ...{ subject: holder, holder, context: 'sep6', buying: DOLLAR, buyUnits: SHARE, quote, expiresAt: END, now },
    ...change,
  });
  return id;
}

test('a quote promises nothing after its end: what it kept is others’, and it says when that was', async () => {
  const id = await promise('alice', NOW);
  // To the last moment it is kept for its owner, and beside it there is nothing more for them.
  const last = new Date(END.getTime() - 1);
  await expect(promise('alice', last)).rejects.toMatchObject({ code: 'quotes/reserve-short' });
  // At its end it is honoured no more: the same is free to be promised anew, at a price of then.
  const later = new Date(END.getTime() + 300_000);
  await promise('alice', END, { expiresAt: later });
  await expect(promise('alice', END, { expiresAt: later })).rejects.toMatchObject({ code: 'quotes/reserve-short' });
  expect(await findQuote(database.db, 'alice', id)).toMatchObject({ id, expires_at: END.toISOString() });
});

test('what is promised of a reserve at the same time is no more than it holds', async () => {
  const small = { id: 'iso4217:EUR', decimals: 2, reserve: 1_000n };
  const holders = Array.from({ length: 12 }, (_, n) => `holder ${n}`);
  const ends = await Promise.allSettled(holders.map((one) => promise(one, NOW, { buying: small })));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
});
