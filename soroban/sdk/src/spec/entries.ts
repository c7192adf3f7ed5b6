import { xdr } from '@stellar/stellar-sdk';
import type { Contract, Declared, EventType, Field, PrimitiveName, SpecType, Struct } from '../front/model.ts';

const { ScSpecTypeDef, ScSpecEntry } = xdr;

// The XDR limits a doc comment to this many bytes.
const docLimit = 1024;

const primitives: Record<PrimitiveName, () => xdr.ScSpecTypeDef> = {
  bool: () => ScSpecTypeDef.scSpecTypeBool(),
  u32: () => ScSpecTypeDef.scSpecTypeU32(),
  i32: () => ScSpecTypeDef.scSpecTypeI32(),
  u64: () => ScSpecTypeDef.scSpecTypeU64(),
  i64: () => ScSpecTypeDef.scSpecTypeI64(),
  u128: () => ScSpecTypeDef.scSpecTypeU128(),
  i128: () => ScSpecTypeDef.scSpecTypeI128(),
  u256: () => ScSpecTypeDef.scSpecTypeU256(),
  i256: () => ScSpecTypeDef.scSpecTypeI256(),
  Address: () => ScSpecTypeDef.scSpecTypeAddress(),
  MuxedAddress: () => ScSpecTypeDef.scSpecTypeMuxedAddress(),
  Bytes: () => ScSpecTypeDef.scSpecTypeBytes(),
  Str: () => ScSpecTypeDef.scSpecTypeString(),
  Sym: () => ScSpecTypeDef.scSpecTypeSymbol(),
  Val: () => ScSpecTypeDef.scSpecTypeVal(),
  Timepoint: () => ScSpecTypeDef.scSpecTypeTimepoint(),
  Duration: () => ScSpecTypeDef.scSpecTypeDuration(),
  void: () => ScSpecTypeDef.scSpecTypeVoid(),
};

/** The `contractspecv0` entries: functions, then the types they and the events reach, then errors, then events. */
export function specEntries(
  contract: Contract,
  types: readonly Declared[],
  events: readonly EventType[],
): xdr.ScSpecEntry[] {
  return [
    ...contract.entries.map(functionEntry),
    ...types.filter((type) => !(type.kind === 'enum' && type.isError)).map(typeEntry),
    ...types.filter((type) => type.kind === 'enum' && type.isError).map(typeEntry),
    ...events.map(eventEntry),
  ];
}

function functionEntry({ name, doc, parameters, result }: Contract['entries'][number]): xdr.ScSpecEntry {
  const isVoid = result.kind === 'primitive' && result.name === 'void';
  return ScSpecEntry.scSpecEntryFunctionV0(
    new xdr.ScSpecFunctionV0({
      doc: limited(doc),
      name,
      inputs: parameters.map(
        (field) =>
          new xdr.ScSpecFunctionInputV0({ doc: limited(field.doc), name: field.name, type: typeDef(field.type) }),
      ),
      outputs: isVoid ? [] : [typeDef(result)],
    }),
  );
}

function typeEntry(type: Declared): xdr.ScSpecEntry {
  const { name } = type;
  const doc = limited(type.doc);
  const lib = '';
  switch (type.kind) {
    case 'struct':
      return ScSpecEntry.scSpecEntryUdtStructV0(
        new xdr.ScSpecUdtStructV0({ doc, lib, name, fields: structFields(type) }),
      );
    case 'union':
      return ScSpecEntry.scSpecEntryUdtUnionV0(
        new xdr.ScSpecUdtUnionV0({
          doc,
          lib,
          name,
          cases: type.cases.map(({ name, doc, payload }) => unionCase(name, doc, payload)),
        }),
      );
    case 'enum': {
      // Clients show the doc of an error as its message, so it is never empty.
      const cases = type.cases.map(({ name, doc, value }) => ({
        name,
        doc: limited(doc || (type.isError ? inWords(name) : '')),
        value,
      }));
      return type.isError
        ? ScSpecEntry.scSpecEntryUdtErrorEnumV0(
            new xdr.ScSpecUdtErrorEnumV0({
              doc,
              lib,
              name,
              cases: cases.map((entry) => new xdr.ScSpecUdtErrorEnumCaseV0(entry)),
            }),
          )
        : ScSpecEntry.scSpecEntryUdtEnumV0(
            new xdr.ScSpecUdtEnumV0({
              doc,
              lib,
              name,
              cases: cases.map((entry) => new xdr.ScSpecUdtEnumCaseV0(entry)),
            }),
          );
    }
  }
}

// Fields are listed in the order they are encoded in: by name, or as a tuple by position.
function structFields({ fields, tuple }: Struct): xdr.ScSpecUdtStructFieldV0[] {
  const ordered = tuple ? fields : [...fields].sort((a, b) => (a.name < b.name ? -1 : 1));
  return ordered.map(
    ({ name, doc, type }, index) =>
      new xdr.ScSpecUdtStructFieldV0({ doc: limited(doc), name: tuple ? String(index) : name, type: typeDef(type) }),
  );
}

function unionCase(name: string, text: string, payload: readonly Field[]): xdr.ScSpecUdtUnionCaseV0 {
  const doc = limited(text);
  if (payload.length === 0) {
    return xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseVoidV0(new xdr.ScSpecUdtUnionCaseVoidV0({ doc, name }));
  }
  return xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseTupleV0(
    new xdr.ScSpecUdtUnionCaseTupleV0({ doc, name, type: payload.map(({ type }) => typeDef(type)) }),
  );
}

const dataFormats = {
  single: xdr.ScSpecEventDataFormat.scSpecEventDataFormatSingleValue,
  vec: xdr.ScSpecEventDataFormat.scSpecEventDataFormatVec,
  map: xdr.ScSpecEventDataFormat.scSpecEventDataFormatMap,
};

function eventEntry({ name, doc, prefixTopics, topics, dataFields, data }: EventType): xdr.ScSpecEntry {
  const parameter = (location: xdr.ScSpecEventParamLocationV0) => (field: Field) =>
    new xdr.ScSpecEventParamV0({ doc: limited(field.doc), name: field.name, type: typeDef(field.type), location });
  return ScSpecEntry.scSpecEntryEventV0(
    new xdr.ScSpecEventV0({
      doc: limited(doc),
      lib: '',
      name,
      prefixTopics: [...prefixTopics],
      params: [
        ...topics.map(parameter(xdr.ScSpecEventParamLocationV0.scSpecEventParamLocationTopicList)),
        ...dataFields.map(parameter(xdr.ScSpecEventParamLocationV0.scSpecEventParamLocationData)),
      ],
      dataFormat: dataFormats[data],
    }),
  );
}

function typeDef(type: SpecType): xdr.ScSpecTypeDef {
  switch (type.kind) {
    case 'primitive':
      return primitives[type.name]();
    case 'bytesN':
      return ScSpecTypeDef.scSpecTypeBytesN(new xdr.ScSpecTypeBytesN({ n: type.length }));
    case 'vec':
      return ScSpecTypeDef.scSpecTypeVec(new xdr.ScSpecTypeVec({ elementType: typeDef(type.element) }));
    case 'map':
      return ScSpecTypeDef.scSpecTypeMap(
        new xdr.ScSpecTypeMap({ keyType: typeDef(type.key), valueType: typeDef(type.value) }),
      );
    case 'option':
      return ScSpecTypeDef.scSpecTypeOption(new xdr.ScSpecTypeOption({ valueType: typeDef(type.value) }));
    case 'declared':
      return ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: type.declared.name }));
  }
}

/** `InsufficientBalance` -> `Insufficient balance`. */
const inWords = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);

function limited(doc: string): string {
  const encoded = new TextEncoder().encode(doc);
  if (encoded.length <= docLimit) return doc;
  return new TextDecoder('utf-8', { fatal: false }).decode(encoded.slice(0, docLimit - 4)).replace(/\uFFFD+$/, '');
}
