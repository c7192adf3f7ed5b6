import { describe, expect, test } from 'vitest';
import { plain } from './decode.ts';
import { JsonNumber, parseJson, scaled } from './json.ts';

describe('JSON is read as JSON.parse reads it', () => {
  test.each([
    '{"result":{"a":[1,-2.5,3e2,0,null,true,false,"x"],"":""},"error":null,"id":1}',
    ' [ ] ',
    '{}',
    '"a \\"quoted\\" \\\\ word \\u00e9\\n"',
    '"ends in a slash \\\\"',
    '{"__proto__":{"polluted":1}}',
  ])('%s', (text) => {
    expect(plain(parseJson(text))).toEqual(JSON.parse(text));
  });

  test.each([
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    '01',
    '1.',
    '.5',
    '-',
    '+1',
    '1 2',
    'nul',
    'NaN',
    '"open',
    '"line\nbreak"',
    '{"a" 1}',
    '<html></html>',
    '['.repeat(100) + ']'.repeat(100),
  ])('and refused: %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

test('a block of megabytes in hexadecimal is one string', () => {
  const hex = 'ab'.repeat(8_000_000);
  expect(parseJson(`{"result":"${hex}"}`)).toEqual({ result: hex });
});

describe('numbers are exact', () => {
  test.each<[string, number, bigint | undefined, bigint | undefined]>([
    ['0.00012345', 8, 12_345n, 12_345n],
    ['1.2345e-4', 8, 12_345n, 12_345n],
    ['20999999.97690000', 8, 2_099_999_997_690_000n, 2_099_999_997_690_000n],
    ['0.1', 8, 10_000_000n, 10_000_000n],
    ['0.000000011', 8, undefined, 2n],
    ['-0.000000011', 8, undefined, -1n],
    ['1.0029', 3, undefined, 1_003n],
    ['9007199254740993', 0, 9_007_199_254_740_993n, 9_007_199_254_740_993n],
    ['1e400', 0, 10n ** 400n, 10n ** 400n],
    ['1e9999', 0, undefined, undefined],
  ])('%s times 10^%i', (text, digits, exact, up) => {
    const number = new JsonNumber(text);
    expect([scaled(number, digits, 'exact'), scaled(number, digits, 'up')]).toEqual([exact, up]);
  });
});
