import { expect, test } from 'vitest';
import { compactSignature, fromHex, toHex } from './passkey.ts';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** As authenticators write it (RFC 3279, §2.2.3): as few bytes as there are, and a zero before a high bit. */
function derOf(signature: Uint8Array): Uint8Array {
  const integers = [signature.slice(0, 32), signature.slice(32)].flatMap((bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const short = [...bytes.slice(first)];
    const shown = short[0]! > 0x7f ? [0, ...short] : short;
    return [0x02, shown.length, ...shown];
  });
  return Uint8Array.from([0x30, integers.length, ...integers]);
}

test('a signature of a passkey is r and s of 32 bytes, s in the lower half, and is still one', async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(P256, false, ['sign', 'verify']);
  // Enough that r and s begin with zeros, with a high bit, and in both halves.
  for (let round = 0; round < 600; round++) {
    const message = new TextEncoder().encode(`message ${round}`);
    const compact = compactSignature(derOf(new Uint8Array(await crypto.subtle.sign(P256, privateKey, message))));
    expect(compact).toHaveLength(64);
    expect(BigInt(`0x${toHex(compact.slice(32))}`)).toBeLessThanOrEqual(ORDER / 2n);
    expect(await crypto.subtle.verify(P256, publicKey, Uint8Array.from(compact), message)).toBe(true);
  }
});

test('bytes are themselves again after they were hex', () => {
  const bytes = Uint8Array.from([0, 1, 15, 16, 127, 128, 255]);
  expect(fromHex(toHex(bytes))).toEqual(bytes);
});
