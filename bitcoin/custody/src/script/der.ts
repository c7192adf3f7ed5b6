/** `r ‖ s` of a strict DER signature (BIP-66); undefined if it is not one. */
export function compactSignature(der: Uint8Array): Uint8Array | undefined {
  const rLength = der[3] ?? 0;
  const sLength = der[5 + rLength] ?? 0;
  const isSequence = der[0] === 0x30 && der[1] === der.length - 2 && der.length === 6 + rLength + sLength;
  if (!isSequence || der[2] !== 0x02 || der[4 + rLength] !== 0x02) return undefined;
  const compact = new Uint8Array(64);
  const parts = [der.subarray(4, 4 + rLength), der.subarray(6 + rLength)];
  for (const [i, part] of parts.entries()) {
    if (!isMinimal(part)) return undefined;
    const digits = part[0] === 0 ? part.subarray(1) : part;
    if (digits.length === 0 || digits.length > 32) return undefined;
    compact.set(digits, 32 * (i + 1) - digits.length);
  }
  return compact;
}

/** Not negative, and with a leading zero only where the number would be negative without it. */
function isMinimal(number: Uint8Array): boolean {
  const [first = 0x80, second] = number;
  if (first >= 0x80) return false;
  return first !== 0 || second === undefined || second >= 0x80;
}

/** `r ‖ s` in strict DER. */
export function derSignature(compact: Uint8Array): Uint8Array {
  const parts = [compact.subarray(0, 32), compact.subarray(32)].map((number) => {
    const first = number.findIndex((byte) => byte !== 0);
    const digits = number.subarray(first < 0 ? 31 : first);
    const padded = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.of(0x02, padded.length), padded]);
  });
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}
