import { Address, StrKey, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBySpec } from './event-reader.ts';
import { builtSpecs } from './followed-contracts.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const address = fc.oneof(
  bytes32.map((bytes) => Address.fromString(StrKey.encodeEd25519PublicKey(bytes)).toScVal()),
  bytes32.map((bytes) => Address.fromString(StrKey.encodeContract(bytes)).toScVal()),
);
const word = fc.string({ minLength: 0, maxLength: 10 });
const scalar = fc.oneof(
  address,
  fc.boolean().map((value) => xdr.ScVal.scvBool(value)),
  fc.nat().map((value) => xdr.ScVal.scvU32(value)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => xdr.ScVal.scvU64(value)),
  fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map((hi) => xdr.ScVal.scvI128({ hi, lo: 7n } as never)),
  fc.uint8Array({ maxLength: 40 }).map((value) => xdr.ScVal.scvBytes(value)),
  word.map((value) => xdr.ScVal.scvString(value)),
  fc.constantFrom('a', 'Mint', 'amount').map((value) => xdr.ScVal.scvSymbol(value)),
  fc.constant(xdr.ScVal.scvVoid()),
);
const anything = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.array(scalar, { maxLength: 5 }).map((list) => xdr.ScVal.scvVec(list)),
);

/** What the spec asks for, as far as it asks for something simple. */
function ofType(type: xdr.ScSpecTypeDef): fc.Arbitrary<xdr.ScVal> {
  switch (type.type) {
    case 'scSpecTypeAddress':
      return address;
    case 'scSpecTypeU32':
      return fc.nat().map((value) => xdr.ScVal.scvU32(value));
    case 'scSpecTypeU64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => xdr.ScVal.scvU64(value));
    case 'scSpecTypeBytesN':
      return bytes32.map((value) => xdr.ScVal.scvBytes(value));
    case 'scSpecTypeString':
      return word.map((value) => xdr.ScVal.scvString(value));
    case 'scSpecTypeBool':
      return fc.boolean().map((value) => xdr.ScVal.scvBool(value));
    default:
      return anything;
  }
}

const specs = Object.values(builtSpecs());
const events = specs.flatMap((spec) =>
  spec.entries.flatMap((entry) => (entry.type === 'scSpecEntryEventV0' ? [{ spec, event: entry.value }] : [])),
);

/** One that may be as the spec has it, or with something else or less in it. */
const told = fc.constantFrom(...events).chain(({ spec, event }) => {
  const at = (name: string) => event.params.filter(({ location }) => location.name === name);
  const topicParams = at('scSpecEventParamLocationTopicList');
  const params = at('scSpecEventParamLocationData');
  const value = ({ type }: { type: xdr.ScSpecTypeDef }): fc.Arbitrary<xdr.ScVal> =>
    fc.oneof({ weight: 12, arbitrary: ofType(type) }, anything);
  const values = fc.tuple(...params.map(value));
  const data = fc.oneof(
    { weight: 12, arbitrary: values.map((list) => formatted(event, list)) },
    values.map((list) => formatted(event, list.slice(1))),
    anything,
  );
  const topics = fc
    .tuple(
      fc.tuple(...topicParams.map(value)),
      fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
      fc.array(scalar, { maxLength: 1 }),
    )
    .map(([list, less, more]) =>
      [...event.prefixTopics.map((one) => xdr.ScVal.scvSymbol(String(one))), ...list, ...more].slice(less),
    );
  return fc.record({ spec: fc.constant(spec), topics, data });
});

function formatted({ dataFormat, params }: xdr.ScSpecEventV0, list: readonly xdr.ScVal[]): xdr.ScVal {
  if (dataFormat.name === 'scSpecEventDataFormatSingleValue') return list[0] ?? xdr.ScVal.scvVoid();
  if (dataFormat.name === 'scSpecEventDataFormatVec') return xdr.ScVal.scvVec([...list]);
  const names = params.flatMap(({ name, location }) =>
    location.name === 'scSpecEventParamLocationData' ? [String(name)] : [],
  );
  return xdr.ScVal.scvMap(
    list.map((val, i) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(names[i] ?? 'more'), val })),
  );
}

test('an event is read as the SDK reads it, whatever is in it: every event of every contract', () => {
  let read = 0;
  fc.assert(
    fc.property(told, ({ spec, topics, data }) => {
      const found = readBySpec(spec, topics, data);
      if (found) read++;
      expect(found).toEqual(spec.parseEvent([...topics], data));
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(500);
});
