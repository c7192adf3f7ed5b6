import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../system/random.ts';
import { openParsers } from './hostile-texts.ts';

const random = createRandom();
/** Of all parsers together; the long profile has ten times as many. */
const TEXTS = process.env.ISTSI_NIGHTLY === '1' ? 1_000_000 : 100_000;

let opened: Awaited<ReturnType<typeof openParsers>>;
beforeAll(async () => {
  opened = await openParsers();
});
afterAll(() => opened?.close());

test(`${TEXTS} texts of strangers are refused, or are what they say they are (ISTSI_TEST_SEED=${random.seed})`, async () => {
  expect(opened.parsers.reduce((sum, { share }) => sum + share, 0)).toBe(1_000);
  for (const { share, ask } of opened.parsers) for (let n = 0; n < (TEXTS * share) / 1_000; n += 1) await ask(random);
});
