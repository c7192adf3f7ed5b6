import type { Term } from './term.ts';

const operators: Partial<Record<Term['op'], string>> = {
  add: 'bvadd',
  sub: 'bvsub',
  mul: 'bvmul',
  udiv: 'bvudiv',
  urem: 'bvurem',
  sdiv: 'bvsdiv',
  srem: 'bvsrem',
  and: 'bvand',
  or: 'bvor',
  xor: 'bvxor',
  shl: 'bvshl',
  lshr: 'bvlshr',
  ashr: 'bvashr',
  concat: 'concat',
  ite: 'ite',
  eq: '=',
  ult: 'bvult',
  slt: 'bvslt',
  not: 'not',
  all: 'and',
  any: 'or',
};

/** Declarations and assertions of truth values in SMT-LIB 2. Every shared part is defined once. */
export function toSmt(terms: readonly Term[]): string {
  const lines: string[] = [];
  const written = new Set<Term>();
  for (const term of inOrder(terms)) {
    if (written.has(term)) continue;
    written.add(term);
    if (term.op === 'var') lines.push(`(declare-const ${symbol(term)} ${sort(term.width)})`);
    else if (term.op !== 'const') lines.push(`(define-fun t${term.id} () ${sort(term.width)} ${expression(term)})`);
  }
  return [...lines, ...terms.map((term) => `(assert ${reference(term)})`)].join('\n');
}

/** Each after what it is made of. */
export function inOrder(terms: readonly Term[]): Set<Term> {
  const done = new Set<Term>();
  const pending = [...terms];
  while (pending.length > 0) {
    const next = pending.at(-1)!;
    const open = next.args.filter((arg) => !done.has(arg));
    if (open.length > 0) {
      pending.push(...open);
      continue;
    }
    pending.pop();
    done.add(next);
  }
  return done;
}

export const symbol = (variable: Term): string => `|${variable.name}|`;

const sort = (width: number): string => (width === 0 ? 'Bool' : `(_ BitVec ${width})`);

function reference(term: Term): string {
  if (term.op === 'var') return symbol(term);
  if (term.op !== 'const') return `t${term.id}`;
  return term.width === 0 ? (term.value === 1n ? 'true' : 'false') : `(_ bv${term.value} ${term.width})`;
}

function expression(term: Term): string {
  const args = term.args.map(reference).join(' ');
  const inner = term.args[0]!;
  switch (term.op) {
    case 'extract':
      return `((_ extract ${term.low + term.width - 1} ${term.low}) ${args})`;
    case 'zext':
      return `((_ zero_extend ${term.width - inner.width}) ${args})`;
    case 'sext':
      return `((_ sign_extend ${term.width - inner.width}) ${args})`;
    default:
      return `(${operators[term.op]} ${args})`;
  }
}
