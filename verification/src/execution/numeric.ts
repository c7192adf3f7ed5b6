import * as bits from '../terms/bits.ts';

import { constant, type Term } from '../terms/term.ts';

type Binary = (a: Term, b: Term) => Term;

// In the order of their opcodes, which is the same for 32 and for 64 bits.
const comparisons: readonly Binary[] = [
  bits.eq,
  bits.ne,
  bits.slt,
  bits.ult,
  (a, b) => bits.slt(b, a),
  bits.ugt,
  (a, b) => bits.not(bits.slt(b, a)),
  bits.ule,
  (a, b) => bits.not(bits.slt(a, b)),
  bits.uge,
];

const arithmetic: readonly Binary[] = [
  bits.add,
  bits.sub,
  bits.mul,
  bits.sdiv,
  bits.udiv,
  bits.srem,
  bits.urem,
  bits.and,
  bits.or,
  bits.xor,
  bits.shl,
  bits.ashr,
  bits.lshr,
  (a, b) => rotate(a, b),
  (a, b) => rotate(a, bits.sub(constant(b.width, b.width), b)),
];

function rotate(a: Term, by: Term): Term {
  const width = constant(by.width, by.width);
  return bits.or(bits.shl(a, by), bits.lshr(a, bits.sub(width, bits.urem(by, width))));
}

export interface NumericOperation {
  readonly operands: 1 | 2;
  readonly apply: (a: Term, b: Term) => Term;
  /** When it traps. */
  readonly traps?: (a: Term, b: Term) => Term;
}

const unary = (apply: (a: Term) => Term): NumericOperation => ({ operands: 1, apply });
const binary = (apply: Binary): NumericOperation => ({ operands: 2, apply });

const dividesByZero: Binary = (_, b) => bits.eq(b, constant(b.width, 0n));
const overflows: Binary = (a, b) =>
  bits.all(bits.eq(a, constant(a.width, 1n << BigInt(a.width - 1))), bits.eq(b, constant(b.width, -1n)));

const table = new Map<number, NumericOperation>();

table.set(
  0x45,
  unary((a) => bits.bit(bits.eq(a, constant(32, 0n)))),
);
table.set(
  0x50,
  unary((a) => bits.bit(bits.eq(a, constant(64, 0n)))),
);
for (const first of [0x46, 0x51]) {
  for (const [i, compare] of comparisons.entries())
    table.set(
      first + i,
      binary((a, b) => bits.bit(compare(a, b))),
    );
}
for (const first of [0x6a, 0x7c]) {
  for (const [i, apply] of arithmetic.entries()) {
    if (i < 3 || i > 6) table.set(first + i, binary(apply));
    else {
      const traps: Binary =
        i === 3
          ? (a, b) => bits.not(bits.all(bits.not(dividesByZero(a, b)), bits.not(overflows(a, b))))
          : dividesByZero;
      table.set(first + i, { operands: 2, apply, traps });
    }
  }
}
for (const first of [0x67, 0x79]) {
  table.set(
    first,
    unary((a) => leadingZeros(a)),
  );
  table.set(
    first + 1,
    unary((a) => trailingZeros(a)),
  );
  table.set(
    first + 2,
    unary((a) => ones(a)),
  );
}
table.set(
  0xa7,
  unary((a) => bits.extract(a, 0, 32)),
);
table.set(
  0xac,
  unary((a) => bits.sext(a, 64)),
);
table.set(
  0xad,
  unary((a) => bits.zext(a, 64)),
);
for (const [op, from, to] of [
  [0xc0, 8, 32],
  [0xc1, 16, 32],
  [0xc2, 8, 64],
  [0xc3, 16, 64],
  [0xc4, 32, 64],
] as const) {
  table.set(
    op,
    unary((a) => bits.sext(bits.extract(a, 0, from), to)),
  );
}

export const numericOperation = (op: number): NumericOperation | undefined => table.get(op);

const bitAt = (a: Term, i: number): Term => bits.eq(bits.extract(a, i, 1), constant(1, 1n));

function leadingZeros(a: Term): Term {
  let count = constant(a.width, a.width);
  for (let i = 0; i < a.width; i++) count = bits.ite(bitAt(a, i), constant(a.width, a.width - 1 - i), count);
  return count;
}

function trailingZeros(a: Term): Term {
  let count = constant(a.width, a.width);
  for (let i = a.width - 1; i >= 0; i--) count = bits.ite(bitAt(a, i), constant(a.width, i), count);
  return count;
}

function ones(a: Term): Term {
  let count = constant(a.width, 0n);
  for (let i = 0; i < a.width; i++) count = bits.add(count, bits.zext(bits.extract(a, i, 1), a.width));
  return count;
}
