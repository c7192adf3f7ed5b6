import { all, eq, extract, implies, mul, not, sub, ule, ult } from './bits.ts';
import { rebuilt } from './given.ts';
import { inOrder } from './smt.ts';
import { constant, isConst, mask, type Term, TRUE, variable } from './term.ts';

const hard = new Set<Term['op']>(['mul', 'udiv', 'urem', 'sdiv', 'srem']);

const MOST_COMPARED = 16;

/**
 * The same claim about any numbers in place of products and quotients, of which this is kept: their size, and that equal factors give equal ones. What cannot hold of
 * any numbers cannot hold of these: a solver that finds that needs not multiply.
 */
export function withoutProducts(claim: Term): Term {
  const known = new Map<Term, Term>();
  const facts: Term[] = [];
  const products: { op: Term['op']; args: readonly Term[]; product: Term }[] = [];
  for (const part of inOrder([claim])) {
    const args = part.args.map((arg) => known.get(arg)!);
    if (!hard.has(part.op)) {
      known.set(part, rebuilt(part, args));
      continue;
    }
    const [a, b] = args as [Term, Term];
    if ((part.op === 'udiv' || part.op === 'urem') && isConst(b) && b.value > 0n) {
      const { quotient, rest, fact } = divided(a, b);
      facts.push(fact);
      known.set(part, part.op === 'udiv' ? quotient : rest);
      continue;
    }
    // Named by what it is made of, so that equal ones stay equal.
    const product = variable(`${part.op} ${args.map(({ id }) => id).join(' ')}`, part.width);
    known.set(part, product);
    for (const other of products.slice(-MOST_COMPARED)) {
      if (other.op === part.op && other.product.width === part.width && other.product !== product)
        facts.push(implies(all(...args.map((arg, i) => eq(arg, other.args[i]!))), eq(product, other.product)));
    }
    products.push({ op: part.op, args, product });
    const bits =
      part.op === 'mul' ? bitsIn(args[0]!) + bitsIn(args[1]!) : part.op === 'udiv' ? bitsIn(args[0]!) : part.width;
    if (bits >= part.width) continue;
    const isSmall = eq(extract(product, bits, part.width - bits), constant(part.width - bits, 0n));
    // Divided by nothing, it is all ones (SMT-LIB), however few bits were divided.
    const isDivided = part.op === 'udiv' ? not(eq(args[1]!, constant(part.width, 0n))) : TRUE;
    facts.push(implies(isDivided, isSmall));
  }
  return all(known.get(claim)!, ...facts);
}

/** How many bits a number needs at most. */
function bitsIn(term: Term): number {
  if (isConst(term)) return term.value.toString(2).length;
  return term.op === 'zext' ? term.args[0]!.width : term.width;
}

/** Division by a number that is known: the one quotient whose rest is smaller. */
function divided(a: Term, by: Term): { quotient: Term; rest: Term; fact: Term } {
  const quotient = variable(`${a.id} by ${by.value}`, a.width);
  const rest = sub(a, mul(quotient, by));
  const most = constant(a.width, mask(a.width) / by.value);
  return { quotient, rest, fact: all(ult(rest, by), ule(quotient, most), ule(mul(quotient, by), a)) };
}
