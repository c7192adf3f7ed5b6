import { Address, type contract, type xdr } from '@stellar/stellar-sdk';

/** An event as a contract's spec has it. */
export interface ReadEvent {
  name: string;
  data: Record<string, unknown>;
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

/** What `spec.parseEvent` says, in less time: undefined for an event that the spec has not, or has with other data. */
export function readBySpec(spec: contract.Spec, topics: readonly xdr.ScVal[], value: xdr.ScVal): ReadEvent | undefined {
  const plan = plans.get(spec) ?? planOf(spec);
  plans.set(spec, plan);
  const [first] = topics;
  const name = first && textOf(first);
  for (const event of (name !== undefined && plan.named.get(name)) || plan.unnamed) {
    const data = dataOf(spec, event, topics, value);
    if (data) return { name: event.name, data };
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

const textOf = (topic: xdr.ScVal): string | undefined =>
  topic.type === 'scvSymbol' || topic.type === 'scvString' ? String(topic.value) : undefined;

function dataOf(
  spec: contract.Spec,
  { prefix, topics: params, data, format }: EventPlan,
  topics: readonly xdr.ScVal[],
  value: xdr.ScVal,
): Record<string, unknown> | undefined {
  if (topics.length < prefix.length + params.length) return undefined;
  if (prefix.some((text, i) => textOf(topics[i] as xdr.ScVal) !== text)) return undefined;
  const values = valuesOf(data, format, value);
  if (!values) return undefined;
  const found: Record<string, unknown> = Object.create(null);
  try {
    for (const [i, { name, type }] of params.entries())
      found[name] = nativeOf(spec, topics[prefix.length + i] as xdr.ScVal, type);
    for (const [i, { name, type }] of data.entries()) {
      const one = values[i];
      if (one) found[name] = nativeOf(spec, one, type);
    }
    return found;
  } catch {
    return undefined;
  }
}

/** One for each parameter; a map may be without some. Undefined for a list of fewer. */
function valuesOf(
  data: readonly Param[],
  format: EventPlan['format'],
  value: xdr.ScVal,
): readonly (xdr.ScVal | undefined)[] | undefined {
  if (format === 'scSpecEventDataFormatSingleValue') return [value];
  if (format === 'scSpecEventDataFormatVec') {
    const list = (value.type === 'scvVec' ? value.value : null) ?? [];
    return list.length < data.length ? undefined : list;
  }
  const entries = (value.type === 'scvMap' ? value.value : null) ?? [];
  const named = new Map<string, xdr.ScVal>();
  for (const { key, val } of entries) {
    const name = key.type === 'scvSymbol' ? String(key.value) : undefined;
    if (name !== undefined && !named.has(name)) named.set(name, val);
  }
  return data.map(({ name }) => named.get(name));
}

/** As the spec makes it, which makes an address anew each time: base32 and a checksum. */
function nativeOf(spec: contract.Spec, value: xdr.ScVal, type: xdr.ScSpecTypeDef): unknown {
  return value.type === 'scvAddress' && type.type === 'scSpecTypeAddress'
    ? addressOf(value.address)
    : spec.scValToNative(value, type);
}

const addresses = new Map<string, string>();
const MOST_ADDRESSES = 10_000;

function addressOf(address: xdr.ScAddress): string {
  const bytes =
    address.type === 'scAddressTypeAccount'
      ? address.accountId.ed25519.toBytes()
      : address.type === 'scAddressTypeContract'
        ? address.contractId.value
        : undefined;
  if (!bytes) return Address.fromScAddress(address).toString();
  const key = `${address.type} ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')}`;
  const known = addresses.get(key);
  if (known !== undefined) return known;
  const text = Address.fromScAddress(address).toString();
  if (addresses.size >= MOST_ADDRESSES) addresses.clear();
  addresses.set(key, text);
  return text;
}
