import { createPublicKey } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parsePublicKey, readPublicKey } from '@istsi/integration';
import { describe, expect, test } from 'vitest';
import { heldAgainst, readContentDigest } from './content-digest.ts';
import { readSignature, type SignedMessage, signatureBase } from './signed-message.ts';
import { verifySignature } from './verify-signature.ts';

/** RFC 9421, B.1.3 and B.1.4. */
const keys = {
  p256: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==',
  ed25519: 'MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=',
};

/** B.2's request, as the given fields sign it. */
function request(fields: Record<string, string>): SignedMessage {
  const all: Record<string, string> = {
    ...{ host: 'example.com', date: 'Tue, 20 Apr 2021 02:07:55 GMT', 'content-type': 'application/json' },
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
    ...fields,
  };
  const field = (name: string) => (all[name] === undefined ? [] : [all[name]]);
  return { method: 'POST', scheme: 'http', authority: 'Example.com:80', target: '/foo?param=Value&Pet=dog', field };
}

test('RFC 9421 B.2.6: a request signed with ed25519', () => {
  const message = request({
    'signature-input':
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
  });
  const signature = readSignature(message);
  const base = signatureBase(message, signature);
  const { key, algorithm } = readPublicKey(keys.ed25519);
  expect(algorithm).toBe('ed25519');
  expect(base.toString()).toBe(
    [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    ].join('\n'),
  );
  expect(verifySignature(algorithm, key, base, signature.bytes)).toBe(true);
  expect(verifySignature(algorithm, key, Buffer.from(`${base} `), signature.bytes)).toBe(false);
});

test('RFC 9421 B.2.4: what is signed with ecdsa-p256-sha256, r and s of 32 bytes each', () => {
  const base = [
    '"@status": 200',
    '"content-type": application/json',
    '"content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    '"content-length": 23',
    '"@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
  ].join('\n');
  const signature = 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==';
  const { key, algorithm } = readPublicKey(keys.p256);
  expect(algorithm).toBe('ecdsa-p256-sha256');
  expect(verifySignature(algorithm, key, Buffer.from(base), Buffer.from(signature, 'base64'))).toBe(true);
  expect(
    verifySignature('ed25519', readPublicKey(keys.ed25519).key, Buffer.from(base), Buffer.from(signature, 'base64')),
  ).toBe(false);
});

test('RFC 9421 2.2: the parts of an address', () => {
  const message = request({});
  const names = ['@method', '@target-uri', '@authority', '@scheme', '@request-target', '@path', '@query'];
  const base = signatureBase(message, { components: names, line: '()' });
  expect(base.toString().split('\n').slice(0, -1)).toEqual([
    '"@method": POST',
    '"@target-uri": http://example.com/foo?param=Value&Pet=dog',
    '"@authority": example.com',
    '"@scheme": http',
    '"@request-target": /foo?param=Value&Pet=dog',
    '"@path": /foo',
    '"@query": ?param=Value&Pet=dog',
  ]);
  const without = signatureBase({ ...message, target: '/path' }, { components: ['@query'], line: '()' });
  expect(without.toString()).toContain('"@query": ?\n');
});

describe('RFC 9530', () => {
  const digests = (field: string) => readContentDigest(field);
  const fault = () => new Error('another body');
  const read = async (field: string, body: string) =>
    await text(heldAgainst(digests(field), Readable.from([Buffer.from(body)]), fault));

  test.each([
    ['B.1, sha-256', 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:', '{"hello": "world"}\n'],
    [
      'RFC 9421 B.2, sha-512',
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
      '{"hello": "world"}',
    ],
  ])('%s: the body, and no other one', async (_, field, body) => {
    expect(await read(field, body)).toBe(body);
    await expect(read(field, `${body} `)).rejects.toThrow('another body');
  });

  test('of two digests both are right, and broken or unknown ones alone say nothing', async () => {
    const right = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
    await expect(read(`${right}, sha-512=:AAAA:`, '{"hello": "world"}\n')).rejects.toThrow('another body');
    for (const field of ['md5=:AAAA:', '', 'sha-256', 'sha-256="text"', '((('])
      expect(() => digests(field), field).toThrow(/content-digest/);
  });
});

describe('a public key', () => {
  const pem = (base64: string) => `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
  test('is read as PEM and as base64, and kept as the same', () => {
    for (const kept of Object.values(keys)) {
      expect(parsePublicKey(kept)).toBe(kept);
      for (const written of [pem(kept), pem(kept).replaceAll('\n', '')]) expect(parsePublicKey(written)).toBe(kept);
      expect(createPublicKey(pem(kept)).equals(readPublicKey(kept).key)).toBe(true);
    }
  });
  test.each([
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----',
      /private key/,
    ],
    ['nothing', ' ', /no public key/],
    ['a key of another curve', 'MCowBQYDK2VuAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', /x25519 does not sign/],
  ])('is not %s', (_, written, problem) => {
    expect(() => parsePublicKey(written)).toThrow(problem);
  });
});
