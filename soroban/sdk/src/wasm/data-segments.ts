import { readSections, readUnsigned, unsigned } from './sections.ts';

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const dataSection = 11;
const i32Const = 0x41;
const end = 0x0b;

/**
 * The module with the segments of its data that lie close together made one. A segment has a head of about six bytes and its
 * own price at every call, the zeros between two are a byte each. Nothing else may be written before: the segments of a
 * compiled contract all are of its one memory, at constant places.
 */
export function withMergedSegments(wasm: Uint8Array): Uint8Array {
  const section = readSections(wasm).find(({ id }) => id === dataSection);
  if (!section) return wasm;
  const merged = mergeClose(readSegments(wasm, section.bodyStart));
  const body = Buffer.concat([unsigned(merged.length), ...merged.map(encode)]);
  const whole = [wasm.subarray(0, section.start), Buffer.of(dataSection), unsigned(body.length), body];
  return new Uint8Array(Buffer.concat([...whole, wasm.subarray(section.end)]));
}

function readSegments(wasm: Uint8Array, bodyStart: number): Segment[] {
  const count = readUnsigned(wasm, bodyStart);
  const segments: Segment[] = [];
  let at = count.next;
  for (let i = 0; i < count.value; i++) {
    if (wasm[at] !== 0 || wasm[at + 1] !== i32Const) throw new Error('a data segment is not at a constant place');
    const place = readUnsigned(wasm, at + 2);
    if (wasm[place.next] !== end) throw new Error('a data segment is not at a constant place');
    const length = readUnsigned(wasm, place.next + 1);
    at = length.next + length.value;
    // The place is signed: the highest bit of its last byte that counts is no sign as long as addresses are small.
    segments.push({ start: place.value, bytes: wasm.subarray(length.next, at) });
  }
  return segments.sort((a, b) => a.start - b.start);
}

function mergeClose(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const next of segments) {
    const last = merged.at(-1);
    const gap = last && next.start - (last.start + last.bytes.length);
    if (last && gap !== undefined && gap <= headLength(next)) {
      if (gap < 0) throw new Error('two data segments overlap');
      const bytes = Buffer.concat([last.bytes, Buffer.alloc(gap), next.bytes]);
      merged[merged.length - 1] = { start: last.start, bytes };
    } else merged.push(next);
  }
  return merged;
}

const headLength = (segment: Segment): number => encode(segment).length - segment.bytes.length;

function encode({ start, bytes }: Segment): Uint8Array {
  return Buffer.concat([Buffer.of(0, i32Const), signed(start), Buffer.of(end), unsigned(bytes.length), bytes]);
}

/** A signed LEB128 integer that is not negative. */
function signed(value: number): Uint8Array {
  const bytes = unsigned(value);
  const last = bytes.at(-1)!;
  return last < 0x40 ? bytes : Uint8Array.from([...bytes.subarray(0, -1), last | 0x80, 0]);
}
