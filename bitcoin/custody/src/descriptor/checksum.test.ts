import { describe, expect, test } from 'vitest';
import { addChecksum, descriptorChecksum, stripChecksum } from './checksum.ts';

describe('BIP-380 checksum vectors', () => {
  test('a valid checksum is accepted and recomputed', () => {
    expect(stripChecksum('raw(deadbeef)#89f8spxm')).toBe('raw(deadbeef)');
    expect(descriptorChecksum('raw(deadbeef)')).toBe('89f8spxm');
    expect(addChecksum('raw(deadbeef)')).toBe('raw(deadbeef)#89f8spxm');
  });

  test.each([
    ['no checksum', 'raw(deadbeef)', 'descriptor/checksum-missing'],
    ['missing checksum', 'raw(deadbeef)#', 'descriptor/checksum'],
    ['too long checksum', 'raw(deadbeef)#89f8spxmx', 'descriptor/checksum'],
    ['too short checksum', 'raw(deadbeef)#89f8spx', 'descriptor/checksum'],
    ['error in payload', 'raw(deedbeef)#89f8spxm', 'descriptor/checksum'],
    ['error in checksum', 'raw(deedbeef)##9f8spxm', 'descriptor/checksum'],
    ['invalid characters in payload', 'raw(Ü)#00000000', 'descriptor/characters'],
  ])('%s is refused', (_, text, code) => {
    expect(() => stripChecksum(text)).toThrow(expect.objectContaining({ code }));
  });
});
