import { describe, expect, test } from 'vitest';
import { type FeePolicy, feeRateFor, nextFeeStep, type Waiting } from './fees.ts';

const policy: FeePolicy = {
  floorSatsPerKvb: 1_000n,
  capSatsPerKvb: 100_000n,
  marginBps: 1_000n,
  fallbackSatsPerKvb: 5_000n,
};
const estimates = new Map([
  [1, 50_000n],
  [3, 20_000n],
  [6, 10_000n],
  [144, 500n],
]);

describe('a fee rate', () => {
  test.each<[string, number, bigint]>([
    ['with all the time in the world is the floor', 1_000, 1_000n],
    ['with some time is the cheapest estimate in time', 5, 22_000n],
    ['at the last block is the next block’s', 1, 55_000n],
    ['past the deadline is the next block’s', -3, 55_000n],
  ])('%s', (_, blocksLeft, rate) => {
    expect(feeRateFor(estimates, blocksLeft, policy)).toBe(rate);
  });

  test('without an estimate is the fallback, and never above the cap', () => {
    expect(feeRateFor(new Map(), 6, policy)).toBe(5_500n);
    expect(feeRateFor(new Map([[1, 1_000_000n]]), 1, policy)).toBe(100_000n);
  });
});

describe('a waiting transaction', () => {
  const waiting: Waiting = {
    feeSats: 2_200n,
    vbytes: 200,
    sinceHeight: 100,
    deadlineHeight: 110,
    mostFeeSats: 100_000n,
    mostChildFeeSats: 100_000n,
  };
  const step = (changes: Partial<Waiting>, tip: number) =>
    nextFeeStep({ ...waiting, ...changes }, tip, estimates, policy, 150);

  test.each<[string, Partial<Waiting>, number, object]>([
    ['waits in the block it was sent at', { feeSats: 200n }, 100, { do: 'wait' }],
    ['waits while its rate suits the time left', {}, 103, { do: 'wait' }],
    ['is replaced once the deadline is near', {}, 107, { do: 'replace', feeSats: 4_400n }],
    ['is replaced at a quarter more at least', { feeSats: 4_300n }, 107, { do: 'replace', feeSats: 5_375n }],
    ['is still replaced past its deadline', { feeSats: 11_000n }, 111, { do: 'replace', feeSats: 13_750n }],
    ['waits if its rate is that of the next block', { feeSats: 11_000n }, 109, { do: 'wait' }],
    ['is replaced as far as its holders accepted', { mostFeeSats: 2_400n }, 107, { do: 'replace', feeSats: 2_400n }],
    [
      'gets a child where no valid replacement is accepted',
      { mostFeeSats: 2_399n },
      107,
      { do: 'child', feeSats: 5_500n },
    ],
    [
      'gets a child as far as the surplus goes',
      { mostFeeSats: 0n, mostChildFeeSats: 900n },
      107,
      { do: 'child', feeSats: 900n },
    ],
    [
      'waits for a person when neither pays more',
      { mostFeeSats: 2_399n, mostChildFeeSats: 149n },
      107,
      { do: 'at-cap', cap: 'limits' },
    ],
    [
      'with a child waits if both together pay enough',
      { child: { feeSats: 5_500n, vbytes: 150 } },
      107,
      { do: 'wait' },
    ],
    [
      'with a child replaces the child, not what it hangs on',
      { child: { feeSats: 3_000n, vbytes: 150 } },
      107,
      { do: 'replace-child', feeSats: 5_500n },
    ],
    [
      'with a child at the surplus is left',
      { child: { feeSats: 3_000n, vbytes: 150 }, mostChildFeeSats: 3_149n },
      107,
      { do: 'at-cap', cap: 'limits' },
    ],
    ['is left at the cap', { feeSats: 20_000n }, 111, { do: 'at-cap', cap: 'rate' }],
    [
      'gets a child where no valid replacement stays below the cap',
      { feeSats: 19_900n },
      111,
      { do: 'child', feeSats: 15_100n },
    ],
  ])('%s', (_, changes, tip, expected) => {
    expect(step(changes, tip)).toEqual(expected);
  });

  test('with a low fee reaches the cap in few steps, each a valid replacement', () => {
    let feeSats = 200n;
    let steps = 0;
    for (let tip = 101; ; tip++) {
      const next = step({ feeSats, sinceHeight: tip - 1, mostChildFeeSats: 0n }, tip);
      if (next.do === 'at-cap') break;
      if (next.do !== 'replace') continue;
      // BIP-125 rule 4.
      expect(next.feeSats).toBeGreaterThanOrEqual(feeSats + 200n);
      feeSats = next.feeSats;
      steps++;
    }
    expect(steps).toBeLessThan(12);
    expect(feeSats).toBeLessThanOrEqual(20_000n);
  });
});
