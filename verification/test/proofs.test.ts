import { beforeAll, describe, expect, test } from 'vitest';
import { proofs } from '../src/proofs/all.ts';
import { u64 } from '../src/proofs/ended.ts';
import type { Proof } from '../src/proofs/proof.ts';
import { prove } from '../src/prover.ts';
import { type Solver, startSolver } from '../src/solver.ts';
import { eq, ule } from '../src/terms/bits.ts';
import { constant, TRUE } from '../src/terms/term.ts';
import { wrongs } from './wrong-claims.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await startSolver();
});

// The others take longer: `npm run prove`, and every night.
const fast = ['owed', 'owed-no-longer', 'confirmations', 'policy', 'checked-add', 'checked-sub', 'allowance'];

describe('it is proved of the deployed Wasm that', () => {
  for (const id of fast) {
    const proof = proofs.find((known) => known.id === id)!;
    test(proof.statement, () => {
      expect(prove(proof, { solver })).toMatchObject({ verdict: 'proved', why: '' });
    });
  }
});

describe('a statement that says something else is refuted by an input', () => {
  test.each(fast.flatMap((id) => Object.entries(wrongs[id]!).map(([what, wrong]) => [id, what, wrong] as const)))(
    '%s, another %s',
    (id, _, wrong) => {
      const proof = proofs.find((known) => known.id === id)!;
      const result = prove({ ...proof, claim: wrong(proof.claim) }, { solver });

      expect(result.verdict).toBe('refuted');
      expect(result.counterexample).toBeDefined();
    },
  );
});

describe('a proof says no more than it knows', () => {
  const owe: Proof = { ...proofs.find(({ id }) => id === 'owed')!, reaches: ['return'] };

  test('a false statement is refuted, with inputs that make it false', () => {
    const atMostFive: Proof['claim'] = (end) => (end.returned ? ule(u64('Books.owed_btc'), constant(64, 5n)) : TRUE);
    const result = prove({ ...owe, claim: atMostFive }, { solver });

    expect(result.verdict).toBe('refuted');
    expect(result.counterexample!.get('Books.owed_btc')).toBeGreaterThan(5n);
  });

  test('a statement about an end that cannot happen is refuted', () => {
    const result = prove({ ...owe, assume: () => [eq(u64('amount'), constant(64, -1n))] }, { solver });

    expect(result).toMatchObject({ verdict: 'refuted', why: 'no end by return is possible' });
  });

  test('a part of a structure that is not described is anything, and not nothing', () => {
    const due = proofs.find(({ id }) => id === 'due')!;
    const isOneOfNothing: Proof['claim'] = (end) => (end.returned ? eq(end.raw, constant(32, 1n)) : TRUE);
    const result = prove({ ...due, memory: [['withdrawal', 0, 'amount', 64]], claim: isOneOfNothing }, { solver });

    expect(result.verdict).toBe('refuted');
  });

  test('what lies beyond the bounds is not proved', () => {
    const window = proofs.find(({ id }) => id === 'policy')!;
    const result = prove({ ...window, ways: 0 }, { solver });

    expect(result.verdict).toBe('unknown');
    expect(result.why).toContain('beyond the bounds');
  });
});

test('every statement has a name of its own and says for which inputs it holds', () => {
  expect(new Set(proofs.map(({ id }) => id)).size).toBe(proofs.length);
  expect(Object.keys(wrongs).sort()).toEqual(proofs.map(({ id }) => id).sort());
  for (const { statement, bounds } of proofs) expect(statement.endsWith('.') && bounds.endsWith('.')).toBe(true);
});
