import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createHistogram } from './histogram.ts';
import { OTHERS } from './meter.ts';
import { offer } from './open-loop.ts';
import { plotSvg } from './plot.ts';
import { isKeptUp, limitOf, type Step } from './ramp.ts';

describe('a histogram', () => {
  test('tells every quantile to one part in sixty', () => {
    const histogram = createHistogram();
    const values = Array.from({ length: 10_000 }, (_, i) => 1.003 ** (i % 5_000) / 1_000);
    for (const value of values) histogram.record(value);
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
      // A class of its own for each microsecond, where those are few.
      expect(Math.abs(histogram.quantile(share) - exact)).toBeLessThanOrEqual(Math.max(exact / 60, 0.001));
    }
    expect(histogram.count()).toBe(10_000);
    expect(histogram.most()).toBe(sorted.at(-1));
  });

  test('takes nothing that is no duration, and tells nothing of nothing', () => {
    const histogram = createHistogram();
    expect(() => histogram.record(-1)).toThrow('a duration is not -1');
    expect(() => histogram.record(Number.NaN)).toThrow(RangeError);
    expect(histogram.quantile(0.5)).toBeNaN();
  });
});

describe('an open loop', () => {
  test('counts a standstill for all who came meanwhile', async () => {
    // One at a time, and the first of them holds up the others: a closed loop would see one slow answer.
    let free = Promise.resolve();
    const ask = (n: number): Promise<void> => {
      free = free.then(async () => await sleep(n === 0 ? 400 : 0));
      return free;
    };
    const { latencies, failures, unanswered } = await offer(ask, { perSecond: 100, seconds: 0.5 });
    expect({ count: latencies.count(), failures, unanswered }).toEqual({ count: 50, failures: 0, unanswered: 0 });
    // Those of the first 200 ms waited for 200 ms and more: two in five at the least.
    expect(latencies.quantile(0.7)).toBeGreaterThan(150);
  });

  test('counts who failed, and whom nobody answered, as what they are', async () => {
    const ask = async (n: number): Promise<void> => {
      if (n % 10 === 0) throw new Error('refused');
      if (n % 10 === 1) await new Promise(() => undefined);
    };
    const offered = await offer(ask, { perSecond: 100, seconds: 0.2, patienceMs: 50 });
    expect(offered).toMatchObject({ failures: 2, unanswered: 2 });
    expect(isKeptUp(offered, { p99Ms: 60_000 })).toBe(false);
  });
});

describe('the limit is named by what was busy:', () => {
  const step = (cores: Record<string, number>): Step => ({
    ...{ perSecond: 100, achievedPerSecond: 50, failures: 0, unanswered: 0, latencies: createHistogram() },
    cores: new Map(Object.entries(cores)),
  });
  const cases: [string, Record<string, number>, RegExp][] = [
    ['one thread', { sandbox: 0.97, services: 0.4 }, /^the CPU of sandbox: 97 % of a core/],
    [
      'the machine',
      { sandbox: 0.7, services: 0.6, database: 0.6 },
      /^the machine: 95 % of its 2 cores are used; of ours/,
    ],
    [
      'others',
      { sandbox: 0.5, [OTHERS]: 1.4 },
      /^the machine: 95 % .*, 70 % of them by what else runs here; of ours most by sandbox/,
    ],
    ['nobody', { sandbox: 0.2 }, /^waiting: the busiest, sandbox, had 20 % of a core/],
  ];
  test.each(cases)('%s', (_, cores, limit) => {
    expect(limitOf([step(cores)], { p99Ms: 100, cores: 2 })).toMatch(limit);
  });

  test('none, while the load is kept up', () => {
    const kept = { ...step({ sandbox: 0.9 }), achievedPerSecond: 100 };
    kept.latencies.record(1);
    expect(limitOf([kept], { p99Ms: 100, cores: 2 })).toMatch(/^none was reached/);
  });
});

test('a plot has every series by name, and every point within its frame', () => {
  const series = [
    {
      name: 'reads & more',
      points: [
        [10, 1],
        [1_000, 200],
      ] as const,
    },
    { name: 'bare', points: [[100, 0.5]] as const },
  ];
  const svg = plotSvg({ title: 'Time by load', x: 'per second', y: 'ms', series });
  expect(svg).toContain('reads &amp; more');
  const places = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  expect(places).toHaveLength(3);
  for (const [x, y] of places) expect(x >= 70 && x <= 530 && y >= 40 && y <= 290).toBe(true);
  expect(() => plotSvg({ title: 'nothing', x: '', y: '', series: [] })).toThrow(RangeError);
});
