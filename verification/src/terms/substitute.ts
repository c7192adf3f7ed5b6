import { rebuilt } from './given.ts';
import { inOrder } from './smt.ts';
import type { Term } from './term.ts';

/** The same conditions, where a variable that is said to equal something else is that: what is left is about fewer. */
export function substituted(conditions: readonly Term[]): Term[] {
  let all = [...conditions];
  for (let at = 0; at < all.length; at++) {
    const equation = all[at]!;
    const found = equation.op === 'eq' ? definition(equation) : undefined;
    if (!found) continue;
    all = all.map((condition, i) => (i === at ? condition : replaced(condition, found.variable, found.value)));
  }
  return all;
}

function definition({ args }: Term): { variable: Term; value: Term } | undefined {
  for (const [variable, value] of [args, [...args].reverse()] as [Term, Term][]) {
    if (variable.op === 'var' && value.op !== 'const' && !inOrder([value]).has(variable)) return { variable, value };
  }
  return undefined;
}

/** An expression in which a variable is something else. */
export function replaced(term: Term, variable: Term, value: Term): Term {
  const known = new Map<Term, Term>([[variable, value]]);
  for (const part of inOrder([term])) {
    if (part === variable) continue;
    known.set(
      part,
      rebuilt(
        part,
        part.args.map((arg) => known.get(arg)!),
      ),
    );
  }
  return known.get(term)!;
}
