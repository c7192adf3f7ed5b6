import {
  add,
  all,
  and,
  any,
  concat,
  eq,
  extract,
  ite,
  mul,
  not,
  or,
  sdiv,
  sext,
  slt,
  srem,
  sub,
  udiv,
  ult,
  urem,
  xor,
  zext,
} from './bits.ts';
import { inOrder } from './smt.ts';
import { make, type Term } from './term.ts';

/** An expression where some truths are known: what they decide in it is decided. */
export function given(
  term: Term,
  knows: (condition: Term) => boolean | undefined,
  truth: (value: boolean) => Term,
): Term {
  const known = new Map<Term, Term>();
  for (const part of inOrder([term])) {
    const verdict = part.width === 0 && part.op !== 'const' ? knows(part) : undefined;
    const args = part.args.map((arg) => known.get(arg)!);
    known.set(part, verdict === undefined ? rebuilt(part, args) : truth(verdict));
  }
  return known.get(term)!;
}

const binary = { add, sub, mul, udiv, urem, sdiv, srem, and, or, xor, concat, eq, ult, slt };

/** An expression of the same kind, of other parts. */
export function rebuilt(term: Term, args: readonly Term[]): Term {
  if (args.every((arg, i) => arg === term.args[i])) return term;
  const [a, b, c] = args as [Term, Term, Term];
  switch (term.op) {
    case 'all':
      return all(...args);
    case 'any':
      return any(...args);
    case 'not':
      return not(a);
    case 'ite':
      return ite(a, b, c);
    case 'extract':
      return extract(a, term.low, term.width);
    case 'zext':
      return zext(a, term.width);
    case 'sext':
      return sext(a, term.width);
    case 'shl':
    case 'lshr':
    case 'ashr':
      // Their distance was taken modulo the width already.
      return make(term.op, term.width, args);
    case 'const':
    case 'var':
      return term;
    default:
      return binary[term.op](a, b);
  }
}
