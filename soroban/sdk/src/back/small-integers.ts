import * as asc from 'assemblyscript';

/*
 * Small integers live in 32 bits, and AssemblyScript leaves the bits above a type as they are where it takes them for right.
 * Of `a & b` it thinks so when either side fits, negative constants included, and of `a >> b` by the width alone: bits of the
 * other side, or of the sign, stayed above the type.
 */

const { BinaryOp, ExpressionId } = asc as unknown as {
  BinaryOp: { AndI32: number; ShrI32: number };
  ExpressionId: { Binary: number; Const: number };
};

/** Has the compiler keep small integers within their type. To be called once per process. */
export function keepSmallIntegers(): void {
  const flow = asc.Flow.prototype;
  const original = flow.canOverflow;
  flow.canOverflow = function (this: asc.Flow, expr, type) {
    if (!type.isShortIntegerValue || asc.getExpressionId(expr) !== ExpressionId.Binary) {
      return original.call(this, expr, type);
    }
    const [left, right] = [asc.getBinaryLeft(expr), asc.getBinaryRight(expr)];
    switch (asc.getBinaryOp(expr) as number) {
      case BinaryOp.AndI32:
        return !(isMask(left, type) || isMask(right, type)) && !fitsMasked(this, left, right, type);
      case BinaryOp.ShrI32:
        return type.isSignedIntegerValue ? original.call(this, expr, type) : this.canOverflow(left, type);
      default:
        return original.call(this, expr, type);
    }
  };
}

/** A constant that leaves nothing above the type, nor a sign. */
function isMask(expr: asc.ExpressionRef, type: asc.Type): boolean {
  if (asc.getExpressionId(expr) !== ExpressionId.Const) return false;
  const value = asc.getConstValueI32(expr);
  return value >= 0 && value < 2 ** (type.isSignedIntegerValue ? type.size - 1 : type.size);
}

/** Of unsigned sides one that fits is enough: above it are zeros. The sign of a signed one would let the other's bits pass. */
function fitsMasked(flow: asc.Flow, left: asc.ExpressionRef, right: asc.ExpressionRef, type: asc.Type): boolean {
  const fits = [left, right].map((side) => !flow.canOverflow(side, type));
  return type.isSignedIntegerValue ? fits.every(Boolean) : fits.some(Boolean);
}
