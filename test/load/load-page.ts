import type { Growth, Measured, Results, RunFacts } from './figures.ts';
import { plotSvg } from './plot.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

function time(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 1_000) return `${(ms / 1_000).toPrecision(2)} s`;
  return `${ms >= 100 ? whole(ms) : ms.toPrecision(2)} ms`;
}

/** The page of the documentation, of whatever was measured. */
export function loadPage(results: Results): string {
  const parts = Object.values(results.parts);
  const growth = Object.values(results.growth).flatMap((one) => one.growth);
  return [
    '# Load',
    'What one machine does before it is too much, measured by `npm run load -- --write`, which made this page, its plots and [the figures](/load/results.json){target="_self"}. What the chains’ own limits allow is computed on [another page](./capacity).',
    'Measured of `istsi up`, a process for each part with the embedded networks and database, and who asks is on the same machine. The load is an **open loop**: each question comes when the schedule says, however many are open, and its time counts from then (no coordinated omission); nothing is sampled. The rate rises until one is not kept up twice: less than 95 % done, an error, or a 99th percentile above the limit: 0.25 s of a read, 2 s of a call, 5 s of an event, 10 s of a mint and 30 s of a payout, which wait for confirmations. What is named as the limit is what was busy then; where nothing was, that is said, and nothing is guessed.',
    ...(parts.length > 0
      ? ['## Capacity', ...parts.map(partOf), '![99th percentile by load](/load/time-by-load.svg)']
      : []),
    ...(growth.length > 0
      ? [
          '## With what is stored',
          'Operations that are over, three deposits to a withdrawal, with their steps and an event each; then each thing by itself at a rate that all of them keep up, so that what is told is its own time and not a queue’s: p50 / p99.',
          runsOf(Object.values(results.growth).map(({ run }) => run)),
          growthTable(growth),
          '![99th percentile by what is stored](/load/time-by-stored.svg)',
        ]
      : []),
    '## By yourself',
    '`npm run load -- reads` measures one part: `reads`, `mints`, `payouts`, `transfers` (with events and webhooks), `exchanges`, `growth`; each takes up to four minutes. `--stored 1000,1000000` (or `ISTSI_LOAD_STORED`) chooses the sizes, `--seconds` how long each rate is offered.',
    '',
  ].join('\n\n');
}

function partOf({ run, measured }: Results['parts'][string]): string {
  return `${capacityTable(measured)}\n\n${runsOf([run])}`;
}

/** Where the machine did something else too, all of it is less than it could be. */
function runsOf(runs: readonly RunFacts[]): string {
  const said = runs.map(
    ({ at, cores, loadBefore, loadAfter, node }) =>
      `${at}, ${cores} cores, Node ${node}, load of the machine ${loadBefore.toFixed(1)} before and ${loadAfter.toFixed(1)} after`,
  );
  return `*${[...new Set(said)].join(' · ')}*`;
}

function capacityTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, engine, capacity, limit, steps }) => {
    const bare = measured.find((one) => one.name === engine);
    const beside =
      bare && bare.capacity > 0
        ? `${Math.round((100 * capacity) / bare.capacity)} % of ${bare.name.split(',')[0]}`
        : '';
    const kept = steps.filter((step) => step.perSecond === capacity).at(-1);
    const times = kept ? `${time(kept.p50)} / ${time(kept.p99)} / ${time(kept.p999)}` : '–';
    return `| ${name} | ${whole(capacity)}/s | ${times} | ${beside} | ${limit} |`;
  });
  return [
    '| | kept up | p50 / p99 / p99.9 there | beside its engine | limit |',
    '| --- | ---: | ---: | --- | --- |',
    ...rows,
  ].join('\n');
}

function growthTable(growth: readonly Growth[]): string {
  const whats = [...new Set(growth.map(({ what }) => what))];
  const sizes = [...new Set(growth.map(({ stored }) => stored))].sort((a, b) => a - b);
  const cell = (what: string, stored: number): string => {
    const found = growth.find((one) => one.what === what && one.stored === stored);
    if (!found) return '–';
    return found.failed > 0 ? `${found.failed} failed` : `${time(found.p50)} / ${time(found.p99)}`;
  };
  const rate = (what: string): string => `${growth.find((one) => one.what === what)!.perSecond}/s`;
  return [
    `| | rate | ${sizes.map((stored) => `${whole(stored)} stored`).join(' | ')} |`,
    `| --- | ---: |${' ---: |'.repeat(sizes.length)}`,
    ...whats.map((what) => `| ${what} | ${rate(what)} | ${sizes.map((stored) => cell(what, stored)).join(' | ')} |`),
  ].join('\n');
}

/** By the names of their files; none where there is nothing to draw. */
export function plots({ parts, growth }: Results): Record<string, string> {
  const measured = Object.values(parts).flatMap((one) => one.measured);
  const grown = Object.values(growth).flatMap((one) => one.growth);
  const unique = measured.filter(({ name }, i) => measured.findIndex((one) => one.name === name) === i);
  const whats = [...new Set(grown.map(({ what }) => what))];
  return {
    ...(unique.length > 0 && {
      'time-by-load': plotSvg({
        ...{ title: '99th percentile by load', x: 'asked for a second', y: 'milliseconds' },
        series: unique.map(({ name, steps }) => ({
          name: name.split(',')[0]!,
          points: steps.map(({ perSecond, p99 }) => [perSecond, p99 ?? 0] as const),
        })),
      }),
    }),
    ...(whats.length > 0 && {
      'time-by-stored': plotSvg({
        ...{ title: '99th percentile by what is stored', x: 'operations stored', y: 'milliseconds' },
        series: whats.map((what) => ({
          name: what.split(',')[0]!,
          points: grown
            .filter((one) => one.what === what)
            .map(({ stored, p99 }) => [stored, p99 ?? 0] as const)
            .sort(([a], [b]) => a - b),
        })),
      }),
    }),
  };
}
