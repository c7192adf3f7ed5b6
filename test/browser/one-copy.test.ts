import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sites } from '@istsi/ui/sites';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
/** Hooks and contexts of a second copy find no renderer, and its types are others. */
const ONCE = /node_modules\/(react|react-dom|scheduler|@types\/react|@types\/react-dom|@tanstack\/[\w-]+)$/;

test('npm ci puts what a page must have once in one place', () => {
  const { packages } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as { packages: object };
  const places = Object.keys(packages).filter((place) => ONCE.test(place));
  expect(places).toContain('node_modules/react');
  expect(places.filter((place) => place.lastIndexOf('node_modules/') > 0)).toEqual([]);
});

test.each([...sites])('the page %s has one React, wherever npm put others, and the one for production', (site) => {
  execFileSync(process.execPath, [resolve(root, 'interfaces/ui/build/build-sites.js')]);
  const assets = resolve(root, `interfaces/${site}/dist/site/assets`);
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  // Where React shares its state with its renderer, in each of its versions; who reads it does not define it.
  const defined = /\b__(?:CLIENT|SECRET)_INTERNALS_\w+=(?!=)/g;
  const texts = scripts.map((name) => readFileSync(join(assets, name), 'utf8'));
  expect(texts.flatMap((text) => text.match(defined) ?? [])).toHaveLength(1);
  // Where every element would remember who made it: React's other build, which a test's environment asks for.
  expect(texts.filter((text) => text.includes('_debugStack'))).toEqual([]);
});
