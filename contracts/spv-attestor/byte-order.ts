import { type BytesN, bytes, Packed, type u32 } from '@istsi/soroban-sdk';

const LENGTH: u32 = 32;

/** 32 bytes from the last to the first: hashes as explorers print them, numbers as memory has them. */
export function reversed(value: BytesN<32>): BytesN<32> {
  const from = Packed.from(value.toBytes());
  let to = bytes('');
  // A number read little-endian and written big-endian is its eight bytes turned round.
  for (let at = LENGTH; at > 0; at -= 8) to = to.pushU64(from.u64At(at - 8));
  return to.toBytesN<32>();
}
