import { type ChainEvent, elementsOf, entriesOf, valuesOf } from '@istsi/soroban-client';
import { type contract, xdr } from '@stellar/stellar-sdk';
import { type JsonValue, toJson } from './json-value.ts';
import { readPlainValue } from './plain-value.ts';

/** An event as a contract's spec has it. */
export interface ReadEvent {
  name: string;
  /** In the order of the spec: topics, then the rest. */
  data: Record<string, JsonValue>;
  /** Of these, the names of those that are bytes, in hex. */
  bytes: readonly string[];
}

interface Param {
  name: string;
  type: xdr.ScSpecTypeDef;
}

/** One event of a spec, whose words are read once, and not again for each event that a contract tells. */
interface EventPlan {
  name: string;
  prefix: readonly string[];
  topics: readonly Param[];
  data: readonly Param[];
  format: xdr.ScSpecEventDataFormat['name'];
}

interface SpecPlan {
  /** By the first of the fixed topics; in the order of the spec, since the first that fits is taken. */
  named: ReadonlyMap<string, readonly EventPlan[]>;
  /** Those without a fixed topic. */
  unnamed: readonly EventPlan[];
}

const plans = new WeakMap<contract.Spec, SpecPlan>();

/**
 * What `spec.parseEvent` says, in JSON (`toJson`), straight from its bytes: undefined for an event that the spec has not, or has with
 * other data. Of what is not plain, the SDK makes what it is.
 */
export function readBySpec(spec: contract.Spec, event: Pick<ChainEvent, 'topics' | 'body'>): ReadEvent | undefined {
  const plan = plans.get(spec) ?? planOf(spec);
  plans.set(spec, plan);
  const { topic, value } = valuesOf(event);
  const [first] = topic;
  const name = first && textOf(first);
  for (const one of (name !== undefined && plan.named.get(name)) || plan.unnamed) {
    const found = dataOf(spec, one, topic, value);
    if (found) return { name: one.name, ...found };
  }
  return undefined;
}

function planOf(spec: contract.Spec): SpecPlan {
  const events = spec.entries.flatMap((entry) => (entry.type === 'scSpecEntryEventV0' ? [eventOf(entry.value)] : []));
  const names = new Set(events.flatMap(({ prefix }) => prefix[0] ?? []));
  const fitting = (name: string): EventPlan[] => events.filter(({ prefix: [first = name] }) => first === name);
  return {
    named: new Map([...names].map((name) => [name, fitting(name)])),
    unnamed: events.filter(({ prefix }) => prefix.length === 0),
  };
}

function eventOf({ name, prefixTopics, params, dataFormat }: xdr.ScSpecEventV0): EventPlan {
  const at = (location: xdr.ScSpecEventParamLocationV0['name']): Param[] =>
    params.flatMap((one) => (one.location.name === location ? [{ name: String(one.name), type: one.type }] : []));
  return {
    ...{ name: String(name), prefix: prefixTopics.map(String), format: dataFormat.name },
    topics: at('scSpecEventParamLocationTopicList'),
    data: at('scSpecEventParamLocationData'),
  };
}

/** `SCValType`. */
const VOID = 1;
const BYTES = 13;
const SYMBOL = 15;
const STRING = 14;

/** Of a symbol or a string. */
function textOf(bytes: Buffer): string | undefined {
  const type = bytes.readInt32BE(0);
  if (type !== SYMBOL && type !== STRING) return undefined;
  return bytes.toString('utf8', 8, 8 + bytes.readUInt32BE(4));
}

function dataOf(
  spec: contract.Spec,
  { prefix, topics: params, data, format }: EventPlan,
  topics: readonly Buffer[],
  value: Buffer,
): Omit<ReadEvent, 'name'> | undefined {
  if (topics.length < prefix.length + params.length) return undefined;
  if (prefix.some((text, i) => textOf(topics[i] as Buffer) !== text)) return undefined;
  const values = partsOf(data, format, value);
  if (!values) return undefined;
  const found: Record<string, JsonValue> = Object.create(null);
  const bytes: string[] = [];
  const take = ({ name, type }: Param, one: Buffer): void => {
    found[name] = jsonOf(spec, one, type);
    if (one.readInt32BE(0) === BYTES) bytes.push(name);
  };
  try {
    for (const [i, param] of params.entries()) take(param, topics[prefix.length + i] as Buffer);
    for (const [i, param] of data.entries()) {
      const one = values[i];
      if (one) take(param, one);
    }
    return { data: found, bytes };
  } catch {
    return undefined;
  }
}

function jsonOf(spec: contract.Spec, bytes: Buffer, type: xdr.ScSpecTypeDef): JsonValue {
  const plain = readPlainValue(bytes, type.type) ?? compoundOf(spec, bytes, type);
  return plain ?? toJson(spec.scValToNative(xdr.ScVal.fromXdr(bytes), type));
}

/** Undefined for what is neither a list, nor a struct of named fields, nor an option that is there. */
function compoundOf(spec: contract.Spec, bytes: Buffer, type: xdr.ScSpecTypeDef): JsonValue | undefined {
  if (type.type === 'scSpecTypeVec')
    return elementsOf(bytes)?.map((each) => jsonOf(spec, each, type.value.elementType));
  if (type.type === 'scSpecTypeOption')
    return bytes.readInt32BE(0) === VOID ? undefined : jsonOf(spec, bytes, type.value.valueType);
  const fields = type.type === 'scSpecTypeUdt' ? fieldsOf(spec, String(type.value.name)) : undefined;
  const entries = fields && entriesOf(bytes);
  if (!entries || entries.length > fields.length) return undefined;
  // By their places, as the SDK has it: both are in the order of their names.
  return Object.fromEntries(
    entries.map(({ value }, i) => {
      const { name, type: one } = fields[i] as Param;
      return [name, jsonOf(spec, value, one)];
    }),
  );
}

const structs = new WeakMap<contract.Spec, Map<string, readonly Param[]>>();

function fieldsOf(spec: contract.Spec, name: string): readonly Param[] | undefined {
  const known = structs.get(spec) ?? structsOf(spec);
  structs.set(spec, known);
  return known.get(name);
}

/** Without those whose fields are numbers, which are lists. */
const structsOf = (spec: contract.Spec): Map<string, readonly Param[]> =>
  new Map(
    spec.entries.flatMap((entry): [string, readonly Param[]][] => {
      if (entry.type !== 'scSpecEntryUdtStructV0') return [];
      const fields = entry.value.fields.map((one) => ({ name: String(one.name), type: one.type }));
      return fields.some((one) => /^\d+$/.test(one.name)) ? [] : [[String(entry.value.name), fields]];
    }),
  );

/** One for each parameter; a map may be without some. Undefined for a list of fewer. */
function partsOf(
  data: readonly Param[],
  format: EventPlan['format'],
  value: Buffer,
): readonly (Buffer | undefined)[] | undefined {
  if (format === 'scSpecEventDataFormatSingleValue') return [value];
  if (format === 'scSpecEventDataFormatVec') {
    const list = elementsOf(value) ?? [];
    return list.length < data.length ? undefined : list;
  }
  const named = new Map<string, Buffer>();
  for (const { key, value: one } of entriesOf(value) ?? []) {
    const name = key.readInt32BE(0) === SYMBOL ? textOf(key) : undefined;
    if (name !== undefined && !named.has(name)) named.set(name, one);
  }
  return data.map(({ name }) => named.get(name));
}
