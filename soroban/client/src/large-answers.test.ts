import { Address, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64Pieces } from './base64-pieces.ts';
import { divertJson } from './diverted-json.ts';
import { skipperOf, XdrEnds, XdrPlace } from './skip-xdr.ts';

const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => (i * 37) % 251));
const base64 = bytes.toString('base64');

/** What came out of a document that arrives in pieces of so many bytes. */
function diverted(document: string, size: number) {
  const texts: { said: string; text: string }[] = [];
  const reader = divertJson(
    'large',
    {
      begin: (said) => texts.push({ said, text: '' }),
      piece(text) {
        texts.at(-1)!.text += text.toString('latin1');
      },
      end: () => undefined,
    },
    1_000,
  );
  const whole = Buffer.from(document);
  for (let at = 0; at < whole.length; at += size) reader.push(whole.subarray(at, at + size));
  return { texts, rest: JSON.parse(reader.end()) as unknown };
}

describe('a JSON document of which one member is handed on', () => {
  const document = JSON.stringify({
    first: 'a "large": in a text, \\ and ü',
    list: [
      { name: 'one', large: base64, after: 1 },
      { name: 'two', nested: { of: 'large' }, large: '' },
    ],
  });

  test.each([1, 2, 3, 7, 64, 10_000])('in pieces of %i bytes is the rest, and that member’s texts', (size) => {
    const { texts, rest } = diverted(document, size);
    expect(texts.map(({ text }) => text)).toEqual([base64, '']);
    expect(JSON.parse(`${texts[0]!.said}}`)).toEqual({ name: 'one' });
    const expected = JSON.parse(document) as { list: { large: string }[] };
    for (const one of expected.list) one.large = '';
    expect(rest).toEqual(expected);
  });

  test('of which the rest is too large is refused', () => {
    expect(() => diverted(JSON.stringify({ other: 'x'.repeat(2_000) }), 100)).toThrow('more than 1000 bytes');
  });
});

test.each([1, 2, 3, 5, 64])('base64 in pieces of %i characters is decoded, also where JSON escapes it', (size) => {
  const escaped = base64.replaceAll('/', '\\/').replaceAll('+', '\\u002b');
  expect(escaped).toContain('\\u002b');
  for (const text of [base64, escaped, base64.replace(/=+$/, '')]) {
    const [pieces, out] = [base64Pieces(), [] as Buffer[]];
    for (let at = 0; at < text.length; at += size) out.push(pieces.push(Buffer.from(text.slice(at, at + size))));
    expect(Buffer.concat([...out, pieces.end()])).toEqual(bytes);
  }
});

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const leaf = fc.oneof(
  fc.boolean().map((one) => xdr.ScVal.scvBool(one)),
  fc.constant(xdr.ScVal.scvVoid()),
  fc.constant(xdr.ScVal.scvLedgerKeyContractInstance()),
  fc.integer().map((one) => xdr.ScVal.scvI32(one)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((one) => xdr.ScVal.scvTimepoint(one)),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((one) => nativeToScVal(one, { type: 'u128' })),
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map((one) => nativeToScVal(one, { type: 'u256' })),
  fc.uint8Array({ maxLength: 9 }).map((one) => xdr.ScVal.scvBytes(one)),
  fc.string().map((one) => xdr.ScVal.scvString(one)),
  fc.stringMatching(/^[a-z]{0,32}$/).map((one) => xdr.ScVal.scvSymbol(one)),
  bytes32.map((one) => Address.fromString(StrKey.encodeEd25519PublicKey(one)).toScVal()),
  bytes32.map((one) => Address.fromString(StrKey.encodeContract(one)).toScVal()),
  bytes32.map((one) => Address.fromString(StrKey.encodeLiquidityPool(one)).toScVal()),
);
const anyValue = fc.letrec<{ value: xdr.ScVal }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }).map((list) => xdr.ScVal.scvVec(list)),
    fc
      .array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 })
      .map((pairs) => xdr.ScVal.scvMap(pairs.map(([key, val]) => new xdr.ScMapEntry({ key, val })))),
  ),
})).value;

describe('reading past XDR', () => {
  const value = xdr.ScVal.scvMap([
    new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol('amount'), val: xdr.ScVal.scvU64(5n) }),
    new xdr.ScMapEntry({
      key: xdr.ScVal.scvVec([xdr.ScVal.scvVoid(), xdr.ScVal.scvBytes(Buffer.from('abcde'))]),
      val: xdr.ScVal.scvVec([xdr.ScVal.scvString('text'), xdr.ScVal.scvBool(true), xdr.ScVal.scvVec(null)]),
    }),
  ]);
  const encoded = Buffer.from(value.toXdr());
  const skip = skipperOf(xdr.ScVal.schema);

  test('ends where decoding ends', () => {
    const place = new XdrPlace(Buffer.concat([encoded, encoded]));
    skip(place);
    expect(place.at).toBe(encoded.length);
  });

  test('ends where the SDK ends, of every kind of value, and with a byte that is another one refuses no more than it', () => {
    const outcome = (work: () => unknown): unknown => {
      try {
        return work();
      } catch {
        return 'refused';
      }
    };
    fc.assert(
      fc.property(
        anyValue,
        fc.option(fc.record({ at: fc.nat({ max: 200 }), byte: fc.nat({ max: 24 }) })),
        (one, spoilt) => {
          const written = Buffer.from(one.toXdr());
          if (spoilt && spoilt.at < written.length) written[spoilt.at] = spoilt.byte;
          // The SDK says nothing of where it ended: what it reads, written again, is as long.
          const sdk = outcome(() => xdr.ScVal.fromXdr(written).toXdr().length);
          const own = outcome(() => {
            const place = new XdrPlace(written);
            skip(place);
            return place.at;
          });
          if (sdk !== 'refused') expect(own).toBe(sdk);
          if (!spoilt) expect(own).toBe(written.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('says that bytes are cut off, wherever they are', () => {
    for (let length = 0; length < encoded.length; length++)
      expect(() => skip(new XdrPlace(encoded.subarray(0, length)))).toThrow(XdrEnds);
  });

  test('refuses a union’s case that there is not, and what nests without end', () => {
    expect(() => skip(new XdrPlace(Buffer.from('000000ff', 'hex')))).toThrow('no case 255');
    const vec = Buffer.from(xdr.ScVal.scvVec([xdr.ScVal.scvVoid()]).toXdr()).subarray(0, 12);
    expect(() => skip(new XdrPlace(Buffer.concat(Array.from({ length: 100_000 }, () => vec))))).toThrow(
      'within each other',
    );
  });
});
