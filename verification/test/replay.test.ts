import { beforeAll, describe, expect, test } from 'vitest';
import { openContract } from '../src/contracts.ts';
import { mutantsOf, withMutant } from '../src/mutation/mutants.ts';
import { proofs } from '../src/proofs/all.ts';
import { prove } from '../src/prover.ts';
import { replay } from '../src/replay/replay.ts';
import { type Scene, sceneOf } from '../src/replay/scene.ts';
import { type Solver, startSolver } from '../src/solver.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await startSolver();
});

/** What the solver finds where one instruction of a proved function is another. */
function counterexample(id: string, within: string, what: string): Scene {
  const proof = proofs.find((known) => known.id === id)!;
  const contract = openContract(proof.contract);
  const mutant = mutantsOf(contract, within).find((known) => known.what === what)!;
  const { verdict, refuted } = prove(proof, { solver, contract: withMutant(contract, mutant) });
  expect(verdict).toBe('refuted');
  return sceneOf(refuted!);
}

const pure = 'exposure/requiredConfirmations';

describe('a counterexample is seen in the sandbox with the changed Wasm, and not with the one that is deployed', () => {
  test.each<[id: string, within: string, what: string]>([
    ['confirmations', pure, '100000000 before i64.lt_u becomes 100000001'],
    ['owed', 'books/owe', '2100000000000000 before i64.le_u becomes 2100000000000001'],
    ['backing', 'contract/__entry_require_backing', 'i64.le_u becomes i64.lt_u'],
    ['mint', 'mint/integratedMint', 'i64.ne becomes i64.eq'],
  ])('%s, %s: %s', async (id, within, what) => {
    const scene = counterexample(id, within, what);

    expect(await replay(scene)).toMatchObject({ is: 'seen', differences: [] });
    const deployed = await replay({ ...scene, contract: openContract(scene.contract.name) });
    expect(deployed.is).toBe('spurious');
  });
});

test('a counterexample that the sandbox does not bear out is called spurious, and says what was otherwise', async () => {
  const scene = counterexample('confirmations', pure, '100000000 before i64.lt_u becomes 100000001');
  const { is, differences } = await replay({ ...scene, expected: { ...scene.expected, words: [7] } });

  expect(is).toBe('spurious');
  expect(differences).toEqual(['words: the proof has [7], the sandbox [3]']);
});
