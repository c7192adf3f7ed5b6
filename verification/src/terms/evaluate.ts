import { compute } from './compute.ts';
import type { Term } from './term.ts';

/** The value of a variable, by its name. */
export type Assignment = (name: string, width: number) => bigint;

/** The value of an expression for given variables. `known` is kept for further expressions of the same assignment. */
export function evaluate(term: Term, assignment: Assignment, known = new Map<Term, bigint>()): bigint {
  const pending = [term];
  while (pending.length > 0) {
    const next = pending.at(-1)!;
    if (known.has(next)) {
      pending.pop();
      continue;
    }
    const open = next.args.filter((arg) => !known.has(arg));
    if (open.length > 0) pending.push(...open);
    else known.set(next, worth(next, assignment, known));
  }
  return known.get(term)!;
}

function worth(term: Term, assignment: Assignment, known: ReadonlyMap<Term, bigint>): bigint {
  const args = term.args.map((arg) => known.get(arg)!);
  switch (term.op) {
    case 'const':
      return term.value;
    case 'var':
      return BigInt.asUintN(term.width === 0 ? 1 : term.width, assignment(term.name, term.width));
    case 'ite':
      return args[0] === 1n ? args[1]! : args[2]!;
    case 'concat':
      return (args[0]! << BigInt(term.args[1]!.width)) | args[1]!;
    default:
      return compute(term.op, args, term.args[0]!.width, term.width, term.low);
  }
}
