import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../bin/bundle.js', import.meta.url));
const index = fileURLToPath(new URL('../../../node_modules/.cache/istsi/index-sandbox.json', import.meta.url));

test('the embedded Stellar network is put together without the rest of the product', async () => {
  const { bundle } = (await import(pathToFileURL(script).href)) as { bundle(command: string): Promise<string> };
  const main = await bundle('sandbox');
  const { inputs } = JSON.parse(readFileSync(index, 'utf8')) as { inputs: Record<string, string> };
  const parts = Object.keys(inputs);
  expect(parts).toContain('interfaces/cli/src/commands/sandbox.ts');
  expect(parts).toContain('soroban/sandbox/src/sandbox.ts');
  expect(
    parts.filter((path) =>
      /^(integration\/|contracts\/|signer\/|guardian\/|interfaces\/api\/src\/(?!trusted-proxies))/.test(path),
    ),
  ).toEqual([]);
  expect(readFileSync(main, 'utf8')).toContain('createProgram');
});

test('its libraries are put together by themselves, and not again when a source has changed', async () => {
  const { bundle } = (await import(pathToFileURL(script).href)) as { bundle(command: string): Promise<string> };
  const main = await bundle('sandbox');
  const { files, inputs } = JSON.parse(readFileSync(index, 'utf8')) as {
    files: string[];
    inputs: Record<string, string>;
  };
  const own = files.filter((file) => file.endsWith('.js') && !file.startsWith('library-'));
  const libraries = files.filter((file) => file.startsWith('library-') && file.endsWith('.js'));
  const writtenAt = () => libraries.map((file) => statSync(new URL(file, pathToFileURL(index))).mtimeMs);
  const before = writtenAt();
  expect(libraries.length).toBeGreaterThan(3);
  expect(own.length).toBeGreaterThan(1);
  // The Stellar SDK is in none of what is put together anew.
  const sources = JSON.parse(readFileSync(`${main}.map`, 'utf8')) as { sources: string[] };
  expect(sources.sources.filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(await bundle('sandbox')).toBe(main);
  expect(writtenAt()).toEqual(before);
  expect(Object.keys(inputs)).toContain('package-lock.json');
});

test.each<[string[], string | undefined]>([
  [['sandbox', '--in-memory'], 'sandbox'],
  [['--data-dir', 'sandbox', 'up'], undefined],
  [['up', 'sandbox'], undefined],
  [['help', 'sandbox'], undefined],
  [[], undefined],
])('istsi %j is put together as %s alone', async (words, command) => {
  const { aloneIn } = (await import(pathToFileURL(script).href)) as { aloneIn(argv: string[]): string | undefined };
  expect(aloneIn(['node', 'istsi', ...words])).toBe(command);
});
