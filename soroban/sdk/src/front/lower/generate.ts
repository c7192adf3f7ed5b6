import type ts from 'typescript';
import { libraryPath } from '../../back/library.ts';
import type { Entry, EventType, Field, SpecType, Struct, Union } from '../model.ts';
import { emittedName } from './emitted-names.ts';
import { byteList, isSmallSymbol, smallSymbolVal, utf8 } from './encode.ts';

/** What generated code needs to know about the file it goes into. */
export interface FileScope {
  /** The type of a field, as AssemblyScript spells it there. */
  typeText(field: Field): string;
  /** An expression for a symbol. */
  symbol(text: string): string;
}

/** The namespace under which every file sees the library. */
export const sdk = '__sdk';

/** How a value of a field becomes a Val. */
export const toVal = (scope: FileScope, field: Field, value: string): string =>
  `${sdk}.toVal<${scope.typeText(field)}>(${value})`;

/** How a Val becomes a value of a field; enums are checked to be one of their values. */
export function fromVal(scope: FileScope, field: Field, val: string): string {
  const converted = `${sdk}.fromVal<${scope.typeText(field)}>(${val})`;
  return enumChecked(field.type, converted);
}

function enumChecked(type: SpecType, value: string): string {
  if (type.kind !== 'declared' || type.declared.kind !== 'enum') return value;
  const { cases } = type.declared;
  const known = cases.map((entry) => entry.value).join(',');
  return `${sdk}.enumValue(${value}, memory.data<u32>([${known}]), ${cases.length})`;
}

// Names as the host reads lists of names: a (pointer, length) pair each, over one block of text that begins with the lengths.
function nameTable(names: readonly string[]): { data: string; stores: string } {
  const text = Uint8Array.from([...names.map(({ length }) => length), ...utf8(names.join(''))]);
  return {
    data: `const __k = memory.data(${8 * names.length}, 8); const __s = memory.data<u8>([${byteList(text)}]);`,
    stores: `${sdk}.putNames(__k, __s, ${names.length});`,
  };
}

const sortedByName = (fields: readonly Field[]): Field[] =>
  [...fields].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** Vals next to each other in memory, from expressions that do not come back to the function they are in. */
const storeEach = (values: readonly string[]): string =>
  `const __b = memory.data(${8 * values.length}, 8); ${values.map((value, i) => `${sdk}.putVal(__b, ${i}, ${value});`).join(' ')}`;

/** The same from expressions that may: all are known before the first is stored. */
const storeTogether = (values: readonly string[]): string =>
  `${values.map((value, i) => `const __v${i} = ${value};`).join(' ')} ${storeEach(values.map((_, i) => `__v${i}`))}`;

/** Whether converting a value of a type converts the struct too. Lists, maps and unions convert nothing before it is read. */
function holds(type: SpecType, struct: Struct, seen: ReadonlySet<Struct> = new Set()): boolean {
  if (type.kind === 'option') return holds(type.value, struct, seen);
  if (type.kind !== 'declared' || type.declared.kind !== 'struct') return false;
  const { declared } = type;
  if (declared === struct) return true;
  return (
    !seen.has(declared) && declared.fields.some((field) => holds(field.type, struct, new Set([...seen, declared])))
  );
}

const range = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(' ');

/** Equality of values by what they hold, not by where they lie. */
const equality = (name: string): string =>
  `@operator("==") __eq(o: ${name}): bool { return ${sdk}.sameVals(this.__toVal(), o.__toVal()); } @operator("!=") __ne(o: ${name}): bool { return !${sdk}.sameVals(this.__toVal(), o.__toVal()); }`;

const memberOf = ({ name }: Field): string => `this.${emittedName(name)}`;

/** Members of a struct: conversion to and from a map with its fields as symbol keys, or a vector. */
export function structMembers(struct: Struct, scope: FileScope): string {
  const fields = struct.tuple ? struct.fields : sortedByName(struct.fields);
  const count = fields.length;
  const isRecursive = fields.some(({ type }) => holds(type, struct));
  const values = fields.map((field) => toVal(scope, field, memberOf(field)));
  const stores = isRecursive ? storeTogether(values) : storeEach(values);
  const loads = isRecursive ? range(count, (i) => `const __v${i} = ${sdk}.getVal(__b, ${i});`) : '';
  const literal = fields
    .map((field, i) => {
      const val = isRecursive ? `__v${i}` : `${sdk}.getVal(__b, ${i})`;
      return `${emittedName(field.name)}: ${fromVal(scope, field, val)}`;
    })
    .join(', ');
  const build = `${loads} const __o: ${struct.name} = { ${literal} }; return __o;`;
  if (struct.tuple) {
    return ` __toVal(): u64 { ${stores} return ${sdk}.vecFromMemory(__b, ${count}); } __fromVal(v: u64): ${struct.name} { const __b = memory.data(${8 * count}, 8); ${sdk}.vecToMemory(v, __b, ${count}); ${build} } ${equality(struct.name)} `;
  }
  const names = nameTable(fields.map(({ name }) => name));
  return ` static __keys(): usize { ${names.data} ${names.stores} return __k; } __toVal(): u64 { ${stores} return ${sdk}.mapFromMemory(${struct.name}.__keys(), __b, ${count}); } __fromVal(v: u64): ${struct.name} { const __b = memory.data(${8 * count}, 8); ${sdk}.mapToMemory(v, ${struct.name}.__keys(), __b, ${count}); ${build} } ${equality(struct.name)} `;
}

/** Members of a union. A value keeps its vector and the position of its case. */
export function unionMembers(union: Union): string {
  const { name, cases } = union;
  const names = nameTable(cases.map((entry) => entry.name));
  const arities = cases.map(({ payload }) => payload.length).join(',');
  return ` constructor(private __raw: u64, private __case: u32) {} static __names(): usize { ${names.data} ${names.stores} return __k; } __toVal(): u64 { return this.__raw; } __fromVal(v: u64): ${name} { return new ${name}(v, ${sdk}.unionCase(v, ${name}.__names(), memory.data<u32>([${arities}]), ${cases.length})); } __is(i: u32): bool { return this.__case == i; } __payload<T>(i: u32): T { return ${sdk}.vecItem<T>(this.__raw, i + 1); } ${equality(name)} `;
}

/** The body of a union case: the vector [symbol, payload…]. */
export function caseBody(union: Union, index: number, scope: FileScope): string {
  const { name, payload } = union.cases[index]!;
  const values = payload.map((field) => toVal(scope, field, emittedName(field.name)));
  return `{ ${storeEach([`${scope.symbol(name)}.raw`, ...values])} return new ${union.name}(${sdk}.vecFromMemory(__b, ${payload.length + 1}), ${index}); }`;
}

/** Members of an event: its topics and its data as Vals. */
export function eventMembers(event: EventType, scope: FileScope): string {
  const added = (fields: readonly Field[]): string =>
    fields.map((field) => `.add<${scope.typeText(field)}>(${memberOf(field)})`).join('');
  const prefix = event.prefixTopics.map((text) => `.add<${sdk}.Sym>(${scope.symbol(text)})`).join('');
  const topics = `__topics(): u64 { return ${sdk}.Args.of()${prefix}${added(event.topics)}.__toVal(); }`;
  return ` ${topics} ${eventData(event, scope, added)} `;
}

function eventData(event: EventType, scope: FileScope, added: (fields: readonly Field[]) => string): string {
  const [only] = event.dataFields;
  if (event.data === 'single') {
    return `__data(): u64 { return ${only ? toVal(scope, only, memberOf(only)) : `${sdk}.Tag.Void`}; }`;
  }
  if (event.data === 'vec') return `__data(): u64 { return ${sdk}.Args.of()${added(event.dataFields)}.__toVal(); }`;
  const fields = sortedByName(event.dataFields);
  const values = fields.map((field) => toVal(scope, field, memberOf(field)));
  if (fields.length === 0) return `__data(): u64 { return ${sdk}.mapFromMemory(0, 0, 0); }`;
  const names = nameTable(fields.map(({ name }) => name));
  return `__data(): u64 { ${names.data} ${names.stores} ${storeEach(values)} return ${sdk}.mapFromMemory(__k, __b, ${fields.length}); }`;
}

export const entryFunction = (name: string): string => `__entry_${name}`;

/** One exported function per entry: Vals in, a Val out. Each is in the file of the class that has it, where its types are known. */
export function entryFunctions(entries: readonly Entry[], scope: FileScope): string {
  return entries
    .map((entry) => {
      const { name, parameters, result, node } = entry;
      const owner = (node.parent as ts.ClassDeclaration).name!.text;
      const vals = parameters.map((_, i) => `a${i}: u64`).join(', ');
      const values = parameters.map((field, i) => `const p${i} = ${fromVal(scope, field, `a${i}`)};`).join(' ');
      const call = `${contractAs(owner)}.${emittedName(name)}(${parameters.map((_, i) => `p${i}`).join(', ')})`;
      const isVoid = result.kind === 'primitive' && result.name === 'void';
      const resultField: Field = { name: '', doc: '', type: result, typeNode: node.type! };
      const answer = isVoid ? `${call}; return ${sdk}.Tag.Void;` : `return ${toVal(scope, resultField, call)};`;
      return `export function ${entryFunction(name)}(${vals}): u64 { ${values} ${answer} }`;
    })
    .join('\n');
}

/** The contract, as one of its classes: it has no fields, and so is nowhere. */
export const contractAs = (className: string): string => `changetype<${className}>(<usize>0)`;

/** The namespace under which every file sees the symbols of all. */
export const symbolsOfAll = '__symbols';

/** Symbols of a contract: each is in memory once, and a long one is made once per call, however many files have it. */
export class SymbolTable {
  readonly #names = new Map<string, string>();

  expression(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `symbol${this.#names.size}`;
      this.#names.set(text, name);
    }
    const place = `${symbolsOfAll}.${name}`;
    return `changetype<${sdk}.Sym>(${isSmallSymbol(text) ? place : `${place}()`})`;
  }

  /** The source that the others import them from. What no compiled function uses leaves nothing in the contract. */
  source(): string {
    const symbols = [...this.#names]
      .map(([text, name]) =>
        isSmallSymbol(text)
          ? `export const ${name}: usize = memory.data<u64>([${smallSymbolVal(text)}]);`
          : `export function ${name}(): usize { return ${sdk}.cachedSymbol(memory.data(8, 8), memory.data<u8>([${byteList(utf8(text))}]), ${text.length}); }`,
      )
      .join('\n');
    return `import * as ${sdk} from "${libraryPath}";\n${symbols}\n`;
  }
}
