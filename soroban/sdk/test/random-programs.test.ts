import { expect, test } from 'vitest';
import { runRandomPrograms } from './support/run-random-programs.ts';

const seed = Number(process.env.ISTSI_TEST_SEED ?? Math.floor(Math.random() * 1e9));

const FIXED = 1;

test.each([FIXED, seed])(
  'random functions of all widths do what BigInt says, or trap with it (seed %i)',
  async (from) => {
    const { differences, executed, trapped } = await runRandomPrograms(from, { contracts: 1, runs: 40 });
    expect(differences.slice(0, 3)).toEqual([]);
    expect(executed).toBe(1_000);
    // Neither all nor none of them: the functions do something. Of a drawn seed, one in thousands traps nearly always.
    if (from !== FIXED) return;
    expect(trapped).toBeGreaterThan(50);
    expect(executed - trapped).toBeGreaterThan(50);
  },
  120_000,
);
