import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/*
 * The first line of a command appears within a second. How long that takes is measured (`npm run bench first-line`); here stands
 * why: what is loaded before it is little, and what is large is asked for afterwards.
 */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const main = 'interfaces/cli/src/main.ts';
const ofCommand = (name: string): string => `interfaces/cli/src/commands/${name}.ts`;

/** They work for seconds and longer, so they say something first. The others print what they were asked for, and end. */
const long = ['up', 'demo', 'sandbox', 'bitcoin-node'].map(ofCommand);
/** Hundreds of files each, and the libraries below them; the client is some small files and one small library. */
const isLarge = (path: string): boolean =>
  /^@istsi\/(?!api\/trusted-proxies$|ui\/sites$|client$)/.test(path) ||
  (path.includes('/') && !/^(interfaces\/cli|@|node:)/.test(path));

let inputs: Metafile['inputs'];
const directory = mkdtempSync(join(tmpdir(), 'istsi-first-line-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
beforeAll(async () => {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [main, ...long, ofCommand('status')], outdir: directory, write: false },
    ...{ bundle: true, splitting: true, platform: 'node', format: 'esm', packages: 'external', metafile: true },
    logLevel: 'silent',
  });
  inputs = metafile.inputs;
});

/** What is loaded with a file before any of its code runs, by path; libraries by name. */
function loadedWith(entry: string): Set<string> {
  const loaded = new Set<string>();
  for (const todo = [entry]; todo.length > 0; ) {
    const file = todo.pop() as string;
    if (loaded.has(file)) continue;
    loaded.add(file);
    for (const { path, kind } of inputs[file]?.imports ?? []) if (kind === 'import-statement') todo.push(path);
  }
  return loaded;
}

test('the command line itself loads its own files and three small libraries, whatever --help is asked for', () => {
  const loaded = [...loadedWith(main)];
  expect(loaded.filter((path) => path.includes('/commands/'))).toEqual([]);
  const libraries = loaded.filter((path) => !path.startsWith('interfaces/') && !path.startsWith('node:'));
  expect(libraries.toSorted()).toEqual(['@istsi/api/trusted-proxies', 'commander', 'zod']);
});

test.each([...long, ofCommand('status')])('%s loads nothing of the product before its first line', (entry) => {
  expect([...loadedWith(entry)].filter(isLarge)).toEqual([]);
});

test('the client of the API, which commands load with themselves, is small', async () => {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: ['interfaces/client/src/index.ts'], outdir: directory, write: false },
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', metafile: true, logLevel: 'silent' },
  });
  const [{ bytes, imports }] = Object.values(metafile.outputs) as [Metafile['outputs'][string]];
  expect(imports.map(({ path }) => path)).toEqual(['openapi-fetch']);
  expect(bytes).toBeLessThan(40_000);
});

describe('what is said first is said before anything is looked at', () => {
  beforeAll(() => writeFileSync(join(directory, 'file'), ''));

  test.each<[string, string[], RegExp]>([
    ['up', ['up'], /^ {2}Starting iSTSi in .*file\/below/],
    ['demo', ['demo'], /^\s+Bitcoin becomes iSTSi/],
    ['sandbox', ['sandbox'], /^Starting the embedded Stellar network/],
    ['bitcoin node', ['bitcoin', 'node'], /^Starting the regtest node/],
  ])('%s', (_, words, first) => {
    const impossible = ['--data-dir', join(directory, 'file/below')];
    const { status, stdout } = spawnSync(process.execPath, [command, ...words, ...impossible], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringMatching(first) });
  });
});
