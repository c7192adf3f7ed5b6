import { contract, type i128, type u256 } from '@istsi/soroban-sdk';

/** Arithmetic that traps where the result does not fit. */
@contract
export class Arith {
  add(a: u64, b: u64): u64 {
    return a + b;
  }

  sub(a: u32, b: u32): u32 {
    return a - b;
  }

  mul(a: i64, b: i64): i64 {
    return a * b;
  }

  increment(value: i32): i32 {
    let next = value;
    next += 1;
    next++;
    return next;
  }

  /** amount x numerator / denominator, with no overflow in between. */
  share(amount: i128, numerator: i128, denominator: i128): i128 {
    return amount.mulDiv(numerator, denominator);
  }

  square(value: u256): u256 {
    return value * value;
  }
}
