/**
 * `npm run load [-- part …] [--seconds 4] [--stored 1000,10000] [--write]`: how much each part does before it is too much, beside its
 * bare engine in the same run; what had no more to give then; and how each grows with what is stored (`growth`). Open loop: late
 * answers count from when they were due. Parts: reads, mints, payouts, transfers, exchanges, growth; all of them where none is named.
 * With `--write` the documentation's page and plots are made anew, from these parts and what the others were measured last.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type RunFacts, readResults, writeResults } from '../test/load/figures.ts';
import { measureGrowth } from '../test/load/growth.ts';
import { loadPage, plots } from '../test/load/load-page.ts';
import { startLoadSystem } from '../test/load/load-system.ts';
import { parts } from '../test/load/parts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '4' },
    stored: { type: 'string', default: process.env.ISTSI_LOAD_STORED ?? '1000,10000' },
    write: { type: 'boolean', default: false },
  },
});
const names = [...Object.keys(parts), 'growth'];
const chosen = positionals.length > 0 ? positionals : names;
const unknown = chosen.find((name) => !names.includes(name));
const [seconds, stored] = [Number(values.seconds), values.stored.split(',').map(Number)];
if (unknown !== undefined || !(seconds > 0) || !stored.every((size) => Number.isInteger(size) && size > 0)) {
  console.error(
    unknown === undefined
      ? '--seconds is a number, and --stored are whole numbers, parted by commas'
      : `no part is called “${unknown}”; there are ${names.join(', ')}`,
  );
  process.exit(2);
}

const docs = new URL('../docs/', import.meta.url).pathname;
const file = `${docs}public/load/results.json`;
const terms = { seconds, cores: availableParallelism() };
const results = values.write ? readResults(file) : { parts: {}, growth: {} };
const system = await startLoadSystem();
try {
  for (const name of chosen.filter((one) => one in parts)) {
    const loadBefore = loadavg()[0]!;
    const measured = await parts[name]!(system, terms);
    results.parts[name] = { run: facts(loadBefore), measured };
    write();
  }
  for (const size of chosen.includes('growth') ? stored : []) {
    const loadBefore = loadavg()[0]!;
    const growth = await measureGrowth(system, size, seconds);
    results.growth[size] = { run: facts(loadBefore), growth };
    write();
  }
} finally {
  await system.stop();
}
console.log(loadPage(results));

/** After each part: those that are measured stay so when another one fails. */
function write(): void {
  if (!values.write) return;
  writeResults(file, results);
  for (const [name, svg] of Object.entries(plots(results))) writeFileSync(`${docs}public/load/${name}.svg`, svg);
  writeFileSync(`${docs}operate/load.md`, loadPage(results));
}

function facts(loadBefore: number): RunFacts {
  const at = new Date().toISOString().slice(0, 16);
  return { at, cores: terms.cores, loadBefore, loadAfter: loadavg()[0]!, node: process.version };
}
