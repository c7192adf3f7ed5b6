import { COST, type Cost } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { type BigNumberType, type HostVal, VOID } from '../values/value.ts';

const low64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const signed64 = (value: bigint): bigint => BigInt.asIntN(64, value);
const join = (...words: bigint[]): bigint => words.reduce((value, word) => (value << 64n) | word);

type Wide = Extract<BigNumberType, 'u256' | 'i256'>;

/** The value if the type can hold it. */
function fit(type: Wide, value: bigint): bigint | undefined {
  const wrapped = type === 'u256' ? BigInt.asUintN(256, value) : BigInt.asIntN(256, value);
  return wrapped === value ? value : undefined;
}

const overflowed = (): HostError => new HostError('Object', 'ArithDomain', 'overflow has occurred');

type Operation<R> = (left: bigint, right: R) => bigint | undefined;

/** An operand that is an object is asked for its four words one by one, each as a contract would ask. */
const VISITS_PER_OPERAND = 8;

function chargeOperation(host: Metered, type: Wide, cost: Cost, operands: readonly unknown[]): void {
  host.budget.spend(cost);
  for (const value of operands) {
    if (typeof value === 'bigint' && isObject({ type, value })) host.budget.visit(VISITS_PER_OPERAND);
  }
}

/** Fails where the result does not fit, or there is none. */
function trapping<R>(type: Wide, operation: Operation<R>, cost: Cost) {
  return (host: Metered, left: bigint, right: R): bigint => {
    chargeOperation(host, type, cost, [left, right]);
    const result = operation(left, right);
    const fitted = result === undefined ? undefined : fit(type, result);
    if (fitted === undefined) throw overflowed();
    return fitted;
  };
}

/** Gives void where the result does not fit (CAP-82). */
function checked<R>(type: Wide, operation: Operation<R>, cost: Cost) {
  return (host: Metered, left: bigint, right: R): HostVal => {
    chargeOperation(host, type, cost, [left, right]);
    const result = operation(left, right);
    const fitted = result === undefined ? undefined : fit(type, result);
    if (fitted === undefined) return VOID;
    const value: HostVal = { type, value: fitted };
    if (isObject(value)) {
      host.budget.createObject();
      host.budget.visit();
    }
    return value;
  };
}

const add: Operation<bigint> = (a, b) => a + b;
const subtract: Operation<bigint> = (a, b) => a - b;
const multiply: Operation<bigint> = (a, b) => a * b;
const divide: Operation<bigint> = (a, b) => (b === 0n ? undefined : a / b);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** The remainder of Euclidean division: never negative. For the type's minimum and -1 the quotient overflows. */
const remainder =
  (type: Wide): Operation<bigint> =>
  (a, b) => {
    if (b === 0n || fit(type, a / b) === undefined) return undefined;
    return ((a % b) + magnitude(b)) % magnitude(b);
  };

/** By squaring; gives up as soon as an intermediate result cannot lead back into 256 bits. */
const power: Operation<number> = (base, exponent) => {
  let result = 1n;
  let square = base;
  for (let rest = exponent; ; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    if (magnitude(result) >> 256n !== 0n) return undefined;
    if (rest <= 1) return result;
    square *= square;
    if (square >> 512n !== 0n) return undefined;
  }
};

const shiftLeft =
  (type: Wide): Operation<number> =>
  (value, bits) => {
    if (bits >= 256) return undefined;
    const shifted = value << BigInt(bits);
    return type === 'u256' ? BigInt.asUintN(256, shifted) : BigInt.asIntN(256, shifted);
  };
const shiftRight: Operation<number> = (value, bits) => (bits >= 256 ? undefined : value >> BigInt(bits));

const WORD_BYTES = 8;
const WIDE_BYTES = 32;

/** The number in an object, which is copied out of it. */
function copied(host: Metered, value: bigint): bigint {
  host.budget.copy(WORD_BYTES);
  return value;
}

function fromBytes(host: Metered, bytes: Uint8Array): bigint {
  if (bytes.length !== WIDE_BYTES) {
    throw new HostError('Object', 'UnexpectedSize', `a 256-bit number has 32 bytes, not ${bytes.length}`);
  }
  host.budget.copy(WIDE_BYTES);
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(host: Metered, type: Wide, value: bigint): Uint8Array {
  if (isObject({ type, value })) host.budget.visit();
  host.budget.collect(WIDE_BYTES, 1);
  return Buffer.from(BigInt.asUintN(256, value).toString(16).padStart(64, '0'), 'hex');
}

export const int: HostModule<'i', Metered> = {
  obj_from_u64: (_, value) => value,
  obj_to_u64: copied,
  obj_from_i64: (_, value) => value,
  obj_to_i64: copied,
  obj_from_u128_pieces: (_, high, low) => join(high, low),
  obj_to_u128_lo64: (_, value) => low64(value),
  obj_to_u128_hi64: (_, value) => low64(value >> 64n),
  obj_from_i128_pieces: (_, high, low) => join(high, low),
  obj_to_i128_lo64: (_, value) => low64(value),
  obj_to_i128_hi64: (_, value) => signed64(value >> 64n),
  obj_from_u256_pieces: (_, a, b, c, d) => join(a, b, c, d),
  u256_val_from_be_bytes: fromBytes,
  u256_val_to_be_bytes: (host, value) => toBytes(host, 'u256', value),
  obj_to_u256_hi_hi: (_, value) => low64(value >> 192n),
  obj_to_u256_hi_lo: (_, value) => low64(value >> 128n),
  obj_to_u256_lo_hi: (_, value) => low64(value >> 64n),
  obj_to_u256_lo_lo: (_, value) => low64(value),
  obj_from_i256_pieces: (_, a, b, c, d) => join(a, b, c, d),
  i256_val_from_be_bytes: (host, bytes) => BigInt.asIntN(256, fromBytes(host, bytes)),
  i256_val_to_be_bytes: (host, value) => toBytes(host, 'i256', value),
  obj_to_i256_hi_hi: (_, value) => signed64(value >> 192n),
  obj_to_i256_hi_lo: (_, value) => low64(value >> 128n),
  obj_to_i256_lo_hi: (_, value) => low64(value >> 64n),
  obj_to_i256_lo_lo: (_, value) => low64(value),
  u256_add: trapping('u256', add, COST.Int256AddSub),
  u256_sub: trapping('u256', subtract, COST.Int256AddSub),
  u256_mul: trapping('u256', multiply, COST.Int256Mul),
  u256_div: trapping('u256', divide, COST.Int256Div),
  u256_rem_euclid: trapping('u256', remainder('u256'), COST.Int256Div),
  u256_pow: trapping('u256', power, COST.Int256Pow),
  u256_shl: trapping('u256', shiftLeft('u256'), COST.Int256Shift),
  u256_shr: trapping('u256', shiftRight, COST.Int256Shift),
  i256_add: trapping('i256', add, COST.Int256AddSub),
  i256_sub: trapping('i256', subtract, COST.Int256AddSub),
  i256_mul: trapping('i256', multiply, COST.Int256Mul),
  i256_div: trapping('i256', divide, COST.Int256Div),
  i256_rem_euclid: trapping('i256', remainder('i256'), COST.Int256Div),
  i256_pow: trapping('i256', power, COST.Int256Pow),
  i256_shl: trapping('i256', shiftLeft('i256'), COST.Int256Shift),
  i256_shr: trapping('i256', shiftRight, COST.Int256Shift),
  timepoint_obj_from_u64: (_, value) => value,
  timepoint_obj_to_u64: copied,
  duration_obj_from_u64: (_, value) => value,
  duration_obj_to_u64: copied,
  u256_checked_add: checked('u256', add, COST.Int256AddSub),
  u256_checked_sub: checked('u256', subtract, COST.Int256AddSub),
  u256_checked_mul: checked('u256', multiply, COST.Int256Mul),
  u256_checked_pow: checked('u256', power, COST.Int256Pow),
  i256_checked_add: checked('i256', add, COST.Int256AddSub),
  i256_checked_sub: checked('i256', subtract, COST.Int256AddSub),
  i256_checked_mul: checked('i256', multiply, COST.Int256Mul),
  i256_checked_pow: checked('i256', power, COST.Int256Pow),
};
