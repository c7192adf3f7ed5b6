import ts from 'typescript';
import { declarationOf } from './declaration-of.ts';
import { lineageOf, methodsOf, methodsOfAll } from './lineage.ts';
import {
  type Contract,
  type Declared,
  type Entry,
  type EventType,
  type Field,
  type IntegerEnum,
  type PrimitiveName,
  primitiveNames,
  type SpecType,
  type Struct,
  type Union,
} from './model.ts';
import type { Sources } from './program.ts';
import type { Reporter } from './reporter.ts';
import { decoratorOptions, docOf, findDecorator, isPrivate, isStatic, snakeCase } from './syntax.ts';

/** Everything the decorators of a contract's sources declare. */
export interface Model {
  readonly contract: Contract | undefined;
  readonly types: ReadonlyMap<ts.Node, Declared>;
  readonly events: ReadonlyMap<ts.Node, EventType>;
  /** The spec type of a type node, undefined (and reported) when it cannot cross the boundary. */
  specType(node: ts.TypeNode | undefined, at: ts.Node): SpecType;
}

const primitives = new Set<string>(primitiveNames);
// Limits of the spec's XDR (Stellar-contract-spec.x), in characters; what goes on chain as a symbol has at most 32.
const MOST_TYPE_NAME = 60;
const MOST_FIELD_NAME = 30;
const MOST_SYMBOL = 32;
const MOST_PREFIX_TOPICS = 2;

const symbolPattern = /^[A-Za-z0-9_]{1,32}$/;

export const isSymbolText = (text: string): boolean => symbolPattern.test(text);

export function collect(sources: Sources, reporter: Reporter): Model {
  return new Collector(sources, reporter).collect();
}

class Collector implements Model {
  contract: Contract | undefined;
  readonly types = new Map<ts.Node, Declared>();
  readonly events = new Map<ts.Node, EventType>();
  readonly #sources: Sources;
  readonly #reporter: Reporter;

  constructor(sources: Sources, reporter: Reporter) {
    this.#sources = sources;
    this.#reporter = reporter;
  }

  // Types refer to each other, so every declaration gets its object first and its fields afterwards.
  collect(): Model {
    const fill: (() => void)[] = [];
    for (const file of this.#sources.files) {
      for (const statement of file.statements) {
        if (ts.isEnumDeclaration(statement)) this.types.set(statement, this.#enum(statement));
        else if (ts.isClassDeclaration(statement)) fill.push(...this.#class(statement));
      }
    }
    for (const complete of fill) complete();
    return this;
  }

  #class(node: ts.ClassDeclaration): (() => void)[] {
    const typeDecorator = findDecorator(node, 'contracttype');
    if (typeDecorator) {
      const { declared, fill } = this.#type(node, typeDecorator);
      this.types.set(node, declared);
      return [fill];
    }
    const eventDecorator = findDecorator(node, 'contractevent');
    if (eventDecorator) return [() => this.events.set(node, this.#event(node, eventDecorator))];
    if (findDecorator(node, 'contract')) {
      return [
        () => {
          if (this.contract)
            this.#reporter.error(node, `a contract has one @contract class; ${this.contract.name} is one already`);
          else this.contract = this.#contract(node);
        },
      ];
    }
    return [];
  }

  #type(node: ts.ClassDeclaration, decorator: ts.Decorator): { declared: Declared; fill: () => void } {
    const name = this.#nameOf(node, MOST_TYPE_NAME);
    const doc = docOf(node);
    const methods = node.members.filter((member) => ts.isMethodDeclaration(member)).filter(isStatic);
    if (methods.length > 0) {
      const cases: Union['cases'][number][] = [];
      const declared: Union = { kind: 'union', name, doc, node, cases };
      const fill = (): void => {
        for (const method of methods) {
          this.#checkSymbol(method.name);
          cases.push({
            name: method.name.getText(),
            doc: docOf(method),
            node: method,
            payload: this.#parameters(method),
          });
        }
      };
      return { declared, fill };
    }
    const fields: Field[] = [];
    const tuple = decoratorOptions(decorator).get('tuple')?.kind === ts.SyntaxKind.TrueKeyword;
    const declared: Struct = { kind: 'struct', name, doc, node, tuple, fields };
    return { declared, fill: () => fields.push(...this.#fields(node)) };
  }

  #enum(node: ts.EnumDeclaration): IntegerEnum {
    const name = node.name.text;
    this.#checkLength(node.name, MOST_TYPE_NAME, 'the name of a type');
    for (const member of node.members) this.#checkLength(member.name, MOST_TYPE_NAME, 'the name of a case');
    const cases = node.members.map((member) => ({
      name: member.name.getText(),
      doc: docOf(member),
      value: this.#enumValue(member),
    }));
    const names = new Map<number, string>();
    for (const [index, { name: caseName, value }] of cases.entries()) {
      const taken = names.get(value);
      const member = node.members[index]!;
      if (taken !== undefined)
        this.#reporter.error(member, `${caseName} has the number ${value} of ${taken}: give each its own`);
      names.set(value, caseName);
    }
    return { kind: 'enum', name, doc: docOf(node), node, isError: name.endsWith('Error'), cases };
  }

  #enumValue(member: ts.EnumMember): number {
    const value = this.#sources.checker.getConstantValue(member);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
    this.#reporter.error(member, 'the value of an enum is a whole number from 0 to 4294967295');
    return 0;
  }

  #event(node: ts.ClassDeclaration, decorator: ts.Decorator): EventType {
    const name = this.#nameOf(node, MOST_SYMBOL);
    const options = decoratorOptions(decorator);
    const fields = this.#fields(node);
    const isTopic = (field: Field): boolean => findDecorator(field.typeNode.parent, 'topic') !== undefined;
    const dataFields = fields.filter((field) => !isTopic(field));
    const dataOption = options.get('data');
    const data = dataOption && ts.isStringLiteral(dataOption) ? dataOption.text : 'map';
    if (data !== 'map' && data !== 'vec' && data !== 'single') {
      this.#reporter.error(dataOption!, "the data of an event is 'map', 'vec' or 'single'");
    }
    if (data === 'single' && dataFields.length > 1) {
      this.#reporter.error(node, "with data: 'single', at most one field is not a @topic");
    }
    return {
      kind: 'event',
      name,
      doc: docOf(node),
      node,
      prefixTopics: this.#prefixTopics(options.get('topics')) ?? [snakeCase(name)],
      data: data as EventType['data'],
      topics: fields.filter(isTopic),
      dataFields,
    };
  }

  #prefixTopics(option: ts.Expression | undefined): string[] | undefined {
    if (!option) return undefined;
    if (!ts.isArrayLiteralExpression(option) || !option.elements.every(ts.isStringLiteral)) {
      this.#reporter.error(option, 'topics is a list of string literals');
      return undefined;
    }
    if (option.elements.length > MOST_PREFIX_TOPICS) {
      this.#reporter.error(option, `an event has at most ${MOST_PREFIX_TOPICS} topics in place of its name`);
    }
    for (const element of option.elements) {
      if (ts.isStringLiteral(element) && !isSymbolText(element.text)) {
        this.#reporter.error(element, `'${element.text}' is no symbol: 1 to 32 of a-z, A-Z, 0-9 and _`);
      }
    }
    return option.elements.map((element) => (element as ts.StringLiteral).text);
  }

  #contract(node: ts.ClassDeclaration): Contract {
    const lineage = lineageOf(node, this.#sources);
    for (const member of lineage.flatMap(({ members }) => [...members])) {
      if (ts.isConstructorDeclaration(member)) continue;
      if (!ts.isMethodDeclaration(member)) {
        this.#reporter.error(
          member,
          'a contract class has methods only: it is not kept between calls; use instance, persistent or temporary storage',
        );
      } else if (isStatic(member)) {
        this.#reporter.error(member, 'an entry is not static: drop `static`, or move the function out of the class');
      }
    }
    const entries = methodsOfAll(lineage)
      .filter((method) => !isStatic(method) && !isPrivate(method))
      .map((method) => this.#entry(method, lineage));
    return { name: this.#nameOf(node), doc: docOf(node), node, lineage, entries };
  }

  #entry(node: ts.MethodDeclaration, lineage: readonly ts.ClassDeclaration[]): Entry {
    const name = node.name.getText();
    this.#checkSymbol(node.name);
    if (name.startsWith('__') && name !== '__constructor' && name !== '__check_auth') {
      this.#reporter.error(
        node.name,
        'names with two underscores belong to the host: only __constructor and __check_auth are entries',
      );
    }
    if (name === 'memory') {
      this.#reporter.error(node.name, 'no entry is called memory: a Wasm exports its memory by that name');
    }
    if (!node.type) this.#reporter.error(node.name, `say what ${name} returns: \`: void\` when it returns nothing`);
    return {
      name,
      // What overrides without a word does what is said of what it overrides.
      doc: docsOf(name, lineage).find((doc) => doc !== '') ?? '',
      node,
      parameters: this.#parameters(node),
      result: node.type ? this.specType(node.type, node) : { kind: 'primitive', name: 'void' },
    };
  }

  #parameters(node: ts.MethodDeclaration): Field[] {
    return node.parameters.map((parameter) => {
      if (parameter.initializer || parameter.questionToken || parameter.dotDotDotToken) {
        this.#reporter.error(
          parameter,
          'a parameter at the boundary is neither optional nor repeated: use Option<T> or Vec<T>',
        );
      }
      return this.#field(parameter);
    });
  }

  #fields(node: ts.ClassDeclaration): Field[] {
    const fields: Field[] = [];
    for (const member of node.members) {
      if (ts.isPropertyDeclaration(member) && !isStatic(member)) fields.push(this.#field(member));
      else if (!ts.isMethodDeclaration(member) && !ts.isConstructorDeclaration(member))
        this.#reporter.error(member, 'a struct or event has fields and methods only');
    }
    return fields;
  }

  #field(node: ts.PropertyDeclaration | ts.ParameterDeclaration): Field {
    this.#checkSymbol(node.name);
    this.#checkLength(node.name, MOST_FIELD_NAME, 'the name of a field or parameter');
    if (!node.type) this.#reporter.error(node.name, `say the type of ${node.name.getText()}`);
    const typeNode = node.type ?? ts.factory.createKeywordTypeNode(ts.SyntaxKind.VoidKeyword);
    return { name: node.name.getText(), doc: docOf(node), type: this.specType(node.type, node), typeNode };
  }

  #checkSymbol(name: ts.Node): void {
    if (!isSymbolText(name.getText())) {
      this.#reporter.error(name, `${name.getText()} is no symbol: 1 to 32 of a-z, A-Z, 0-9 and _`);
    }
  }

  #checkLength(name: ts.Node, most: number, what: string): void {
    const { length } = name.getText();
    if (length > most) this.#reporter.error(name, `${what} has at most ${most} characters, and this one has ${length}`);
  }

  #nameOf(node: ts.ClassDeclaration, most = Number.POSITIVE_INFINITY): string {
    if (node.name) {
      this.#checkLength(node.name, most, 'the name of a type');
      return node.name.text;
    }
    this.#reporter.error(node, 'the class needs a name');
    return '_';
  }

  specType(node: ts.TypeNode | undefined, at: ts.Node): SpecType {
    const unknown: SpecType = { kind: 'primitive', name: 'Val' };
    if (!node) return unknown;
    if (node.kind === ts.SyntaxKind.VoidKeyword) return { kind: 'primitive', name: 'void' };
    if (!ts.isTypeReferenceNode(node)) {
      this.#reporter.error(
        node,
        `${node.getText()} cannot cross the contract boundary: use a type of the SDK or a @contracttype`,
      );
      return unknown;
    }
    const declaration = this.#declarationOf(node.typeName);
    if (declaration && ts.isTypeAliasDeclaration(declaration) && !this.#sources.isSdk(declaration)) {
      return this.specType(declaration.type, at);
    }
    const declared = declaration && this.types.get(declaration);
    if (declared) return { kind: 'declared', declared };
    const name = node.typeName.getText();
    if (declaration && this.#sources.isSdk(declaration)) {
      const found = this.#sdkType(declaration.name?.getText() ?? name, node, at);
      if (found) return found;
    }
    this.#reporter.error(node, `${name} cannot cross the contract boundary: use a type of the SDK or a @contracttype`);
    return unknown;
  }

  #sdkType(name: string, node: ts.TypeReferenceNode, at: ts.Node): SpecType | undefined {
    const [first, second] = node.typeArguments ?? [];
    if (primitives.has(name)) return { kind: 'primitive', name: name as PrimitiveName };
    if (name === 'Vec' && first) return { kind: 'vec', element: this.specType(first, at) };
    if (name === 'Option' && first) return { kind: 'option', value: this.specType(first, at) };
    if (name === 'Map' && first && second) {
      return { kind: 'map', key: this.specType(first, at), value: this.specType(second, at) };
    }
    if (name === 'BytesN' && first && ts.isLiteralTypeNode(first) && ts.isNumericLiteral(first.literal)) {
      return { kind: 'bytesN', length: Number(first.literal.text) };
    }
    return undefined;
  }

  #declarationOf(name: ts.EntityName): ts.NamedDeclaration | undefined {
    return declarationOf(this.#sources.checker, name);
  }
}

const docsOf = (name: string, lineage: readonly ts.ClassDeclaration[]): string[] =>
  lineage
    .flatMap(methodsOf)
    .filter((method) => method.name.getText() === name)
    .map(docOf);
