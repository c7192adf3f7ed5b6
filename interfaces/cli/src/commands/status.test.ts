import { describe, expect, test } from 'vitest';
import { palette } from '../terminal/palette.ts';
import { pauseLine, reserveLines, verdict } from './status.ts';

const well = { ok: true, error: null };
const status: Parameters<typeof verdict>[1] = {
  ...{ ok: false, paused: false, database: well, signers: [], guardian: null, parts: [] },
  stellar: { ...well, views: 1, ledger: 9 },
  bitcoin: { ...well, views: 1, network: 'regtest', height: 9, scanned_height: 5 },
  books: { ok: false, error: 'blocks up to 5 were searched', standing: 'unsearched', missing_sats: '0', missing: [] },
  ...{ deposits: {}, withdrawals: {}, contracts: {} },
};
const broken = { ok: false, error: 'it does not answer' };

describe('the first line', () => {
  test.each<[string, Partial<typeof status>, RegExp]>([
    ['says that nothing is known yet while blocks were not searched', {}, /! not known yet .*: blocks up to 5/],
    ['says what is wrong, whatever was not searched yet', { database: broken }, /✗ not well: it does not answer/],
    [
      'says who does not answer, where nobody knows of a pause',
      { paused: null, stellar: { ...status.stellar, ...broken } },
      /✗ not well: it does not answer/,
    ],
    ['says a pause, whatever was not searched yet', { paused: true }, /✗ not well: the system is paused/],
    [
      'says first what is wrong with the money',
      { database: broken, books: { ...status.books, standing: 'untrue', error: '5 sats are missing' } },
      /✗ not well: 5 sats are missing/,
    ],
    ['says that all is well only where the system does', { ok: true }, /✓ all is well/],
  ])('%s', (_, change, line) => {
    expect(verdict(palette(false), { ...status, ...change })).toMatch(line);
  });
});

describe('what nobody can say now', () => {
  test.each<[string, boolean | null, RegExp]>([
    ['is no pause', null, /^ {2}! paused +not known/],
    ['is told from one', true, /refuses to work/],
    ['is told from none', false, /^$/],
  ])('%s', (_, paused, line) => {
    expect(pauseLine(palette(false), { ...status, paused }).join()).toMatch(line);
  });

  test('is no reserve of nothing', () => {
    expect(reserveLines(palette(false), undefined)).toEqual([expect.stringMatching(/reserves +not known/)]);
  });
});
