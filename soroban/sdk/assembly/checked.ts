// What the operators of contract sources compile to: integer arithmetic that traps where Rust's overflow checks panic.

export function add<T>(a: T, b: T): T {
  if (sizeof<T>() < 4) return narrow<T>(<i32>a + <i32>b);
  const sum = <T>(a + b);
  if (isSigned<T>()) {
    if (((a ^ sum) & (b ^ sum)) < 0) unreachable();
  } else if (sum < a) unreachable();
  return sum;
}

export function sub<T>(a: T, b: T): T {
  if (sizeof<T>() < 4) return narrow<T>(<i32>a - <i32>b);
  const difference = <T>(a - b);
  if (isSigned<T>()) {
    if (((a ^ b) & (a ^ difference)) < 0) unreachable();
  } else if (a < b) unreachable();
  return difference;
}

export function mul<T>(a: T, b: T): T {
  if (sizeof<T>() < 8) {
    const product = <i64>a * <i64>b;
    const result = <T>product;
    if (<i64>result !== product) unreachable();
    return result;
  }
  const product = <T>(a * b);
  if (a === 0) return product;
  // -1 x the minimum: the division traps by itself.
  if (product / a !== b) unreachable();
  return product;
}

/** Signed 8 and 16 bits only: wider division traps by itself. */
export function div<T>(a: T, b: T): T {
  return narrow<T>(<i32>a / <i32>b);
}

/** Signed only: the minimum % -1 overflows in Rust, but is 0 in Wasm. */
export function rem<T>(a: T, b: T): T {
  if (<i64>b === -1 && <i64>a === minimum<T>()) unreachable();
  return <T>(a % b);
}

export function shl<T>(a: T, bits: T): T {
  return <T>(a << within<T>(bits));
}

export function shr<T>(a: T, bits: T): T {
  return <T>(a >> within<T>(bits));
}

export function shru<T>(a: T, bits: T): T {
  // Below 32 bits, Wasm would shift in the sign.
  if (sizeof<T>() < 4) return <T>((<u32>a & ((1 << ((<u32>sizeof<T>()) << 3)) - 1)) >> <u32>within<T>(bits));
  return <T>(a >>> within<T>(bits));
}

function within<T>(bits: T): T {
  if (<u64>(<i64>bits) >= <u64>(sizeof<T>() << 3)) unreachable();
  return bits;
}

function narrow<T>(wide: i32): T {
  const result = <T>wide;
  if (<i32>result !== wide) unreachable();
  return result;
}

function minimum<T>(): i64 {
  return (<i64>-1) << ((sizeof<T>() << 3) - 1);
}

/** An integer literal where a wide integer is expected. */
export function literal<T>(value: i64): T {
  return changetype<T>(<usize>0).__literal(value);
}
