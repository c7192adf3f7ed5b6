import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const SOURCE = 'interfaces/cli/src/version.ts';

const version = () =>
  spawnSync(process.execPath, [at('interfaces/cli/bin/istsi.js'), '--version'], { encoding: 'utf8' }).stdout.trim();
const stamp = () =>
  (JSON.parse(readFileSync(at('node_modules/.cache/istsi/index.json'), 'utf8')) as { inputs: Record<string, string> })
    .inputs[SOURCE];

test('the command is put together anew when one of its sources changed, and not otherwise', () => {
  expect(version()).toMatch(/^\d+\.\d+\.\d+$/);
  const before = stamp();
  expect(version()).toMatch(/^\d+\.\d+\.\d+$/);
  expect(stamp()).toBe(before);

  const { atime, mtime } = statSync(at(SOURCE));
  utimesSync(at(SOURCE), atime, new Date(mtime.getTime() + 1_000));
  try {
    expect(version()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(stamp()).not.toBe(before);
  } finally {
    utimesSync(at(SOURCE), atime, mtime);
  }
});
