import { expect, test } from 'vitest';
import { compare } from './compare.ts';

/** ISTSI_TEST_CHAINS shortens it, to try it out. */
const chains = Number(process.env.ISTSI_TEST_CHAINS ?? 100_000);

test('a hundred thousand chains are judged as the node judges them', { timeout: 4 * 3_600_000 }, async () => {
  const result = await compare(chains);
  console.log(JSON.stringify(result));
  expect(result.taken).toBeGreaterThan(chains / 10);
});
