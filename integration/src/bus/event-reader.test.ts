import { valuesOf } from '@istsi/soroban-client';
import { Address, type contract, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBySpec } from './event-reader.ts';
import { builtSpecs } from './followed-contracts.ts';
import { toJson } from './json-value.ts';
import { readPlainValue } from './plain-value.ts';

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
  fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n }).map((value) => nativeToScVal(value, { type: 'i128' })),
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
function ofType(type: xdr.ScSpecTypeDef, spec: contract.Spec): fc.Arbitrary<xdr.ScVal> {
  switch (type.type) {
    case 'scSpecTypeVec':
      return fc.array(ofType(type.value.elementType, spec), { maxLength: 3 }).map((list) => xdr.ScVal.scvVec(list));
    case 'scSpecTypeOption':
      return fc.oneof(fc.constant(xdr.ScVal.scvVoid()), ofType(type.value.valueType, spec));
    case 'scSpecTypeUdt': {
      const entry = spec.findEntry(String(type.value.name));
      return entry.type === 'scSpecEntryUdtStructV0' ? struct(entry.value, spec) : anything;
    }
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

/** Now and then with one field less, or one of another type. */
const struct = ({ fields }: xdr.ScSpecUdtStructV0, spec: contract.Spec): fc.Arbitrary<xdr.ScVal> =>
  fc
    .tuple(
      fc.tuple(...fields.map((one) => fc.oneof({ weight: 12, arbitrary: ofType(one.type, spec) }, anything))),
      fc.constantFrom(0, 0, 0, 0, 1),
    )
    .map(([list, less]) =>
      xdr.ScVal.scvMap(
        list
          .slice(less)
          .map((val, i) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(String(fields[i]?.name)), val })),
      ),
    );

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
    fc.oneof({ weight: 12, arbitrary: ofType(type, spec) }, anything);
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

/** As it comes from a network: topics and value, one behind the other. */
const asBytes = ({ topics, data }: { topics: readonly xdr.ScVal[]; data: xdr.ScVal }) => ({
  topics: topics.length,
  body: Buffer.concat([...topics, data].map((each) => Buffer.from(each.toXdr()))),
});

test('an event is read from its bytes as the SDK reads it, whatever is in it: every event of every contract', () => {
  let read = 0;
  fc.assert(
    fc.property(told, ({ spec, topics, data }) => {
      const found = readBySpec(spec, asBytes({ topics, data }));
      const expected = spec.parseEvent([...topics], data);
      if (!found || !expected) {
        expect(found).toEqual(expected);
        return;
      }
      read++;
      // The words as they are stored, in their order.
      const { name, data: native } = expected as { name: string; data: Record<string, unknown> };
      expect(JSON.stringify([found.name, found.data])).toBe(JSON.stringify([name, toJson(native)]));
      const bytes = Object.keys(native).filter((each) => native[each] instanceof Uint8Array);
      expect([...found.bytes].toSorted()).toEqual(bytes.toSorted());
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(500);
});

const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const values: Record<string, fc.Arbitrary<xdr.ScVal>> = {
  scSpecTypeBool: fc.boolean().map((value) => xdr.ScVal.scvBool(value)),
  scSpecTypeI32: fc.integer().map((value) => xdr.ScVal.scvI32(value)),
  scSpecTypeU32: fc.nat({ max: 2 ** 32 - 1 }).map((value) => xdr.ScVal.scvU32(value)),
  scSpecTypeI64: i64.map((value) => xdr.ScVal.scvI64(value)),
  scSpecTypeU64: u64.map((value) => xdr.ScVal.scvU64(value)),
  scSpecTypeTimepoint: u64.map((value) => xdr.ScVal.scvTimepoint(value)),
  scSpecTypeU128: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => nativeToScVal(value, { type: 'u128' })),
  scSpecTypeI128: fc
    .bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n })
    .map((value) => nativeToScVal(value, { type: 'i128' })),
  scSpecTypeI256: i64.map((value) => nativeToScVal(value, { type: 'i256' })),
  scSpecTypeBytes: fc.uint8Array({ maxLength: 70 }).map((value) => xdr.ScVal.scvBytes(value)),
  scSpecTypeString: fc
    .oneof(fc.string(), fc.string({ unit: 'binary' }), fc.uint8Array())
    .map((value) => xdr.ScVal.scvString(value as string)),
  scSpecTypeSymbol: fc.stringMatching(/^[A-Za-z0-9_]{0,32}$/).map((value) => xdr.ScVal.scvSymbol(value)),
  scSpecTypeAddress: address,
  scSpecTypeVoid: fc.constant(xdr.ScVal.scvVoid()),
};
const spec = specs[0]!;

/** What the SDK makes of it, in JSON; `refused` where it makes nothing of it. */
function bySdk(bytes: Buffer, type: xdr.ScSpecTypeDef): unknown {
  try {
    return toJson(spec.scValToNative(xdr.ScVal.fromXdr(bytes), type));
  } catch {
    return 'refused';
  }
}

test('a plain value is what the SDK makes of it, as every type that a spec may ask for; of what is none it says nothing', () => {
  let plain = 0;
  const names = Object.keys(values);
  const typed = fc.record({ kind: fc.constantFrom(...names), wanted: fc.constantFrom(...names) });
  fc.assert(
    fc.property(
      typed.chain(({ kind, wanted }) => fc.record({ value: values[kind]!, wanted: fc.constant(wanted) })),
      // Now and then one byte is another one: padding that is not zero, a boolean of two, a kind that there is not.
      fc.option(fc.record({ at: fc.nat({ max: 80 }), byte: fc.nat({ max: 255 }) }), { freq: 2 }),
      ({ value, wanted }, spoilt) => {
        const bytes = Buffer.from(value.toXdr());
        if (spoilt && spoilt.at < bytes.length) bytes[spoilt.at] = spoilt.byte;
        const type = { type: wanted } as xdr.ScSpecTypeDef;
        const place = { topics: 0, body: bytes };
        const isWhole = (() => {
          try {
            return valuesOf(place).value.length === bytes.length;
          } catch {
            return false;
          }
        })();
        // What is no value is refused before anybody asks what it says.
        fc.pre(isWhole);
        const found = readPlainValue(bytes, type.type);
        if (found === undefined) return;
        plain++;
        expect(found).toEqual(bySdk(bytes, type));
      },
    ),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(1_000);
});
