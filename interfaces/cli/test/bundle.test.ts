import { readFileSync } from 'node:fs';
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
