import type { contract, xdr } from '@stellar/stellar-sdk';

/** How a value of a type is encoded. Types that are not here say nothing about it. */
const ENCODING: Partial<Record<xdr.ScSpecTypeDef['type'], xdr.ScVal['type']>> = {
  scSpecTypeBool: 'scvBool',
  scSpecTypeU32: 'scvU32',
  scSpecTypeI32: 'scvI32',
  scSpecTypeU64: 'scvU64',
  scSpecTypeI64: 'scvI64',
  scSpecTypeU128: 'scvU128',
  scSpecTypeI128: 'scvI128',
  scSpecTypeBytes: 'scvBytes',
  scSpecTypeBytesN: 'scvBytes',
  scSpecTypeString: 'scvString',
  scSpecTypeSymbol: 'scvSymbol',
  scSpecTypeAddress: 'scvAddress',
  scSpecTypeVec: 'scvVec',
  scSpecTypeMap: 'scvMap',
  scSpecTypeTuple: 'scvVec',
};

/**
 * What an answer has that its spec does not say, or lacks of it: `Payment has batch, fee in place of batch, change, fee`.
 * stellar-sdk reads a struct by the places of its fields, so one of another release would be read as something else
 * without a word. Undefined when everything is as it is declared.
 */
export function shapeMismatch(
  spec: contract.Spec,
  type: xdr.ScSpecTypeDef,
  value: xdr.ScVal,
  what = 'the result',
): string | undefined {
  const expected = ENCODING[type.type];
  if (expected !== undefined && value.type !== expected) return `${what} is ${value.type} in place of ${expected}`;
  switch (type.type) {
    case 'scSpecTypeOption':
      return value.type === 'scvVoid' ? undefined : shapeMismatch(spec, type.option.valueType, value, what);
    case 'scSpecTypeVec':
      return firstOf(elements(value), (each) => shapeMismatch(spec, type.vec.elementType, each, what));
    case 'scSpecTypeTuple':
      return firstOf(elements(value), (each, index) => {
        const member = type.tuple.valueTypes[index];
        return member && shapeMismatch(spec, member, each, what);
      });
    case 'scSpecTypeUdt':
      return structMismatch(spec, type.udt.name.toString(), value);
    default:
      return undefined;
  }
}

function structMismatch(spec: contract.Spec, name: string, value: xdr.ScVal): string | undefined {
  const entry = spec.findEntry(name);
  if (entry.type !== 'scSpecEntryUdtStructV0' || value.type !== 'scvMap') return undefined;
  const { fields } = entry.udtStructV0;
  const members = value.value ?? [];
  const found = members.map(({ key }) => (key.type === 'scvSymbol' ? key.value.toString() : key.type));
  const expected = fields.map((field) => field.name.toString());
  if (found.join() !== expected.join()) return `${name} has ${found.join(', ')} in place of ${expected.join(', ')}`;
  return firstOf(members, ({ val }, index) => {
    const field = fields[index];
    return field && shapeMismatch(spec, field.type, val, `${name}.${field.name.toString()}`);
  });
}

const elements = (value: xdr.ScVal): readonly xdr.ScVal[] => (value.type === 'scvVec' ? (value.value ?? []) : []);

function firstOf<T>(list: readonly T[], look: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of list.entries()) {
    const mismatch = look(item, index);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}
