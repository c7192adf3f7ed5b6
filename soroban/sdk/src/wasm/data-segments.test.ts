import binaryen from 'assemblyscript/binaryen';
import { describe, expect, test } from 'vitest';
import { withMergedSegments } from './data-segments.ts';
import { readSections, readUnsigned } from './sections.ts';

const moduleOf = (...segments: [place: number, text: string][]): Uint8Array => {
  const data = segments.map(([place, text]) => `(data (i32.const ${place}) "${text}")`).join(' ');
  const module = binaryen.parseText(`(module (memory (export "memory") 1) ${data})`);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
};

/** What an instance begins with. */
async function memoryOf(wasm: Uint8Array): Promise<Uint8Array> {
  const module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  const { memory } = new WebAssembly.Instance(module, {}).exports as { memory: { buffer: ArrayBuffer } };
  return new Uint8Array(memory.buffer);
}

function segmentsOf(wasm: Uint8Array): number {
  const data = readSections(wasm).find(({ id }) => id === 11);
  return data ? readUnsigned(wasm, data.bodyStart).value : 0;
}

describe('segments of data', () => {
  test.each<[string, number, [number, string][]]>([
    ['none', 0, []],
    ['one', 1, [[1024, 'alone']]],
    [
      'neighbours',
      1,
      [
        [0, 'ab'],
        [2, 'cd'],
        [4, 'ef'],
      ],
    ],
    [
      'with a gap as long as a head',
      1,
      [
        [1024, 'ab'],
        [1032, 'cd'],
      ],
    ],
    [
      'with a longer gap',
      2,
      [
        [1024, 'ab'],
        [1033, 'cd'],
      ],
    ],
    [
      'out of order',
      1,
      [
        [2000, 'second'],
        [1996, 'frst'],
      ],
    ],
    [
      'about the places whose last byte has the sign bit',
      3,
      [
        [63, 'a'],
        [8191, 'b'],
        [65_000, 'c'],
      ],
    ],
    [
      'that end with zeros',
      1,
      [
        [1024, 'ab\\00\\00'],
        [1030, '\\00d'],
      ],
    ],
  ])('%s: memory is the same, in as few as pay', async (_, count, segments) => {
    const wasm = moduleOf(...segments);
    const merged = withMergedSegments(wasm);
    expect(segmentsOf(merged)).toBe(count);
    expect(merged.length).toBeLessThanOrEqual(wasm.length);
    expect(Buffer.compare(await memoryOf(merged), await memoryOf(wasm))).toBe(0);
  });

  test('that overlap are refused', () => {
    expect(() => withMergedSegments(moduleOf([0, 'abcd'], [2, 'x']))).toThrow(/overlap/);
  });
});
