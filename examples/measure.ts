/** Writes what the examples weigh and cost to `costs.json` and into the README: `node --import tsx examples/measure.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { startKit } from '@istsi/soroban-ts';
import { measureExamples, type Row, readmeTable } from './measurements.ts';

const kit = await startKit({ traces: 'none' });
const rows: Row[] = await measureExamples(kit);
await kit.stop();
writeFileSync(new URL('costs.json', import.meta.url), `${JSON.stringify(rows, undefined, 2)}\n`);
const readme = new URL('README.md', import.meta.url);
const text = readFileSync(readme, 'utf8').replace(
  /<!-- costs -->[\s\S]*<!-- \/costs -->/,
  () => `<!-- costs -->\n${readmeTable(rows)}\n<!-- /costs -->`,
);
writeFileSync(readme, text);
