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
    case 'scSpecTypeBytesN': {
      const length = value.type === 'scvBytes' ? value.value.value.length : 0;
      return length === type.bytesN.n ? undefined : `${what} has ${length} bytes in place of ${type.bytesN.n}`;
    }
    case 'scSpecTypeMap': {
      const { keyType, valueType } = type.map;
      return firstOf(
        entries(value),
        ({ key, val }) => shapeMismatch(spec, keyType, key, what) ?? shapeMismatch(spec, valueType, val, what),
      );
    }
    case 'scSpecTypeTuple':
      return membersMismatch(spec, type.tuple.valueTypes, elements(value), what);
    case 'scSpecTypeUdt':
      return declaredMismatch(spec, type.udt.name.toString(), value, what);
    default:
      return undefined;
  }
}

/** Of a type that the contract declares itself. */
function declaredMismatch(spec: contract.Spec, name: string, value: xdr.ScVal, what: string): string | undefined {
  const entry = spec.findEntry(name);
  const isOther = (expected: xdr.ScVal['type']): string | undefined =>
    value.type === expected ? undefined : `${what} is ${value.type} in place of ${name}`;
  switch (entry.type) {
    case 'scSpecEntryUdtStructV0': {
      const { fields } = entry.udtStructV0;
      const isTuple = fields.some((field) => /^\d+$/.test(field.name.toString()));
      if (!isTuple) return isOther('scvMap') ?? structMismatch(spec, name, fields, entries(value));
      const types = fields.map((field) => field.type);
      return isOther('scvVec') ?? membersMismatch(spec, types, elements(value), name);
    }
    case 'scSpecEntryUdtUnionV0':
      return isOther('scvVec') ?? unionMismatch(spec, name, entry.udtUnionV0.cases, elements(value));
    case 'scSpecEntryUdtEnumV0':
      return isOther('scvU32');
    default:
      return undefined;
  }
}

function structMismatch(
  spec: contract.Spec,
  name: string,
  fields: readonly xdr.ScSpecUdtStructFieldV0[],
  members: readonly xdr.ScMapEntry[],
): string | undefined {
  const found = members.map(({ key }) => (key.type === 'scvSymbol' ? key.value.toString() : key.type));
  const expected = fields.map((field) => field.name.toString());
  if (found.join() !== expected.join()) return `${name} has ${found.join(', ')} in place of ${expected.join(', ')}`;
  return firstOf(members, ({ val }, index) => {
    const field = fields[index];
    return field && shapeMismatch(spec, field.type, val, `${name}.${field.name.toString()}`);
  });
}

function unionMismatch(
  spec: contract.Spec,
  name: string,
  cases: readonly xdr.ScSpecUdtUnionCaseV0[],
  [tag, ...values]: readonly xdr.ScVal[],
): string | undefined {
  const found = tag?.type === 'scvSymbol' ? tag.value.toString() : tag?.type;
  for (const each of cases) {
    const known = each.type === 'scSpecUdtUnionCaseTupleV0' ? each.tupleCase : each.voidCase;
    if (known.name.toString() !== found) continue;
    const types = 'type' in known ? known.type : [];
    return membersMismatch(spec, types, values, `${name}.${found}`);
  }
  return `${name} is ${found ?? 'empty'}, which it does not have`;
}

function membersMismatch(
  spec: contract.Spec,
  types: readonly xdr.ScSpecTypeDef[],
  members: readonly xdr.ScVal[],
  what: string,
): string | undefined {
  if (members.length !== types.length) return `${what} has ${members.length} members in place of ${types.length}`;
  return firstOf(types, (type, index) => {
    const member = members[index];
    return member && shapeMismatch(spec, type, member, what);
  });
}

const entries = (value: xdr.ScVal): readonly xdr.ScMapEntry[] => (value.type === 'scvMap' ? (value.value ?? []) : []);
const elements = (value: xdr.ScVal): readonly xdr.ScVal[] => (value.type === 'scvVec' ? (value.value ?? []) : []);

function firstOf<T>(list: readonly T[], look: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of list.entries()) {
    const mismatch = look(item, index);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}
