import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = 'soroban/client';

/** A copy of what packs a package and of the package: what is tried must not be what other tests run. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'in-place-'));
  mkdirSync(join(copy, FOLDER), { recursive: true });
  for (const name of [
    'LICENSE',
    'package.json',
    'scripts/packages',
    ...['package.json', 'README.md', 'src'].map(own),
  ]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const own = (name: string) => `${FOLDER}/${name}`;
const manifest = () => readFileSync(join(copy, own('package.json')), 'utf8');
const inPlace = (when: 'before' | 'after') =>
  execFileSync(process.execPath, ['--import', 'tsx', join(copy, 'scripts/packages/in-place.ts'), when], {
    cwd: join(copy, FOLDER),
  });

test('what an interrupted packing left, the next one puts back', () => {
  const source = manifest();
  inPlace('before');
  expect(JSON.parse(manifest())).toMatchObject({ exports: { '.': { default: './lib/js/index.js' } } });
  // The first never came to its end.
  inPlace('before');
  inPlace('after');
  expect(manifest()).toBe(source);
  expect(readdirSync(join(copy, FOLDER)).sort()).toEqual(['README.md', 'dist', 'package.json', 'src']);
  inPlace('after');
  expect(manifest()).toBe(source);
});

test('a manifest that somebody put back and changed meanwhile stays as they left it', () => {
  const source = manifest();
  inPlace('before');
  const changed = source.replace('"version": "', '"version": "9');
  writeFileSync(join(copy, own('package.json')), changed);
  inPlace('before');
  inPlace('after');
  expect(manifest()).toBe(changed);
});
