import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openContract } from '../src/contracts.ts';
import { proofs } from '../src/proofs/all.ts';
import { prove } from '../src/prover.ts';
import { startSolver } from '../src/solver.ts';
import { wrongs } from './wrong-claims.ts';

const solver = await startSolver();

describe('it is proved of the deployed Wasm that', () => {
  test.each(proofs.map((proof) => [proof.statement, proof] as const))('%s', (_, proof) => {
    expect(prove(proof, { solver })).toMatchObject({ verdict: 'proved', why: '' });
  });
});

describe('a statement that says something else is refuted by an input', () => {
  const all = Object.entries(wrongs).flatMap(([id, of]) => Object.entries(of).map((each) => [id, ...each] as const));
  test.each(all)('%s, another %s', (id, _, wrong) => {
    const proof = proofs.find((known) => known.id === id)!;
    const result = prove({ ...proof, claim: wrong(proof.claim) }, { solver });

    expect(result.verdict).toBe('refuted');
    expect(result.counterexample).toBeDefined();
  });
});

test('the page of the documentation is about the contracts as they are built', () => {
  const page = readFileSync(new URL('../../docs/verify/proofs.md', import.meta.url), 'utf8');
  for (const { contract, id } of proofs) {
    expect(page).toContain(openContract(contract).hash);
    expect(page).toContain(`### ${id}\n`);
  }
});
