import { crc32 } from 'node:zlib';

/*
 * A log or snapshot file is a magic text and then frames: length (4 bytes), CRC-32 of length and payload (4 bytes),
 * payload. One frame is one write, and the next is written only when it is on disk. So after a crash at most the last
 * frame can be damaged; a damaged frame with a sound one after it means that the disk lost what it had promised.
 */
export const FRAME_HEADER_BYTES = 8;
/** Every payload is XDR and starts with its record type, from 1 to this. */
export const MAX_RECORD_TYPE = 15;
/** Larger lengths are read as damage. */
const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

export function encodeFrame(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame.set(payload, FRAME_HEADER_BYTES);
  frame.writeUInt32BE(checksum(frame.subarray(0, 4), payload), 4);
  return frame;
}

function checksum(length: Uint8Array, payload: Uint8Array): number {
  return crc32(payload, crc32(length));
}

export type FrameScan = {
  readonly payloads: Buffer[];
  /** Offset after the last sound frame. */
  readonly end: number;
  /** Bytes follow `end`, none of which is a sound frame. */
  readonly torn: boolean;
  /** A sound frame was found after damage, at this offset. */
  readonly soundAfterDamage: number | undefined;
};

/** Reads the frames of a file from `start` up to the first damage. */
export function scanFrames(file: Buffer, start: number): FrameScan {
  const payloads: Buffer[] = [];
  let offset = start;
  for (;;) {
    const payload = frameAt(file, offset);
    if (payload === undefined) break;
    payloads.push(payload);
    offset += FRAME_HEADER_BYTES + payload.length;
  }
  const torn = offset < file.length;
  return { payloads, end: offset, torn, soundAfterDamage: torn ? findSound(file, offset + 1) : undefined };
}

function frameAt(file: Buffer, offset: number): Buffer | undefined {
  if (offset + FRAME_HEADER_BYTES > file.length) return undefined;
  const length = file.readUInt32BE(offset);
  const end = offset + FRAME_HEADER_BYTES + length;
  if (length === 0 || length > MAX_PAYLOAD_BYTES || end > file.length) return undefined;
  const payload = file.subarray(offset + FRAME_HEADER_BYTES, end);
  const sound = checksum(file.subarray(offset, offset + 4), payload) === file.readUInt32BE(offset + 4);
  return sound ? payload : undefined;
}

/** Record types are small and offsets multiples of four, which leaves few places to compute a checksum at. */
function findSound(file: Buffer, from: number): number | undefined {
  for (let offset = (from + 3) & ~3; offset + FRAME_HEADER_BYTES + 4 <= file.length; offset += 4) {
    const type = file.readUInt32BE(offset + FRAME_HEADER_BYTES);
    if (type > 0 && type <= MAX_RECORD_TYPE && frameAt(file, offset) !== undefined) return offset;
  }
  return undefined;
}
