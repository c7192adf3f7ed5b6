import { compute } from './compute.ts';
import { mask, type Term } from './term.ts';

const MOST = 128;
const binary = new Set(['add', 'sub', 'mul', 'and', 'or', 'xor', 'concat']);

/** Every value that an expression can have, and perhaps more, where these are few; undefined where they are not. */
export function possibleValues(term: Term): bigint[] | undefined {
  const values = possible(term, 12);
  return values && [...values].sort((a, b) => (a < b ? -1 : 1));
}

function possible(term: Term, depth: number): Set<bigint> | undefined {
  if (term.op === 'const') return new Set([term.value]);
  if (depth === 0) return undefined;
  if (term.width > 0 && term.width <= 6 && term.op !== 'ite') return range(mask(term.width) + 1n);
  if (term.op === 'ite') return union(possible(term.args[1]!, depth - 1), possible(term.args[2]!, depth - 1));
  const [a, b] = term.args as [Term, Term];
  if (term.op === 'urem' && b.op === 'const' && b.value > 0n) {
    const inner = possible(a, depth - 1);
    if (inner) return new Set([...inner].map((value) => value % b.value));
    return b.value <= MOST ? range(b.value) : undefined;
  }
  if (term.op === 'zext' || term.op === 'extract') {
    const inner = possible(a, depth - 1);
    return inner && new Set([...inner].map((value) => compute(term.op, [value], a.width, term.width, term.low)));
  }
  if (!binary.has(term.op)) return undefined;
  const [left, right] = [possible(a, depth - 1), possible(b, depth - 1)];
  if (!left || !right || left.size * right.size > MOST) return undefined;
  const results = new Set<bigint>();
  for (const x of left) for (const y of right) results.add(combined(term, x, y));
  return results;
}

const combined = (term: Term, x: bigint, y: bigint): bigint =>
  term.op === 'concat' ? (x << BigInt(term.args[1]!.width)) | y : compute(term.op, [x, y], term.width, term.width);

const range = (end: bigint): Set<bigint> => new Set(Array.from({ length: Number(end) }, (_, i) => BigInt(i)));

function union(a: Set<bigint> | undefined, b: Set<bigint> | undefined): Set<bigint> | undefined {
  if (!a || !b || a.size + b.size > MOST) return undefined;
  return new Set([...a, ...b]);
}
