import type { Operator } from './term.ts';

/** What an operation on numbers gives, as SMT-LIB defines it: division by zero too. `width` is the operands', `result` its own. */
export function compute(op: Operator, args: readonly bigint[], width: number, result: number, low = 0): bigint {
  const [a = 0n, b = 0n] = args;
  const wrap = (value: bigint): bigint => BigInt.asUintN(result === 0 ? 1 : result, value);
  const [sa, sb] = [BigInt.asIntN(width, a), BigInt.asIntN(width, b)];
  switch (op) {
    case 'add':
      return wrap(a + b);
    case 'sub':
      return wrap(a - b);
    case 'mul':
      return wrap(a * b);
    case 'udiv':
      return b === 0n ? wrap(-1n) : a / b;
    case 'urem':
      return b === 0n ? a : a % b;
    case 'sdiv':
      return b === 0n ? wrap(sa < 0n ? 1n : -1n) : wrap(sa / sb);
    case 'srem':
      return b === 0n ? a : wrap(sa % sb);
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'shl':
      return b >= BigInt(width) ? 0n : wrap(a << b);
    case 'lshr':
      return b >= BigInt(width) ? 0n : a >> b;
    case 'ashr':
      return wrap(sa >> (b >= BigInt(width) ? BigInt(width - 1) : b));
    case 'extract':
      return wrap(a >> BigInt(low));
    case 'zext':
      return a;
    case 'sext':
      return wrap(sa);
    case 'eq':
      return a === b ? 1n : 0n;
    case 'ult':
      return a < b ? 1n : 0n;
    case 'slt':
      return sa < sb ? 1n : 0n;
    case 'not':
      return a === 0n ? 1n : 0n;
    case 'all':
      return args.every((arg) => arg === 1n) ? 1n : 0n;
    case 'any':
      return args.includes(1n) ? 1n : 0n;
    default:
      throw new Error(`${op} is not computed from numbers`);
  }
}
