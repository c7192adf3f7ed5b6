import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/verify/threat-model.md'), 'utf8');
const [, section = ''] = page.split('## What has gone wrong for others');
/** Rows of the table, as far as it goes: where, what happened, what holds here, tests. */
const rows = section
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, where = '', , , tests = '']) => ({ where, tests }));

/** What went wrong for fifteen others is known; a row that loses its tests is no row. */
const KNOWN = 15;

test('all that is known to have gone wrong elsewhere is there', () => {
  expect(rows).toHaveLength(KNOWN);
});

describe.each(rows)('what happened to $where', ({ tests }) => {
  const named = [...tests.matchAll(/`([^`]+\.test\.ts)`: ([^;]+)(?:;|$)/g)].map(([, file = '', name = '']) => ({
    ...{ file, name: name.trim() },
  }));

  test('is a test here', () => {
    expect(named.length).toBeGreaterThan(0);
  });

  test.each(named)('$file has “$name”', ({ file, name }) => {
    const path = join(root, file);
    expect(existsSync(path), `${file} is not there`).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(name);
  });
});
