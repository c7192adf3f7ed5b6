import { contract, type xdr } from '@stellar/stellar-sdk';

export interface Incompatibility {
  /** `function transfer`, `struct TokenConfig`, `event mint`, … */
  what: string;
  /** What a client, or a stored value, of the old contract would trip over. */
  why: string;
}

/**
 * What keeps `next` from taking the place of `old`: entries that are gone or changed, types whose encoding is no longer
 * what clients send and storage holds, error numbers with another meaning, events that indexers would misread. New
 * entries, types, errors, events and new cases of unions and enums are compatible.
 */
export function compareSpecs(old: Uint8Array, next: Uint8Array): Incompatibility[] {
  const found = entriesOf(next);
  return [...entriesOf(old)].flatMap(([what, entry]) => {
    const other = found.get(what);
    if (!other) return [{ what, why: 'is gone' }];
    return differences(entry, other).map((why) => ({ what, why }));
  });
}

function entriesOf(wasm: Uint8Array): Map<string, xdr.ScSpecEntry> {
  const { entries } = contract.Spec.fromWasm(Buffer.from(wasm));
  return new Map(entries.filter(isNotConstructor).map((entry) => [labelOf(entry), entry]));
}

// Nobody calls the constructor of a contract that exists.
const isNotConstructor = (entry: xdr.ScSpecEntry): boolean => labelOf(entry) !== 'function __constructor';

function labelOf(entry: xdr.ScSpecEntry): string {
  switch (entry.type) {
    case 'scSpecEntryFunctionV0':
      return `function ${entry.functionV0.name.toString()}`;
    case 'scSpecEntryUdtStructV0':
      return `struct ${entry.udtStructV0.name.toString()}`;
    case 'scSpecEntryUdtUnionV0':
      return `union ${entry.udtUnionV0.name.toString()}`;
    case 'scSpecEntryUdtEnumV0':
      return `enum ${entry.udtEnumV0.name.toString()}`;
    case 'scSpecEntryUdtErrorEnumV0':
      return `errors ${entry.udtErrorEnumV0.name.toString()}`;
    case 'scSpecEntryEventV0':
      return `event ${entry.eventV0.name.toString()}`;
  }
}

function differences(old: xdr.ScSpecEntry, next: xdr.ScSpecEntry): string[] {
  switch (old.type) {
    case 'scSpecEntryFunctionV0':
      return next.type === old.type ? functionDifferences(old.functionV0, next.functionV0) : [];
    case 'scSpecEntryUdtStructV0':
      return next.type === old.type
        ? same('fields', fields(old.udtStructV0.fields), fields(next.udtStructV0.fields))
        : [];
    case 'scSpecEntryUdtUnionV0':
      return next.type === old.type ? lost('case', unionCases(old.udtUnionV0), unionCases(next.udtUnionV0)) : [];
    case 'scSpecEntryUdtEnumV0':
      return next.type === old.type ? lost('case', numbered(old.udtEnumV0.cases), numbered(next.udtEnumV0.cases)) : [];
    case 'scSpecEntryUdtErrorEnumV0':
      return next.type === old.type
        ? lost('error', numbered(old.udtErrorEnumV0.cases), numbered(next.udtErrorEnumV0.cases))
        : [];
    case 'scSpecEntryEventV0':
      return next.type === old.type ? same('layout', eventLayout(old.eventV0), eventLayout(next.eventV0)) : [];
  }
}

function functionDifferences(old: xdr.ScSpecFunctionV0, next: xdr.ScSpecFunctionV0): string[] {
  return [
    ...same('parameters', fields(old.inputs), fields(next.inputs)),
    ...same('result', old.outputs.map(typeText), next.outputs.map(typeText)),
  ];
}

interface Named {
  name: { toString(): string };
}

const typeText = (type: xdr.ScSpecTypeDef): string => type.toXdr('base64');

const fields = (list: readonly (Named & { type: xdr.ScSpecTypeDef })[]): string[] =>
  list.map(({ name, type }) => `${name.toString()}: ${typeText(type)}`);

const numbered = (list: readonly (Named & { value: number })[]): string[] =>
  list.map(({ name, value }) => `${name.toString()} = ${value}`);

const unionCases = ({ cases }: xdr.ScSpecUdtUnionV0): string[] => cases.map((item) => item.toXdr('base64'));

const eventLayout = ({ prefixTopics, params, dataFormat }: xdr.ScSpecEventV0): string[] => [
  ...prefixTopics.map((topic) => topic.toString()),
  ...params.map(({ name, type, location }) => `${name.toString()}: ${typeText(type)} ${String(location)}`),
  String(dataFormat),
];

const same = (what: string, old: readonly string[], next: readonly string[]): string[] =>
  old.join('\n') === next.join('\n') ? [] : [`has other ${what}: ${namesOf(next)} in place of ${namesOf(old)}`];

const lost = (what: string, old: readonly string[], next: readonly string[]): string[] =>
  old.filter((item) => !next.includes(item)).map((item) => `lost or changed the ${what} ${item}`);

const namesOf = (list: readonly string[]): string => `(${list.map((item) => item.split(':')[0]).join(', ')})`;
