import { type Bytes, type BytesN, bytes, Packed } from '@istsi/soroban-sdk';

/** A hash of the wire, turned round: as explorers print it. */
export function explorersOrder(hash: Bytes): BytesN<32> {
  const wire = Packed.from(hash);
  // A number read little-endian and written big-endian is its eight bytes turned round.
  return bytes('')
    .pushU64(wire.u64At(24))
    .pushU64(wire.u64At(16))
    .pushU64(wire.u64At(8))
    .pushU64(wire.u64At(0))
    .toBytesN<32>();
}
