import { expect, test } from 'vitest';
import { figuresOf, type Results } from './figures.ts';
import { createHistogram } from './histogram.ts';
import { loadPage, plots } from './load-page.ts';
import type { Step } from './ramp.ts';

const step = (perSecond: number, ...ms: number[]): Step => {
  const latencies = createHistogram();
  for (const one of ms) latencies.record(one);
  return { perSecond, achievedPerSecond: perSecond, latencies, failures: 0, unanswered: 0, cores: new Map() };
};
const part = (capacity: number, ...steps: Step[]) => ({ steps, capacity, limit: 'the CPU of the part' });
const bare = figuresOf('Fastify, bare: a route', undefined, part(200, step(100, 1, 2), step(200, 2, 300), step(300)));
const read = figuresOf('API: a user', bare.name, part(50, step(50, 3, 4)));
const none = figuresOf('mints', 'what was not measured', part(0, step(5)));
const run = { at: '2026-11-30T06:00', cores: 2, loadBefore: 17.2, loadAfter: 12.9, node: 'v24' };
const growth = [
  { stored: 1_000, what: 'a user', perSecond: 20, p50: 1, p99: 2, failed: 0 },
  { stored: 10_000, what: 'a user', perSecond: 20, p50: 1.5, p99: 20, failed: 3 },
];
const results: Results = {
  parts: { reads: { run, measured: [bare, read] }, mints: { run, measured: [none] } },
  growth: { 1000: { run, growth: growth.slice(0, 1) }, 10000: { run, growth: growth.slice(1) } },
};

test('the page says what each part does beside its engine, under which load of the machine, and nothing of what was not measured', () => {
  const page = loadPage(results);
  expect(page).toContain('| API: a user | 50/s | 3.0 ms / 4.0 ms / 4.0 ms | 25 % of Fastify |');
  expect(page).toContain('| mints | 0/s | – |  |');
  expect(page).toContain('load of the machine 17.2 before and 12.9 after');
  expect(page).toContain('| a user | 20/s | 1.0 ms / 2.0 ms | 3 failed |');
  expect(page).not.toMatch(/NaN|undefined|Infinity|null/);
  expect(loadPage({ parts: {}, growth: {} })).not.toContain('## Capacity');
});

test('what was not answered at all has no point in a plot', () => {
  const svgs = plots(results);
  expect(Object.keys(svgs)).toEqual(['time-by-load', 'time-by-stored']);
  expect(svgs['time-by-load']).not.toMatch(/NaN|Infinity/);
  expect(svgs['time-by-load']!.match(/<circle/g)).toHaveLength(3);
  expect(plots({ parts: {}, growth: {} })).toEqual({});
});

test('a plot has its own ground, light and dark', () => {
  expect(plots(results)['time-by-load']).toMatch(/--ground: #fff[\s\S]*prefers-color-scheme: dark[\s\S]*--ground: #1b/);
});
