import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetStranger, type Stranger } from '../../../test/packages/support/stranger.ts';
import { type ServedWorld, serveWorld } from './served-world.ts';

/** Somebody else's machine: npm, an empty directory, and a server to ask. */
let served: ServedWorld;
let stranger: Stranger;
beforeAll(async () => {
  [served, stranger] = [await serveWorld(), await meetStranger()];
}, 240_000);
afterAll(async () => {
  await stranger?.leave();
  await served?.stop();
});

const npx = (args: string): Promise<string> => stranger.shell(`npx --yes @istsi/sep-conformance ${args}`);

test('`npx` in an empty directory asks a server whether it keeps to SEP-45', async () => {
  const { front, account } = served;
  const said = await npx(`sep45 ${front.url} --account ${account.address} --secret ${account.key.secret()}`);
  expect(said).toMatch(/\d\d passed, 0 failed, 0 skipped/);
});

test('and to SEP-59', async () => {
  expect(await npx(`sep59 ${served.front.url} --secret ${served.customer.secret()}`)).toMatch(
    /\d passed, 0 failed, 0 skipped/,
  );
});

test('and ends with a failure, by name, of a server that does not', async () => {
  await expect(npx('sep45 http://127.0.0.1:9')).rejects.toThrow(/FAIL|127\.0\.0\.1:9/);
});
