/** What a signature of one parameter set of FIPS 204 is made of. */
export type SignatureShape = {
  readonly bytes: number;
  /** λ / 4. */
  readonly challengeBytes: number;
  /** ℓ polynomials of `z`, each of 256 coefficients of so many bits. */
  readonly vectors: number;
  readonly bitsOfZ: number;
  readonly gamma1: number;
  readonly beta: number;
  /** k polynomials of the hint, with at most ω ones. */
  readonly rows: number;
  readonly hints: number;
};

const COEFFICIENTS = 256;

/** Whether a signature of the right length decodes: `z` is short enough, and the hint is packed as it must be. */
export function isWellFormedSignature(signature: Uint8Array, shape: SignatureShape): boolean {
  const hintAt = shape.bytes - shape.hints - shape.rows;
  return (
    isHintPacked(signature.subarray(hintAt), shape) && isShort(signature.subarray(shape.challengeBytes, hintAt), shape)
  );
}

/** Algorithm 21, `HintBitUnpack`. */
function isHintPacked(packed: Uint8Array, { hints, rows }: SignatureShape): boolean {
  let start = 0;
  for (let row = 0; row < rows; row++) {
    const end = packed[hints + row]!;
    if (end < start || end > hints) return false;
    for (let i = start + 1; i < end; i++) if (packed[i - 1]! >= packed[i]!) return false;
    start = end;
  }
  return packed.subarray(start, hints).every((byte) => byte === 0);
}

/** Each coefficient is packed as what it lacks to γ₁, least significant bit first; none may be γ₁ − β or more in size. */
function isShort(packed: Uint8Array, { vectors, bitsOfZ, gamma1, beta }: SignatureShape): boolean {
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < vectors * COEFFICIENTS; i++) {
    while (held < bitsOfZ) {
      bits |= packed[at]! << held;
      at += 1;
      held += 8;
    }
    const coefficient = gamma1 - (bits & ((1 << bitsOfZ) - 1));
    bits >>>= bitsOfZ;
    held -= bitsOfZ;
    if (Math.abs(coefficient) >= gamma1 - beta) return false;
  }
  return true;
}
