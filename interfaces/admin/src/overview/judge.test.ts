import { describe, expect, test } from 'vitest';
import { judge } from './judge.ts';

type Status = Parameters<typeof judge>[0];
type Reserves = NonNullable<Parameters<typeof judge>[1]>;

const well = { ok: true, error: null };
const status = {
  ...{ ok: true, paused: false, database: well, signers: [] },
  ...{
    stellar: { ...well, views: 1, ledger: 9 },
    bitcoin: { ...well, views: 1, network: 'regtest', height: 9, scanned_height: 9 },
  },
  ...{
    books: { ...well, standing: 'true', missing_sats: '0', missing: [] },
    deposits: {},
    withdrawals: {},
    contracts: {},
  },
} as unknown as Status;
const reserves = {
  supply_sats: '500',
  short_sats: '0',
  missing_sats: '0',
  reserves_sats: '500',
} as unknown as Reserves;
const [unanswered, unsearched] = [{ standing: 'unanswered' }, { standing: 'unsearched' }] as const;
const broken = { ok: false, error: 'it does not answer <b>' };

describe('the sentence never says that all is backed while anybody contradicts', () => {
  test.each<[string, Partial<Status>, Partial<Reserves>, string, RegExp]>([
    ['all is well', {}, {}, 'good', /Every iSTSi is backed\.$/],
    ['nothing is issued', {}, { supply_sats: '0' }, 'good', /Nothing is issued/],
    ['more is issued than there is', {}, { short_sats: '150' }, 'bad', /0\.00000150 BTC are issued/],
    ['coins are missing', {}, { missing_sats: '150' }, 'bad', /0\.00000150 BTC of the books are missing/],
    [
      'the books cannot be compared',
      { books: { ...status.books, ...broken, ...unanswered } },
      {},
      'bad',
      /cannot be said/,
    ],
    [
      'blocks were not searched yet',
      { books: { ...status.books, ...broken, ...unsearched } },
      {},
      'wait',
      /not known yet/,
    ],
    [
      'the same, while it is paused',
      { paused: true, books: { ...status.books, ...broken, ...unsearched } },
      {},
      'bad',
      /paused/,
    ],
    [
      'the same, and coins are missing',
      { books: { ...status.books, ...broken, ...unsearched } },
      { missing_sats: '1' },
      'bad',
      /missing/,
    ],
    ['the system is paused', { paused: true }, {}, 'bad', /paused/],
    ['a part does not answer', { database: broken }, {}, 'wait', /needs you/],
  ])('%s', (_, of, held, tone, sentence) => {
    expect(judge({ ...status, ...of }, { ...reserves, ...held })).toMatchObject({
      ...{ tone, sentence: expect.stringMatching(sentence) },
    });
  });

  test('nor while what is held and issued cannot be asked', () => {
    const said = { tone: 'bad', sentence: expect.stringMatching(/cannot be said/) };
    expect(judge(status, undefined)).toMatchObject(said);
  });

  test('and what is wrong is told in the words of the part that says so', () => {
    expect(judge({ ...status, database: broken }, reserves).why).toEqual(['Database: it does not answer <b>']);
  });
});
