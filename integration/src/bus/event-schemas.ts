import type { contract, xdr } from '@stellar/stellar-sdk';
import { eventType } from './envelope.ts';
import { ownEvents } from './own-events.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** What is known of one type of event before any happens. */
export interface EventDefinition {
  type: string;
  /** What it means, from the contract's own words. */
  description: string;
  /** Of `data`. JSON Schema draft-07, which AsyncAPI's own schemas are an extension of; self-contained. */
  schema: JsonSchema;
}

/** Every event that the bus can carry: those of the contracts' specs, by the contracts' names, and its own. */
export function eventDefinitions(specs: Readonly<Record<string, contract.Spec>>): EventDefinition[] {
  const contracts = Object.entries(specs).flatMap(([name, spec]) =>
    eventsOf(spec).map((event) => ({
      type: eventType(name, event.name.toString()),
      description: event.doc.toString(),
      schema: dataSchema(spec, event),
    })),
  );
  return [...contracts, ...ownEvents].sort((one, other) => (one.type < other.type ? -1 : 1));
}

function eventsOf(spec: contract.Spec): xdr.ScSpecEventV0[] {
  return spec.entries.flatMap((entry) => (entry.type === 'scSpecEntryEventV0' ? [entry.value] : []));
}

/** Topics and data by their names. */
function dataSchema(spec: contract.Spec, event: xdr.ScSpecEventV0): JsonSchema {
  const params = event.params.map(({ name, doc, type }) => ({ name: name.toString(), doc: doc.toString(), type }));
  return objectSchema(params.map(({ name, doc, type }) => [name, described(schemaOf(spec, type), doc)]));
}

function objectSchema(properties: readonly (readonly [name: string, schema: JsonSchema])[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: properties.map(([name]) => name),
    additionalProperties: false,
  };
}

const described = (schema: JsonSchema, doc: string): JsonSchema =>
  doc.trim() === '' ? schema : { ...schema, description: doc.trim() };

const wide = (pattern: string, description: string): JsonSchema => ({ type: 'string', pattern, description });

/** As `toJson` writes it. */
function schemaOf(spec: contract.Spec, type: xdr.ScSpecTypeDef): JsonSchema {
  switch (type.type) {
    case 'scSpecTypeBool':
      return { type: 'boolean' };
    case 'scSpecTypeVoid':
      return { type: 'null' };
    case 'scSpecTypeU32':
      return { type: 'integer', minimum: 0, maximum: 4_294_967_295 };
    case 'scSpecTypeI32':
      return { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 };
    case 'scSpecTypeU64':
    case 'scSpecTypeU128':
    case 'scSpecTypeU256':
    case 'scSpecTypeTimepoint':
    case 'scSpecTypeDuration':
      return wide('^\\d+$', 'A whole number');
    case 'scSpecTypeI64':
    case 'scSpecTypeI128':
    case 'scSpecTypeI256':
      return wide('^-?\\d+$', 'A whole number');
    case 'scSpecTypeBytes':
      return wide('^([0-9a-f]{2})*$', 'Bytes, hex');
    case 'scSpecTypeBytesN':
      return wide(`^[0-9a-f]{${type.value.n * 2}}$`, `${type.value.n} bytes, hex`);
    case 'scSpecTypeAddress':
      return wide('^[GC][A-Z2-7]{55}$', 'A Stellar address');
    case 'scSpecTypeString':
    case 'scSpecTypeSymbol':
    case 'scSpecTypeMuxedAddress':
      return { type: 'string' };
    case 'scSpecTypeOption':
      return { anyOf: [schemaOf(spec, type.value.valueType), { type: 'null' }] };
    case 'scSpecTypeVec':
      return { type: 'array', items: schemaOf(spec, type.value.elementType) };
    case 'scSpecTypeMap':
      return { type: 'array', items: tupleSchema(spec, [type.value.keyType, type.value.valueType]) };
    case 'scSpecTypeTuple':
      return tupleSchema(spec, type.value.valueTypes);
    case 'scSpecTypeUdt':
      return definedSchema(spec, type.value.name.toString());
    default:
      return {};
  }
}

function tupleSchema(spec: contract.Spec, types: readonly xdr.ScSpecTypeDef[]): JsonSchema {
  return {
    type: 'array',
    items: types.map((type) => schemaOf(spec, type)),
    ...{ additionalItems: false, minItems: types.length },
  };
}

function definedSchema(spec: contract.Spec, name: string): JsonSchema {
  const entry = spec.findEntry(name);
  switch (entry.type) {
    case 'scSpecEntryUdtStructV0': {
      const fields = entry.value.fields.map(
        (field) => [field.name.toString(), described(schemaOf(spec, field.type), field.doc.toString())] as const,
      );
      const isTuple = fields.length > 0 && fields.every(([field]) => /^\d+$/.test(field));
      if (isTuple)
        return tupleSchema(
          spec,
          entry.value.fields.map((field) => field.type),
        );
      return objectSchema(fields);
    }
    case 'scSpecEntryUdtEnumV0':
    case 'scSpecEntryUdtErrorEnumV0': {
      const cases = entry.value.cases.map((each) => `${each.value}: ${each.name.toString()}`);
      return { enum: entry.value.cases.map((each) => each.value), description: `${name}. ${cases.join(', ')}` };
    }
    case 'scSpecEntryUdtUnionV0':
      return { anyOf: entry.value.cases.map((each) => caseSchema(spec, each)), description: name };
    default:
      return {};
  }
}

function caseSchema(spec: contract.Spec, each: xdr.ScSpecUdtUnionCaseV0): JsonSchema {
  const tag: readonly [string, JsonSchema] = ['tag', { const: each.value.name.toString() }];
  if (each.type === 'scSpecUdtUnionCaseVoidV0') return objectSchema([tag]);
  return objectSchema([tag, ['values', tupleSchema(spec, each.value.type)]]);
}
