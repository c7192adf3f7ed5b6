import { inOrder } from './smt.ts';
import type { Term } from './term.ts';

/** Of conditions those that say something about what the claim is about, or about what these are about, and so on. */
export function relevant(conditions: readonly Term[], claim: Term): Term[] {
  const about = variablesOf(claim);
  const left = new Map(conditions.map((condition) => [condition, variablesOf(condition)]));
  for (let grew = true; grew; ) {
    grew = false;
    for (const [condition, variables] of left) {
      if (![...variables].some((variable) => about.has(variable))) continue;
      for (const variable of variables) about.add(variable);
      left.delete(condition);
      grew = true;
    }
  }
  return conditions.filter((condition) => !left.has(condition));
}

const variablesOf = (term: Term): Set<Term> => new Set([...inOrder([term])].filter(({ op }) => op === 'var'));
