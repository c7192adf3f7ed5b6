import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openContract } from '../src/contracts.ts';
import { proofs } from '../src/proofs/all.ts';
import { prove } from '../src/prover.ts';
import { startSolver } from '../src/solver.ts';

const solver = await startSolver();

describe('it is proved of the deployed Wasm that', () => {
  test.each(proofs.map((proof) => [proof.statement, proof] as const))('%s', (_, proof) => {
    expect(prove(proof, { solver })).toMatchObject({ verdict: 'proved', why: '' });
  });
});

test('the page of the documentation is about the contracts as they are built', () => {
  const page = readFileSync(new URL('../../docs/verify/proofs.md', import.meta.url), 'utf8');
  for (const { contract, id } of proofs) {
    expect(page).toContain(openContract(contract).hash);
    expect(page).toContain(`### ${id}\n`);
  }
});
