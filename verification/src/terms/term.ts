/**
 * Expressions over bit vectors and truth values. Equal ones are one object, and whatever can be computed is computed when an
 * expression is made: most of what a contract does has one outcome, and never reaches a solver.
 */
export type Operator =
  | 'const'
  | 'var'
  | 'add'
  | 'sub'
  | 'mul'
  | 'udiv'
  | 'urem'
  | 'sdiv'
  | 'srem'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'lshr'
  | 'ashr'
  | 'concat'
  | 'extract'
  | 'zext'
  | 'sext'
  | 'ite'
  | 'eq'
  | 'ult'
  | 'slt'
  | 'not'
  | 'all'
  | 'any';

export interface Term {
  readonly id: number;
  readonly op: Operator;
  /** Bits; 0 is a truth value. */
  readonly width: number;
  readonly args: readonly Term[];
  /** Of a constant, never negative; truth values are 0 and 1. */
  readonly value: bigint;
  /** Of a variable. */
  readonly name: string;
  /** Of `extract`: the lowest bit that is taken. */
  readonly low: number;
}

const known = new Map<string, Term>();
let count = 0;

/** Forgets every expression: between proofs, so that memory does not grow. */
export function forgetTerms(): void {
  known.clear();
  TRUE = constant(0, 1n);
  FALSE = constant(0, 0n);
}

export function make(
  op: Operator,
  width: number,
  args: readonly Term[],
  { value = 0n, name = '', low = 0 }: { value?: bigint; name?: string; low?: number } = {},
): Term {
  const key = `${op}/${width}/${args.map(({ id }) => id).join(',')}/${value}/${name}/${low}`;
  const found = known.get(key);
  if (found) return found;
  count += 1;
  const term: Term = { id: count, op, width, args, value, name, low };
  known.set(key, term);
  return term;
}

export const mask = (width: number): bigint => (1n << BigInt(width)) - 1n;

export const constant = (width: number, value: bigint | number): Term =>
  make('const', width, [], { value: BigInt.asUintN(width === 0 ? 1 : width, BigInt(value)) });

export const variable = (name: string, width: number): Term => make('var', width, [], { name });

export let TRUE = constant(0, 1n);
export let FALSE = constant(0, 0n);

export const isConst = (term: Term): boolean => term.op === 'const';

export const truth = (value: boolean): Term => (value ? TRUE : FALSE);

export const signed = (term: Term): bigint => BigInt.asIntN(term.width, term.value);
