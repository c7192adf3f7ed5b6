import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestCustody, type TestCustody } from '../../test/custody.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { refusalOfSources } from '../operations/deposits/source-screening.ts';
import { refusalOfPayee } from '../operations/payments/payee-screening.ts';
import type { Withdrawal } from '../operations/withdrawals/withdrawal.ts';
import { listCases, releaseCase } from './case-store.ts';
import type { Screener, Verdict } from './screener.ts';
import { CANNOT_SCREEN, createScreening, NO_ADDRESS, SCREENED } from './screening.ts';
import { openScreeners } from './screening-services.ts';

let databases: TestDatabases;
let custody: TestCustody;
let database: Database;
beforeAll(async () => {
  custody = await createTestCustody();
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  custody.remove();
  await database.close();
  await databases.stop();
});
beforeEach(async () => {
  await database.db.deleteFrom('istsi.screening_cases').execute();
});

/** Somebody who is asked, and what they were asked. */
function screenerOf(name: string, verdict: (address: string) => Verdict): Screener & { asked: string[] } {
  const asked: string[] = [];
  const screen = async (address: string): Promise<Verdict> => {
    asked.push(address);
    return await Promise.resolve(verdict(address));
  };
  return { name, asked, screen };
}

const silence = (): never => {
  throw new Error('no answer');
};
const screeningOf = (...screeners: Screener[]) => hurried(undefined, ...screeners);
/** Who does not answer at once is not waited for. */
const hurried = (answerMs: number | undefined, ...screeners: Screener[]) =>
  createScreening({ db: database.db, screeners, log: silentLog, now: () => new Date(), answerMs });
const deposit = { kind: 'deposit' as const, operation: `${'ab'.repeat(32)}:0`, unnamed: [] };
const addresses = ['1A', '1B', '1C'];

describe('a provider that cannot say', () => {
  test('is asked about a few of many addresses only, while another is asked about all', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `1A${i}`);
    const down = screenerOf('down', silence);
    const up = screenerOf('up', (address) => ({ listed: address === '1A499' }));
    const { refusalOf } = screeningOf(down, up);
    expect(await refusalOf({ ...deposit, addresses: many })).toMatchObject({ code: SCREENED });
    expect(down.asked.length).toBeLessThan(10);
    expect(up.asked).toEqual(many);
  });

  test('because it never answers, is not waited for, and hides no hit of another', async () => {
    const mute: Screener = { name: 'mute', screen: () => new Promise(() => undefined) };
    const up = screenerOf('up', (address) => ({ listed: address === '1C' }));
    expect(await hurried(100, mute).refusalOf({ ...deposit, addresses })).toMatchObject({
      code: CANNOT_SCREEN,
      message: expect.stringContaining('mute'),
    });
    expect(await hurried(100, mute, up).refusalOf({ ...deposit, addresses })).toMatchObject({ code: SCREENED });
  });

  test('for want of time goes on at the next look where it was', async () => {
    let left = 0;
    const slow = screenerOf('slow', () => ({ listed: false }));
    const screen: Screener['screen'] = (address, chain) =>
      left-- > 0 ? slow.screen(address, chain) : new Promise(() => undefined);
    const { refusalOf } = hurried(100, { name: 'slow', screen });
    left = 2;
    expect(await refusalOf({ ...deposit, addresses })).toMatchObject({ code: CANNOT_SCREEN });
    left = 1;
    expect(await refusalOf({ ...deposit, addresses })).toBeUndefined();
    expect(slow.asked).toEqual(addresses);
  });

  test('clears nobody by what it said before, and is asked again at the next look', async () => {
    let isUp = true;
    const one = screenerOf('one', () => (isUp ? { listed: false } : silence()));
    const { refusalOf } = screeningOf(one);
    expect(await refusalOf({ ...deposit, addresses: ['1A'] })).toBeUndefined();
    isUp = false;
    expect(await refusalOf({ ...deposit, addresses })).toMatchObject({ code: CANNOT_SCREEN });
    isUp = true;
    expect(await refusalOf({ ...deposit, addresses })).toBeUndefined();
    expect(one.asked).toEqual(['1A', '1B', '1C', '1B', '1C']);
  });
});

test('what is on a list a thousand times is for an officer to decide a hundred at a time', async () => {
  const many = Array.from({ length: 1_000 }, (_, i) => `1A${i}`);
  const { refusalOf } = screeningOf(screenerOf('example', () => ({ listed: true })));
  expect(await refusalOf({ ...deposit, addresses: many })).toMatchObject({ code: SCREENED });
  expect(await listCases(database.db, { open: true, limit: 1_000 })).toHaveLength(100);
});

test('nobody who is asked has the name of what nobody is asked about', () => {
  const providers = [{ name: NO_ADDRESS, url: 'https://example.com', token: 'secret' }];
  expect(() => openScreeners({ providers }, () => new Date())).toThrow(/may be called no-address/);
});

test('who has listed an address is not asked about it again for the same operation, and for another is', async () => {
  const listed = screenerOf('example', () => ({ listed: true }));
  const { refusalOf } = screeningOf(listed);
  for (let i = 0; i < 3; i++)
    expect(await refusalOf({ ...deposit, addresses: ['1A'] })).toMatchObject({ code: SCREENED });
  expect(listed.asked).toEqual(['1A']);
  await refusalOf({ ...deposit, operation: `${'ab'.repeat(32)}:1`, addresses: ['1A'] });
  expect(listed.asked).toEqual(['1A', '1A']);
});

describe('what is on a list holds its operation until an officer has decided', () => {
  const open = async (kind: 'deposit' | 'withdrawal', operation: string): Promise<void> => {
    const listed = screenerOf('example', () => ({ listed: true }));
    const held = await screeningOf(listed).refusalOf({ kind, operation, addresses: ['1A'], unnamed: [] });
    expect(held).toMatchObject({ code: SCREENED });
  };
  const decide = async (): Promise<void> => {
    const [found] = await listCases(database.db, { open: true, limit: 10 });
    await releaseCase(database.db, found!.id, { by: 'ada', reason: 'cleared', at: new Date() });
  };

  test.each<[string, () => Screener[]]>([
    ['has left the list', () => [screenerOf('example', () => ({ listed: false }))]],
    ['is asked about from nobody any more', () => []],
  ])('a withdrawal to an address that %s', async (_, screeners) => {
    const { id, script } = { id: 'cd'.repeat(32), script: `0014${'ef'.repeat(20)}` };
    await open('withdrawal', id);
    const world = { screening: screeningOf(...screeners()), epochs: [custody.descriptor] };
    const withdrawal = { id, script } as Withdrawal;
    expect(await refusalOfPayee(world, withdrawal)).toMatchObject({ code: SCREENED });
    await decide();
    expect(await refusalOfPayee(world, withdrawal)).toBeUndefined();
  });

  test('a deposit also while nobody is asked any more, and no node either', async () => {
    const { operation: outpoint } = deposit;
    const of = { outpoint, txid: outpoint.slice(0, 64), blockHash: undefined };
    const sources = { of: () => Promise.reject(new Error('a node was asked')) };
    const world = { screening: screeningOf(), sources };
    expect(await refusalOfSources(world, of)).toBeUndefined();
    await open('deposit', outpoint);
    expect(await refusalOfSources(world, of)).toMatchObject({ code: SCREENED });
    await decide();
    expect(await refusalOfSources(world, of)).toBeUndefined();
  });
});

describe('what has no address, so that no list can have it', () => {
  const nobodyListed = (): Screener => screenerOf('example', () => ({ listed: false }));
  const script = `21${'02'.repeat(33)}ac`;
  const casesNow = async () => await listCases(database.db, { open: true, limit: 10 });
  const decide = async (): Promise<void> => {
    const [found, ...more] = await casesNow();
    expect(more).toEqual([]);
    await releaseCase(database.db, found!.id, { by: 'ada', reason: 'looked at', at: new Date() });
  };

  test('is cleared by nobody: a deposit that comes from there is for an officer to decide', async () => {
    const { refusalOf } = screeningOf(nobodyListed());
    const asked = { ...deposit, addresses, unnamed: [script, '51', script] };
    expect(await refusalOf(asked)).toMatchObject({ code: SCREENED });
    expect(await refusalOf(asked)).toMatchObject({ code: SCREENED });
    expect(await casesNow()).toMatchObject([{ address: `script ${script} and 1 more`, provider: NO_ADDRESS }]);
    await decide();
    expect(await refusalOf(asked)).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['a bare public key', script, `script ${script}`],
    ['nothing', '', 'script (empty)'],
    ['a script of ten thousand bytes', '51'.repeat(10_000), `script ${'51'.repeat(70)}…`],
  ])('a withdrawal to %s', async (_, to, shown) => {
    const withdrawal = { id: 'cd'.repeat(32), script: to } as Withdrawal;
    const epochs = [custody.descriptor];
    expect(await refusalOfPayee({ screening: screeningOf(), epochs }, withdrawal)).toBeUndefined();
    const world = { screening: screeningOf(nobodyListed()), epochs };
    expect(await refusalOfPayee(world, withdrawal)).toMatchObject({ code: SCREENED });
    expect(await casesNow()).toMatchObject([{ address: shown, provider: NO_ADDRESS, kind: 'withdrawal' }]);
    await decide();
    expect(await refusalOfPayee(world, withdrawal)).toBeUndefined();
  });
});
