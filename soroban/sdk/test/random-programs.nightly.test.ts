import { expect, test } from 'vitest';
import { runRandomPrograms } from './support/run-random-programs.ts';

const seed = Number(process.env.ISTSI_TEST_SEED ?? Math.floor(Math.random() * 1e9));

test(`25,000 executions of random functions do what BigInt says (seed ${seed})`, async () => {
  const { differences, executed } = await runRandomPrograms(seed, { contracts: 10, runs: 100 });
  expect(differences.slice(0, 3)).toEqual([]);
  expect(executed).toBeGreaterThanOrEqual(20_000);
});
