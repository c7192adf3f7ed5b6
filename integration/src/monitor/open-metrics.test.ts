import { describe, expect, test } from 'vitest';
import { type MetricDefinition, metricDefinitions, metricNames } from './metric-definitions.ts';
import { spanFor } from './metric-history.ts';
import { renderOpenMetrics } from './open-metrics.ts';
import { boundedCounts, sample, seriesOf } from './samples.ts';

describe('OpenMetrics', () => {
  test('has each amount to the last satoshi, each counter with its ending, and the end', async () => {
    const text = await renderOpenMetrics([
      sample('istsi_supply_satoshis', 2_099_999_997_690_000n),
      sample('istsi_operations_finished_total', 7, { kind: 'deposit', outcome: 'completed' }),
      sample('istsi_part_up', 1, { part: 'database' }),
      sample('istsi_part_up', 0, { part: 'stellar' }),
    ]);
    expect(text.split('\n').filter((line) => !line.startsWith('# HELP'))).toEqual([
      '# TYPE istsi_part_up gauge',
      'istsi_part_up{part="database"} 1',
      'istsi_part_up{part="stellar"} 0',
      '# TYPE istsi_operations_finished counter',
      'istsi_operations_finished_total{kind="deposit",outcome="completed"} 7',
      '# TYPE istsi_supply_satoshis gauge',
      'istsi_supply_satoshis 2099999997690000',
      '# EOF',
      '',
    ]);
  });

  test('says nothing of what could not be collected', async () => {
    expect(await renderOpenMetrics([])).toBe('# EOF\n');
  });
});

describe('every metric', () => {
  test.each(metricNames)('%s ends with its unit, and has only labels that are few', (name) => {
    const { unit, type, labels, help }: MetricDefinition = metricDefinitions[name];
    expect(name).toMatch(/^istsi_[a-z_]+$/);
    if (unit) expect(name.endsWith(`_${unit}`)).toBe(true);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    const few = [
      'part',
      'kind',
      'state',
      'outcome',
      'view',
      'against',
      'channel',
      'sponsor',
      'budget',
      'contract',
      'why',
      'chain',
      'code',
      'rule',
    ];
    expect([...few, 'certificate']).toEqual(expect.arrayContaining([...labels]));
    expect(help).not.toMatch(/\.$/);
  });

  test('is named with its labels in one order', () => {
    const labels = { state: 'minted', kind: 'deposit' };
    expect(seriesOf(sample('istsi_operations', 1, labels))).toBe('istsi_operations{kind="deposit",state="minted"}');
    expect(seriesOf(sample('istsi_supply_satoshis', 1n))).toBe('istsi_supply_satoshis');
  });
});

test('a label that could be anything has few values, and none that names somebody', () => {
  const counts = new Map(Array.from({ length: 100 }, (_, i) => [`Code${i}`, i + 1]));
  counts.set('GABC is not "allowed"', 1_000);
  const bounded = boundedCounts(counts);
  expect(bounded.size).toBeLessThanOrEqual(25);
  expect([...bounded.keys()].join()).not.toContain('GABC');
  expect([...bounded.values()].reduce((sum, count) => sum + count, 0)).toBe(5_050 + 1_000);
});

describe('the span of a plot', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
  test.each<[string, Date, Date, number]>([
    ['an hour, by the minute', ago(1), now, 60],
    ['two days, by the minute', ago(48), now, 60],
    ['an hour of last week, by the quarter hour', ago(168), ago(167), 900],
    ['a month, by the quarter hour', ago(720), now, 900],
    ['a year, by six hours', ago(8_760), now, 21_600],
    ['more than is kept, by six hours', ago(87_600), now, 21_600],
  ])('%s', (_, from, through, seconds) => {
    expect(spanFor(from, through, now)).toBe(seconds);
  });
});
