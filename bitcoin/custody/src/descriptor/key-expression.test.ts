import { describe, expect, test } from 'vitest';
import { networks } from '../networks.ts';
import { formatKeyExpression, HARDENED, parseKeyExpression } from './key-expression.ts';

const XPUB =
  'xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL';
const XPRV =
  'xprvA1RpRA33e1JQ7ifknakTFpgNXPmW2YvmhqLQYMmrj4xJXXWYpDPS3xz7iAxn8L39njGVyuoseXzU6rcxFLJ8HFsTjSyQbLYnMpCqE2VbFWc';
const WIF = 'L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1';
const WIF_UNCOMPRESSED = '5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss';
const PUBLIC_KEY = '0260b2003c386519fc9eadf2b5cf124dd8eea4c4e68d5e154050a9346ea98ce600';
const parse = (text: string) => parseKeyExpression(text, networks.mainnet);
const origin = { fingerprint: 'deadbeef', path: [HARDENED, HARDENED + 1, HARDENED + 2] };

describe('BIP-380 key expressions', () => {
  test.each([
    ['extended public key', XPUB, { xpub: XPUB, steps: [], ranged: false }],
    ['with key origin', `[deadbeef/0h/1h/2h]${XPUB}`, { origin, xpub: XPUB, steps: [], ranged: false }],
    ["with ' as hardened mark", `[deadbeef/0'/1h/2']${XPUB}`, { origin, xpub: XPUB, steps: [], ranged: false }],
    ['with derivation', `[deadbeef/0h/1h/2h]${XPUB}/3/4/5`, { origin, xpub: XPUB, steps: [3, 4, 5], ranged: false }],
    ['with children', `[deadbeef/0h/1h/2h]${XPUB}/3/4/5/*`, { origin, xpub: XPUB, steps: [3, 4, 5], ranged: true }],
    ['with an upper-case fingerprint', `[DEADBEEF/0h/1h/2h]${XPUB}`, { origin, xpub: XPUB, steps: [], ranged: false }],
  ])('%s is read', (_, text, expected) => {
    const key = parse(text);
    expect(key).toEqual(expected);
    expect(parse(formatKeyExpression(key))).toEqual(key);
  });

  test.each([
    ['a WIF private key', WIF, 'descriptor/private-key'],
    ['an uncompressed WIF private key', WIF_UNCOMPRESSED, 'descriptor/private-key'],
    ['a WIF key with derivation', `${WIF}/0`, 'descriptor/private-key'],
    ['a WIF key with children', `${WIF}/*`, 'descriptor/private-key'],
    ['an extended private key', XPRV, 'descriptor/private-key'],
    ['an extended private key with origin', `[deadbeef/0h/1h/2h]${XPRV}/3/4/5/*`, 'descriptor/private-key'],
    ['hardened derivation and unhardened children', `${XPUB}/3h/4h/5h/*`, 'descriptor/hardened-step'],
    ['hardened children', `${XPUB}/3/4/5/*h`, 'descriptor/hardened-step'],
    ['a plain public key', PUBLIC_KEY, 'descriptor/key'],
    ['a children indicator in the origin', `[deadbeef/0h/0h/0h/*]${XPUB}`, 'descriptor/key'],
    ['a trailing slash in the origin', `[deadbeef/0h/0h/0h/]${XPUB}`, 'descriptor/key'],
    ['a too short fingerprint', `[deadbef/0h/0h/0h]${XPUB}`, 'descriptor/key'],
    ['a too long fingerprint', `[deadbeeef/0h/0h/0h]${XPUB}`, 'descriptor/key'],
    ['f as hardened mark', `[deadbeef/0f/0f/0f]${XPUB}`, 'descriptor/key'],
    ['a negative step', `[deadbeef/-0/-0/-0]${XPUB}`, 'descriptor/key'],
    ['H as hardened mark', `[deadbeef/0H/0H/0H]${XPUB}`, 'descriptor/key'],
    ['a derivation index out of range', `${XPUB}/2147483648`, 'descriptor/key'],
    ['an invalid derivation index', `${XPUB}/1aa`, 'descriptor/key'],
    ['multiple key origins', `[aaaaaaaa][aaaaaaaa]${XPUB}/0`, 'descriptor/key'],
    ['a missing key origin start', `aaaaaaaa]${XPUB}/0`, 'descriptor/key'],
    ['a non-hex fingerprint', `[gaaaaaaa]${XPUB}/0`, 'descriptor/key'],
    ['an origin without a key', '[deadbeef]', 'descriptor/key'],
    ['an xpub with one wrong character', XPUB.replace('ERApf', 'ERApg'), 'descriptor/key'],
    ['a step after the children', `${XPUB}/*/0`, 'descriptor/key'],
  ])('%s is refused', (_, text, code) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code }));
  });

  test('a key of another network is refused', () => {
    expect(() => parseKeyExpression(XPUB, networks.regtest)).toThrow(
      expect.objectContaining({ code: 'descriptor/wrong-network', context: { network: 'regtest', prefix: 'xpub' } }),
    );
  });

  test('a refused private key is not repeated in the message', () => {
    for (const secret of [WIF, XPRV]) {
      expect(() => parse(secret)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
    }
  });
});

// BIP-32, test vector 5: extended keys that must not be accepted.
test.each([
  [
    'a public version with a private key',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5fTtTQBm',
  ],
  [
    'an invalid public key prefix 04',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Txnt3siSujt9RCVYsx4qHZGc62TG4McvMGcAUjeuwZdduYEvFn',
  ],
  [
    'an invalid public key prefix 01',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6N8ZMMXctdiCjxTNq964yKkwrkBJJwpzZS4HS2fxvyYUA4q2Xe4',
  ],
  [
    'a zero depth with a parent fingerprint',
    'xpub661no6RGEX3uJkY4bNnPcw4URcQTrSibUZ4NqJEw5eBkv7ovTwgiT91XX27VbEXGENhYRCf7hyEbWrR3FewATdCEebj6znwMfQkhRYHRLpJ',
  ],
  [
    'a zero depth with an index',
    'xpub661MyMwAuDcm6CRQ5N4qiHKrJ39Xe1R1NyfouMKTTWcguwVcfrZJaNvhpebzGerh7gucBvzEQWRugZDuDXjNDRmXzSZe4c7mnTK97pTvGS8',
  ],
  [
    'an invalid version',
    'DMwo58pR1QLEFihHiXPVykYB6fJmsTeHvyTp7hRThAtCX8CvYzgPcn8XnmdfHGMQzT7ayAmfo4z3gY5KfbrZWZ6St24UVf2Qgo6oujFktLHdHY4',
  ],
  [
    'a point not on the curve',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Q5JXayek4PRsn35jii4veMimro1xefsM58PgBMrvdYre8QyULY',
  ],
])('BIP-32 vector 5: %s is refused', (_, xpub) => {
  expect(() => parse(xpub)).toThrow(expect.objectContaining({ code: 'descriptor/key' }));
});
