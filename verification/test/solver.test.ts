import { beforeAll, expect, test } from 'vitest';
import { type Solver, startSolver } from '../src/solver.ts';
import { eq, udiv, zext } from '../src/terms/bits.ts';
import { constant, variable } from '../src/terms/term.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await startSolver();
});

test('a quotient by nothing is what SMT-LIB says it is, however few bits are divided', () => {
  const [few, by] = [variable('few', 32), variable('by', 64)];
  const quotient = udiv(zext(few, 64), by);
  const isAllOnes = eq(quotient, constant(64, -1n));

  expect(solver.solve([isAllOnes, eq(by, constant(64, 0n))], 10_000).is).toBe('satisfiable');
  expect(solver.solve([isAllOnes, eq(by, constant(64, 3n))], 10_000).is).toBe('unsatisfiable');
});
