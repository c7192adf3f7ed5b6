import { compute } from './compute.ts';
import { constant, FALSE, isConst, make, mask, type Operator, type Term, TRUE, truth } from './term.ts';

// Truth values, and the choice between two expressions.
export function not(a: Term): Term {
  if (isConst(a)) return truth(a.value === 0n);
  if (a.op === 'not') return a.args[0]!;
  return make('not', 0, [a]);
}

export function all(...terms: Term[]): Term {
  const parts = flat('all', terms).filter((term) => term !== TRUE);
  if (parts.includes(FALSE)) return FALSE;
  const set = new Set(parts);
  for (const part of set) if (set.has(not(part))) return FALSE;
  if (set.size === 0) return TRUE;
  return set.size === 1 ? parts[0]! : make('all', 0, sorted(set));
}

export function any(...terms: Term[]): Term {
  const parts = flat('any', terms).filter((term) => term !== FALSE);
  if (parts.includes(TRUE)) return TRUE;
  const set = new Set(parts);
  for (const part of set) if (set.has(not(part))) return TRUE;
  if (set.size === 0) return FALSE;
  return set.size === 1 ? parts[0]! : make('any', 0, sorted(set));
}

export const implies = (a: Term, b: Term): Term => any(not(a), b);

export const iff = (a: Term, b: Term): Term => all(implies(a, b), implies(b, a));

/** `a` where the condition holds, otherwise `b`: of two bit vectors, or of two truth values. */
export function ite(condition: Term, a: Term, b: Term): Term {
  if (isConst(condition)) return condition.value === 1n ? a : b;
  if (a === b) return a;
  if (a.width === 0) return any(all(condition, a), all(not(condition), b));
  if (condition.op === 'not') return ite(condition.args[0]!, b, a);
  // What stands under a condition knows it already.
  const [under, otherwise] = [chosen(a, condition, 1, 3), chosen(b, condition, 2, 3)];
  if (under !== a || otherwise !== b) return ite(condition, under, otherwise);
  if (isShortOf(condition, a, b)) return b;
  return make('ite', a.width, [condition, a, b]);
}

/** An expression in which a choice by the condition is made, as deep as it is worth looking. */
function chosen(term: Term, condition: Term, side: 1 | 2, depth: number): Term {
  if (depth === 0) return term;
  if (term.op === 'ite' && term.args[0] === condition) return chosen(term.args[side]!, condition, side, depth - 1);
  if (term.op !== 'zext' && term.op !== 'sext' && term.op !== 'extract') return term;
  const inner = term.args[0]!;
  const next = chosen(inner, condition, side, depth - 1);
  return next === inner ? term : remade(term, next);
}

const remade = (term: Term, inner: Term): Term => {
  if (term.op === 'extract') return extract(inner, term.low, term.width);
  return term.op === 'zext' ? zext(inner, term.width) : sext(inner, term.width);
};

/** Below 2^n a number is its own lower n bits: what the encoding of small values leaves behind. */
function isShortOf(condition: Term, a: Term, b: Term): boolean {
  if (condition.op !== 'eq' || a.op !== 'zext') return false;
  const [high, zero] = condition.args as [Term, Term];
  const [lower] = a.args as [Term];
  if (zero.value !== 0n || !isConst(zero) || high.op !== 'extract' || lower.op !== 'extract') return false;
  return (
    high.args[0] === b &&
    lower.args[0] === b &&
    lower.low === 0 &&
    high.low === lower.width &&
    high.low + high.width === b.width
  );
}

const flat = (op: 'all' | 'any', terms: readonly Term[]): Term[] =>
  terms.flatMap((term) => (term.op === op ? [...term.args] : [term]));

const sorted = (terms: Iterable<Term>): Term[] => [...terms].sort((a, b) => a.id - b.id);

// Bit vectors, as Wasm computes with them.
const MAX_LIFTED = 64;

/** Puts an operation into the alternatives of what it is of, where that leaves only constants. */
function lifted(a: Term, make: (leaf: Term) => Term): Term | undefined {
  if (a.op !== 'ite' || leavesOf(a) > MAX_LIFTED) return undefined;
  const [condition, yes, no] = a.args as [Term, Term, Term];
  const left = yes.op === 'ite' ? lifted(yes, make) : make(yes);
  if (!left || !isAlternatives(left)) return undefined;
  const right = no.op === 'ite' ? lifted(no, make) : make(no);
  if (!right || !isAlternatives(right)) return undefined;
  return ite(condition, left, right);
}

/** A constant, or a choice among constants. */
export function isAlternatives(term: Term): boolean {
  if (isConst(term)) return true;
  return term.width > 0 && term.op === 'ite' && isAlternatives(term.args[1]!) && isAlternatives(term.args[2]!);
}

const leavesOf = (term: Term): number => (term.op === 'ite' ? leavesOf(term.args[1]!) + leavesOf(term.args[2]!) : 1);

function arithmetic(op: Operator, a: Term, b: Term): Term {
  if (isConst(a) && isConst(b)) return constant(a.width, compute(op, [a.value, b.value], a.width, a.width));
  if (isConst(b)) {
    const up = lifted(a, (leaf) => arithmetic(op, leaf, b));
    if (up) return up;
  }
  if (isConst(a)) {
    const up = lifted(b, (leaf) => arithmetic(op, a, leaf));
    if (up) return up;
  }
  return make(op, a.width, [a, b]);
}

const isZero = (term: Term): boolean => isConst(term) && term.value === 0n;

export function add(a: Term, b: Term): Term {
  if (isZero(b)) return a;
  if (isConst(a)) return isZero(a) ? b : isConst(b) ? arithmetic('add', a, b) : add(b, a);
  if (isConst(b) && a.op === 'add' && isConst(a.args[1]!)) return add(a.args[0]!, arithmetic('add', a.args[1]!, b));
  return arithmetic('add', a, b);
}

export function sub(a: Term, b: Term): Term {
  if (a === b) return constant(a.width, 0n);
  if (isConst(b)) return add(a, constant(b.width, -b.value));
  // x - (x - y), (x + y) - x
  if (b.op === 'sub' && b.args[0] === a) return b.args[1]!;
  if (a.op === 'add' && a.args[0] === b) return a.args[1]!;
  if (a.op === 'add' && a.args[1] === b) return a.args[0]!;
  return arithmetic('sub', a, b);
}

export function mul(a: Term, b: Term): Term {
  if (isConst(a) && !isConst(b)) return mul(b, a);
  if (isZero(b)) return b;
  if (isConst(b) && b.value === 1n) return a;
  return arithmetic('mul', a, b);
}

export const udiv = (a: Term, b: Term): Term => (isConst(b) && b.value === 1n ? a : arithmetic('udiv', a, b));
export const urem = (a: Term, b: Term): Term => arithmetic('urem', a, b);
export const sdiv = (a: Term, b: Term): Term => arithmetic('sdiv', a, b);
export const srem = (a: Term, b: Term): Term => arithmetic('srem', a, b);

export function and(a: Term, b: Term): Term {
  if (a === b) return a;
  if (isConst(a) && !isConst(b)) return and(b, a);
  if (isZero(b)) return b;
  if (isConst(b)) {
    if (b.value === mask(b.width)) return a;
    const bits = b.value.toString(2).length;
    // A mask of low bits takes them.
    if (b.value === mask(bits)) return zext(extract(a, 0, bits), a.width);
  }
  return arithmetic('and', a, b);
}

export function or(a: Term, b: Term): Term {
  if (a === b) return a;
  if (isConst(a) && !isConst(b)) return or(b, a);
  if (isZero(b)) return a;
  return joined(a, b) ?? joined(b, a) ?? arithmetic('or', a, b);
}

/** What fills the zeros below a shifted value is put there. */
function joined(a: Term, b: Term): Term | undefined {
  if (a.op !== 'concat' || !isZero(a.args[1]!)) return undefined;
  const low = a.args[1]!.width;
  if (!isZero(extract(b, low, b.width - low))) return undefined;
  return concat(a.args[0]!, extract(b, 0, low));
}

export function xor(a: Term, b: Term): Term {
  if (a === b) return constant(a.width, 0n);
  if (isConst(a) && !isConst(b)) return xor(b, a);
  return isZero(b) ? a : arithmetic('xor', a, b);
}

/** Wasm takes the distance modulo the width. */
export function shl(a: Term, by: Term): Term {
  if (!isConst(by)) return arithmetic('shl', a, urem(by, constant(by.width, by.width)));
  const distance = Number(by.value % BigInt(a.width));
  if (distance === 0) return a;
  return concat(extract(a, 0, a.width - distance), constant(distance, 0n));
}

export function lshr(a: Term, by: Term): Term {
  if (!isConst(by)) return arithmetic('lshr', a, urem(by, constant(by.width, by.width)));
  const distance = Number(by.value % BigInt(a.width));
  return distance === 0 ? a : zext(extract(a, distance, a.width - distance), a.width);
}

export function ashr(a: Term, by: Term): Term {
  if (!isConst(by)) return arithmetic('ashr', a, urem(by, constant(by.width, by.width)));
  const distance = Number(by.value % BigInt(a.width));
  return distance === 0 ? a : sext(extract(a, distance, a.width - distance), a.width);
}

export function concat(high: Term, low: Term): Term {
  const width = high.width + low.width;
  if (isConst(high) && isConst(low)) return constant(width, (high.value << BigInt(low.width)) | low.value);
  if (isZero(high)) return zext(low, width);
  if (isConst(low)) {
    const up = lifted(high, (leaf) => concat(leaf, low));
    if (up) return up;
  }
  // Neighbouring parts of one value are one part.
  if (high.op === 'extract' && low.op === 'extract' && high.args[0] === low.args[0] && high.low === low.low + low.width)
    return extract(high.args[0]!, low.low, width);
  if (low.op === 'concat' && high.op === 'extract') {
    const [next, rest] = low.args as [Term, Term];
    if (next.op === 'extract' && next.args[0] === high.args[0] && high.low === next.low + next.width)
      return concat(extract(high.args[0]!, next.low, high.width + next.width), rest);
  }
  return wholeSum(high, low) ?? make('concat', width, [high, low]);
}

/** Halves that were added with a carry, or taken with a borrow, are the halves of one sum or difference. */
function wholeSum(high: Term, low: Term): Term | undefined {
  if (low.width !== 64 || high.width !== 64) return undefined;
  if (low.op === 'add') {
    const [x, y] = low.args as [Term, Term];
    for (const [first, second] of [
      [x, y],
      [y, x],
    ] as const) {
      const carry = bit(ult(low, first), 64);
      const upper = high.op === 'add' ? summands(high).filter((part) => part !== carry) : [];
      if (upper.length === 2 && summands(high).length === 3)
        return add(concat(upper[0]!, first), concat(upper[1]!, second));
    }
  }
  if (low.op === 'sub' && high.op === 'sub') {
    const [x, y] = low.args as [Term, Term];
    const [difference, borrow] = high.args as [Term, Term];
    if (borrow === bit(ult(x, y), 64) && difference.op === 'sub')
      return sub(concat(difference.args[0]!, x), concat(difference.args[1]!, y));
  }
  return undefined;
}

const summands = (term: Term): Term[] => (term.op === 'add' ? term.args.flatMap(summands) : [term]);

export function extract(a: Term, low: number, width: number): Term {
  if (low === 0 && width === a.width) return a;
  if (isConst(a)) return constant(width, (a.value >> BigInt(low)) & mask(width));
  if (a.op === 'extract') return extract(a.args[0]!, a.low + low, width);
  if (a.op === 'zext' || a.op === 'sext') {
    const inner = a.args[0]!;
    if (low + width <= inner.width) return extract(inner, low, width);
    if (a.op === 'zext' && low >= inner.width) return constant(width, 0n);
    if (a.op === 'zext') return zext(extract(inner, low, inner.width - low), width);
  }
  if (a.op === 'concat') {
    const [high, rest] = a.args as [Term, Term];
    if (low >= rest.width) return extract(high, low - rest.width, width);
    if (low + width <= rest.width) return extract(rest, low, width);
    return concat(extract(high, 0, low + width - rest.width), extract(rest, low, rest.width - low));
  }
  if (a.op === 'and' || a.op === 'or' || a.op === 'xor') {
    const [left, right] = a.args.map((arg) => extract(arg, low, width)) as [Term, Term];
    if (isConst(left) || isConst(right)) return { and, or, xor }[a.op](left, right);
  }
  // Not of a product: both its halves must be seen to be of one.
  if (low === 0 && (a.op === 'add' || a.op === 'sub')) {
    const [left, right] = a.args.map((arg) => extract(arg, 0, width)) as [Term, Term];
    return { add, sub }[a.op](left, right);
  }
  if (a.op === 'ite') {
    const [condition, yes, no] = a.args as [Term, Term, Term];
    const [left, right] = [extract(yes, low, width), extract(no, low, width)];
    if ((isAlternatives(left) && isAlternatives(right)) || left === right) return ite(condition, left, right);
  }
  return make('extract', width, [a], { low });
}

export function zext(a: Term, width: number): Term {
  if (width === a.width) return a;
  if (isConst(a)) return constant(width, a.value);
  if (a.op === 'zext') return zext(a.args[0]!, width);
  return lifted(a, (leaf) => zext(leaf, width)) ?? make('zext', width, [a]);
}

export function sext(a: Term, width: number): Term {
  if (width === a.width) return a;
  if (isConst(a)) return constant(width, BigInt.asIntN(a.width, a.value));
  if (a.op === 'zext') return zext(a.args[0]!, width);
  return lifted(a, (leaf) => sext(leaf, width)) ?? make('sext', width, [a]);
}

export function eq(a: Term, b: Term): Term {
  if (a === b) return TRUE;
  if (isConst(a) && isConst(b)) return truth(a.value === b.value);
  if (isConst(a)) return eq(b, a);
  if (a.width === 0) return any(all(a, b), all(not(a), not(b)));
  if (isConst(b)) return equalsConstant(a, b);
  if (a.op === 'zext' && b.op === 'zext' && a.args[0]!.width === b.args[0]!.width) return eq(a.args[0]!, b.args[0]!);
  if (a.op === 'concat' && b.op === 'concat' && a.args[1]!.width === b.args[1]!.width)
    return all(eq(a.args[0]!, b.args[0]!), eq(a.args[1]!, b.args[1]!));
  return make('eq', 0, a.id < b.id ? [a, b] : [b, a]);
}

function equalsConstant(a: Term, b: Term): Term {
  if (a.op === 'ite') {
    const [condition, yes, no] = a.args as [Term, Term, Term];
    const [left, right] = [eq(yes, b), eq(no, b)];
    if (isConst(left) || isConst(right)) return any(all(condition, left), all(not(condition), right));
  }
  if (a.op === 'zext') {
    const inner = a.args[0]!;
    return b.value > mask(inner.width) ? truth(false) : eq(inner, constant(inner.width, b.value));
  }
  if (a.op === 'concat') {
    const [high, low] = a.args as [Term, Term];
    const parts = [eq(high, extract(b, low.width, high.width)), eq(low, extract(b, 0, low.width))];
    if (parts.some(isConst)) return all(...parts);
  }
  return make('eq', 0, [a, b]);
}

export function ult(a: Term, b: Term): Term {
  if (a === b || isZero(b)) return truth(false);
  if (isConst(a) && isConst(b)) return truth(a.value < b.value);
  if (isConst(b) && b.value === 1n) return eq(a, constant(a.width, 0n));
  if (isConst(a) && a.value === 0n) return not(eq(b, a));
  if (a.op === 'zext' && isConst(b)) {
    const inner = a.args[0]!;
    return b.value > mask(inner.width) ? TRUE : ult(inner, constant(inner.width, b.value));
  }
  if (b.op === 'zext' && isConst(a)) {
    const inner = b.args[0]!;
    return a.value >= mask(inner.width) ? truth(false) : ult(constant(inner.width, a.value), inner);
  }
  return compared('ult', a, b);
}

export function slt(a: Term, b: Term): Term {
  if (a === b) return truth(false);
  if (isConst(a) && isConst(b)) return truth(BigInt.asIntN(a.width, a.value) < BigInt.asIntN(b.width, b.value));
  // Neither has a sign.
  if (isConst(b) && a.op === 'zext' && BigInt.asIntN(b.width, b.value) >= 0n) return ult(a, b);
  if (isConst(a) && b.op === 'zext' && BigInt.asIntN(a.width, a.value) >= 0n) return ult(a, b);
  return compared('slt', a, b);
}

function compared(op: 'ult' | 'slt', a: Term, b: Term): Term {
  const compare = op === 'ult' ? ult : slt;
  if (isConst(b) && a.op === 'ite' && isAlternatives(a)) {
    const [condition, yes, no] = a.args as [Term, Term, Term];
    return any(all(condition, compare(yes, b)), all(not(condition), compare(no, b)));
  }
  return make(op, 0, [a, b]);
}

export const ule = (a: Term, b: Term): Term => not(ult(b, a));
export const ugt = (a: Term, b: Term): Term => ult(b, a);
export const uge = (a: Term, b: Term): Term => not(ult(a, b));
export const ne = (a: Term, b: Term): Term => not(eq(a, b));
export const bit = (condition: Term, width = 32): Term => ite(condition, constant(width, 1n), constant(width, 0n));
