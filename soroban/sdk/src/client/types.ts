import type { xdr } from '@stellar/stellar-sdk';
import { doc, list } from './layout.ts';
import { declaredName, memberName } from './names.ts';

/** Collects what a client mentions: SDK names to import and types of the other contract to declare. */
export class ClientTypes {
  readonly sdkTypes = new Set<string>();
  readonly sdkValues = new Set<string>();
  readonly #spec: ReadonlyMap<string, xdr.ScSpecEntry>;
  readonly #elsewhere: Readonly<Record<string, string>>;
  readonly #declared = new Map<string, string>();
  readonly #imported = new Map<string, Set<string>>();

  constructor(entries: readonly xdr.ScSpecEntry[], elsewhere: Readonly<Record<string, string>>) {
    this.#spec = new Map(
      entries.filter((e) => e.type !== 'scSpecEntryFunctionV0').map((e) => [String(e.value.name), e]),
    );
    this.#elsewhere = elsewhere;
  }

  /** How a contract source spells a type of a spec. */
  text(type: xdr.ScSpecTypeDef): string {
    const simple = simpleTypes[type.type];
    if (simple !== undefined) {
      if (/^[A-Z]|\d{3}$/.test(simple)) this.sdkTypes.add(simple);
      return simple;
    }
    switch (type.type) {
      case 'scSpecTypeBytesN':
        return `${this.#sdk('BytesN')}<${type.bytesN.n}>`;
      case 'scSpecTypeVec':
        return `${this.#sdk('Vec')}<${this.text(type.vec.elementType)}>`;
      case 'scSpecTypeOption':
        return `${this.#sdk('Option')}<${this.text(type.option.valueType)}>`;
      case 'scSpecTypeMap':
        return `Map<${this.text(type.map.keyType)}, ${this.text(type.map.valueType)}>`;
      case 'scSpecTypeResult':
        return this.text(type.result.okType);
      case 'scSpecTypeTuple':
        return this.#tuple(type.tuple.valueTypes);
      case 'scSpecTypeUdt':
        return this.#udt(String(type.udt.name));
      default:
        throw new Error(`a contract cannot name the type ${type.type} of this spec`);
    }
  }

  /** Declares an error enum of the spec. */
  error(entry: xdr.ScSpecEntry): void {
    if (entry.type !== 'scSpecEntryUdtErrorEnumV0') return;
    const name = declaredName('an error enum', String(entry.value.name));
    if (this.#isElsewhere(name)) return;
    this.#declared.set(
      name,
      enumText(name.endsWith('Error') ? name : `${name}Error`, String(entry.value.doc), entry.value.cases),
    );
  }

  /** Everything that the client's file calls something by. */
  names(): string[] {
    return [...this.sdkTypes, ...this.sdkValues, ...this.#spec.keys()];
  }

  declarations(): string[] {
    return [...this.#declared.values()];
  }

  imports(): { path: string; names: string[] }[] {
    return [...this.#imported].map(([path, names]) => ({ path, names: [...names] }));
  }

  #sdk(name: string): string {
    this.sdkTypes.add(name);
    return name;
  }

  #isElsewhere(name: string): boolean {
    const path = this.#elsewhere[name];
    if (path === undefined) return false;
    const names = this.#imported.get(path) ?? new Set();
    this.#imported.set(path, names.add(name));
    return true;
  }

  #udt(name: string): string {
    if (this.#declared.has(name) || this.#isElsewhere(name)) return name;
    const entry = this.#spec.get(name);
    if (!entry) throw new Error(`the spec names the type ${name} but does not describe it`);
    declaredName('a type', name);
    if (SDK_NAMES.has(name)) throw new Error(`the spec names a type ${name}, which is the SDK's own name for another`);
    this.#declared.set(name, '');
    this.#declared.set(name, this.#declaration(name, entry));
    return name;
  }

  #declaration(name: string, entry: xdr.ScSpecEntry): string {
    switch (entry.type) {
      case 'scSpecEntryUdtEnumV0':
        return enumText(name, String(entry.value.doc), entry.value.cases);
      case 'scSpecEntryUdtStructV0':
        return this.#struct(name, entry.value);
      case 'scSpecEntryUdtUnionV0':
        return this.#union(name, entry.value);
      default:
        throw new Error(`${name} is used as a type but the spec describes it as ${entry.type}`);
    }
  }

  #struct(name: string, { doc: text, fields }: xdr.ScSpecUdtStructV0): string {
    this.sdkValues.add('contracttype');
    const isTuple = fields.every((field, index) => String(field.name) === String(index));
    const lines = fields.map((field) => {
      const fieldName = isTuple ? `item${String(field.name)}` : memberName('a field', String(field.name));
      return `${doc('  ', String(field.doc))}  ${fieldName}!: ${this.text(field.type)};\n`;
    });
    const decorator = isTuple ? '@contracttype({ tuple: true })' : '@contracttype';
    return `${doc('', String(text))}${decorator}\nexport class ${name} {\n${lines.join('')}}\n`;
  }

  #union(name: string, { doc: text, cases }: xdr.ScSpecUdtUnionV0): string {
    this.sdkValues.add('contracttype').add('variant');
    const methods = cases.map((entry) => {
      const payload = entry.type === 'scSpecUdtUnionCaseTupleV0' ? entry.tupleCase.type : [];
      const parameters = payload.map((type, index) => `value${index}: ${this.text(type)}`);
      const head = list('  ', `static ${memberName('a case', String(entry.value.name))}(`, parameters, `): ${name} {`);
      return `${doc('  ', String(entry.value.doc))}${head}\n    return variant();\n  }\n`;
    });
    return `${doc('', String(text))}@contracttype\nexport class ${name} {\n${methods.join('')}}\n`;
  }

  // A bare tuple has no name in the spec: it becomes a tuple struct named after what it holds.
  #tuple(types: readonly xdr.ScSpecTypeDef[]): string {
    this.sdkValues.add('contracttype');
    const texts = types.map((type) => this.text(type));
    const name = `TupleOf${texts.map((text) => text.replace(/\W+/g, '_').replace(/^./, (c) => c.toUpperCase())).join('And')}`;
    const fields = texts.map((text, index) => `  item${index}!: ${text};\n`).join('');
    this.#declared.set(name, `@contracttype({ tuple: true })\nexport class ${name} {\n${fields}}\n`);
    return name;
  }
}

function enumText(
  name: string,
  text: string,
  cases: readonly (xdr.ScSpecUdtEnumCaseV0 | xdr.ScSpecUdtErrorEnumCaseV0)[],
): string {
  const lines = cases.map(
    (entry) => `${doc('  ', String(entry.doc))}  ${memberName('a case', String(entry.name))} = ${entry.value},\n`,
  );
  return `${doc('', text)}export enum ${name} {\n${lines.join('')}}\n`;
}

const simpleTypes: Readonly<Record<string, string>> = {
  scSpecTypeVal: 'Val',
  scSpecTypeBool: 'bool',
  scSpecTypeVoid: 'void',
  scSpecTypeU32: 'u32',
  scSpecTypeI32: 'i32',
  scSpecTypeU64: 'u64',
  scSpecTypeI64: 'i64',
  scSpecTypeTimepoint: 'Timepoint',
  scSpecTypeDuration: 'Duration',
  scSpecTypeU128: 'u128',
  scSpecTypeI128: 'i128',
  scSpecTypeU256: 'u256',
  scSpecTypeI256: 'i256',
  scSpecTypeBytes: 'Bytes',
  scSpecTypeString: 'Str',
  scSpecTypeSymbol: 'Sym',
  scSpecTypeAddress: 'Address',
  scSpecTypeMuxedAddress: 'MuxedAddress',
};

/** A type of the other contract that is called like one of these would change what the client means by it. */
const SDK_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(simpleTypes),
  ...['BytesN', 'Vec', 'Option', 'TryResult', 'Args', 'contracttype', 'variant', 'call', 'tryCall', 'sym'],
]);
