import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FRAME_HEADER_BYTES, MAX_RECORD_TYPE, scanFrames } from './frames.ts';

/** Payloads as the sandbox writes them: whole words, the first of which is a record type. */
const payload = fc
  .tuple(fc.integer({ min: 1, max: MAX_RECORD_TYPE }), fc.uint8Array({ maxLength: 40 }))
  .map(([type, bytes]) =>
    Buffer.concat([Buffer.from([0, 0, 0, type]), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]),
  );
const payloads = fc.array(payload, { minLength: 1, maxLength: 8 });

test('frames are read back', () => {
  fc.assert(
    fc.property(payloads, (written) => {
      const file = Buffer.concat(written.map(encodeFrame));
      const { payloads: read, end, torn } = scanFrames(file, 0);
      expect(read).toEqual(written);
      expect([end, torn]).toEqual([file.length, false]);
    }),
  );
});

test('a file cut anywhere yields the whole frames before the cut, and nothing is taken for damage', () => {
  fc.assert(
    fc.property(payloads, fc.nat(), (written, at) => {
      const file = Buffer.concat(written.map(encodeFrame));
      const cut = at % file.length;
      const { payloads: read, end, torn, soundAfterDamage } = scanFrames(file.subarray(0, cut), 0);
      expect(written.slice(0, read.length)).toEqual(read);
      expect(torn).toBe(end < cut);
      expect(cut - end).toBeLessThan(FRAME_HEADER_BYTES + (written[read.length]?.length ?? 0));
      expect(soundAfterDamage).toBeUndefined();
    }),
  );
});

test('a changed byte before the last frame is told from a torn tail', () => {
  fc.assert(
    fc.property(payloads, payload, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, last, at, flip) => {
      const before = Buffer.concat(written.map(encodeFrame));
      const file = Buffer.concat([before, encodeFrame(last)]);
      file[at % before.length]! ^= flip;
      const { soundAfterDamage } = scanFrames(file, 0);
      expect(soundAfterDamage).toBeDefined();
    }),
  );
});
