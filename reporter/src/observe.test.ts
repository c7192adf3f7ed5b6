import { describe, expect, test } from 'vitest';
import { askSources, defaultSourceRules, localSourceRules, medianOf, observe, type Reading } from './observe.ts';
import { LOCAL_KIND } from './sources/file-source.ts';

const NOW = Date.UTC(2027, 0, 15, 8);
const DIGITS = 6;
const UNIT = 10n ** 6n;

const reading = (price: string | null, change: Partial<Reading> = {}): Reading => ({
  ...{ name: 'one', kind: 'exchange', price, atMs: NOW, problem: price === null ? 'it does not answer' : null },
  ...change,
});
/** The last is of another kind. */
const sources = (...prices: (string | null)[]): Reading[] =>
  prices.map((price, index) => reading(price, index === prices.length - 1 ? { kind: 'aggregator' } : {}));
const look = (readings: Reading[], rules = defaultSourceRules) =>
  observe(readings, rules, { nowMs: NOW, digits: DIGITS });

describe('the price is the median of what is fresh and agrees', () => {
  test.each<[string, Reading[], bigint]>([
    ['three', sources('60000', '60010.5', '60001'), 60_001n * UNIT],
    ['of four, the mean of the two in the middle', sources('60000', '60004', '60001', '60002'), 60_001_500_000n],
    ['without one that does not answer', sources(null, '60000', '60010.5', '60001'), 60_001n * UNIT],
    ['without one a hundred times too high', sources('6000000', '60000', '60010', '60001'), 60_001n * UNIT],
    ['without one at a hundredth', sources('600', '60000', '60010', '60001'), 60_001n * UNIT],
    ['without one that is no number', sources('60,000', '60000', '60010', '60001'), 60_001n * UNIT],
    [
      'without an old one',
      [reading('50000', { atMs: NOW - 121_000 }), ...sources('60000', '60010', '60001')],
      60_001n * UNIT,
    ],
    [
      'without one of the future',
      [reading('60000', { atMs: NOW + 31_000 }), ...sources('60000', '60010', '60001')],
      60_001n * UNIT,
    ],
  ])('%s', (_, readings, price) => expect(look(readings)).toMatchObject({ ok: true, price }));
});

describe('there is none', () => {
  test.each<[string, Reading[], string]>([
    ['of nobody', [], 'no source has a price now'],
    ['when nobody answers', sources(null, null, null), 'no source has a price now'],
    ['of two', sources('60000', '60001'), '2 sources agree on a fresh price, and 3 must'],
    ['of three of one kind', [reading('60000'), reading('60001'), reading('60002')], 'of 1 kind, and 2 must be'],
    [
      'when a thin market of three is a hundred times too high',
      sources('6000000', '60000', '60001'),
      '2 sources agree',
    ],
    ['when two of four are a hundred times too high', sources('6000000', '6000001', '60000', '60001'), 'disagree'],
    ['when all are far apart', sources('50000', '60000', '70000'), 'disagree: 1 of 3'],
    ['when all are old', sources('1', '1', '1').map((each) => ({ ...each, atMs: NOW - 200_000 })), 'no source'],
    ['when all are zero', sources('0', '0.0', '0'), 'no source has a price now'],
  ])('%s', (_, readings, why) =>
    expect(look(readings)).toMatchObject({ ok: false, why: expect.stringContaining(why) }),
  );
});

test('what does not count is said of each', () => {
  const seen = look([...sources('6000000', '60000', 'sixty'), reading('1', { atMs: NOW - 999_000 })]);
  expect(seen.readings.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('100 basis points from the median'),
    expect.stringContaining('100 basis points from the median'),
    'what it calls a price is none',
    'its price is older than 120 seconds',
  ]);
});

test('a file of this machine is enough for itself, and has no clock', () => {
  const file = reading('60000.00', { kind: LOCAL_KIND, atMs: 0 });
  expect(look([file], localSourceRules)).toMatchObject({ ok: true, price: 60_000n * UNIT });
  expect(look([file])).toMatchObject({ ok: false });
});

test('whatever one source of three says, it moves the price no further than the others are apart', () => {
  const [low, high] = [60_000n * UNIT, 60_300n * UNIT];
  for (let said = 1n; said < 10n ** 14n; said *= 7n)
    expect(medianOf([low, high, said])).toSatisfy((price) => (price as bigint) >= low && (price as bigint) <= high);
});

test('a source that hangs, and one that throws, hold up nobody', async () => {
  const source = (name: string, read: () => Promise<{ price: string; atMs: undefined }>) => ({
    name,
    kind: 'exchange',
    read,
  });
  const readings = await askSources(
    [
      source('good', async () => ({ price: '60000', atMs: undefined })),
      source('hangs', () => new Promise(() => {})),
      source('throws', async () => {
        throw new Error('it answers 503');
      }),
    ],
    { now: () => NOW, timeoutMs: 20 },
  );
  expect(readings.map(({ name, price, problem }) => [name, price, problem])).toEqual([
    ['good', '60000', null],
    ['hangs', null, 'it did not answer within 20 ms'],
    ['throws', null, 'it answers 503'],
  ]);
});

test.each<[string, { price: string; atMs: number | undefined }, string]>([
  ['a time that no calendar has', { price: '60000', atMs: 1e19 }, 'what it calls a time is none'],
  ['a time before all calendars', { price: '60000', atMs: -8_640_000_000_000_001 }, 'what it calls a time is none'],
  ['a price of sixty thousand digits', { price: '6'.repeat(60_000), atMs: NOW }, 'what it calls a price is none'],
  ['a price that is a story', { price: 'once '.repeat(20), atMs: undefined }, 'what it calls a price is none'],
])('a source that says %s does not keep what is said of the others from being told', async (_, said, problem) => {
  const readings = await askSources([{ name: 'one', kind: 'exchange', read: async () => said }], { now: () => NOW });
  expect(readings).toEqual([{ name: 'one', kind: 'exchange', price: null, atMs: null, problem }]);
});

test('every price that counts is short enough to be said of its source', async () => {
  const price = `${'9'.repeat(15)}.${'9'.repeat(40)}`;
  const readings = await askSources([{ name: 'one', kind: 'exchange', read: async () => ({ price, atMs: NOW }) }], {
    now: () => NOW,
  });
  expect(observe(readings, localSourceRules, { nowMs: NOW, digits: DIGITS })).toMatchObject({ ok: true });
});
