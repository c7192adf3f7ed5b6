import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import type { Incompatibility } from './compare-specs.ts';
import type { StoringContractName } from './names.ts';
import { packageDir } from './paths.ts';

/** What a contract stores: of this a spec says nothing, because nobody but the contract's own code reads it. */
export interface StorageLayout {
  /** `LAYOUT` of the contract's migration.ts. */
  layout: number;
  /** By key, with the types of what it is made of: `Balance(Address)`. */
  keys: Record<string, { kind: string; value: string }>;
  /** Fields, cases and numbers of each type that keys and values are made of. */
  types: Record<string, string[]>;
}

/** The sources that decide what a contract stores, by path. */
export function layoutSources(name: StoringContractName): Map<string, string> {
  const sources = new Map<string, string>();
  for (const folder of [name, 'shared']) {
    for (const file of readdirSync(`${packageDir}/${folder}`, { recursive: true, encoding: 'utf8' })) {
      // What other contracts are asked is not stored here.
      if (!file.endsWith('.ts') || file.startsWith('clients/')) continue;
      sources.set(`${folder}/${file}`, readFileSync(`${packageDir}/${folder}/${file}`, 'utf8'));
    }
  }
  return sources;
}

/** Reads from the calls of the storage API which key holds a value of which type. Throws on a call that it cannot read. */
export function storageLayout(sources: ReadonlyMap<string, string>): StorageLayout {
  const files = [...sources].map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  const types = new Map(files.flatMap(typesOf));
  const calls = files.flatMap((file) => storedIn(file, types));
  // What is written says what is stored: what an earlier layout wrote may be read in another form.
  const stored = [...calls.filter(({ isWrite }) => !isWrite), ...calls.filter(({ isWrite }) => isWrite)];
  const keys = Object.fromEntries(stored.map(({ key, entry }): [string, Stored['entry']] => [key, entry]));
  const used = Object.entries(keys).flatMap(([key, { value }]) => [key, value]);
  const sorted = Object.fromEntries(Object.entries(keys).sort(byName));
  return {
    layout: layoutNumber(sources),
    keys: sorted,
    types: Object.fromEntries(reachable(used, types).sort(byName)),
  };
}

/**
 * What `next` could not read of what `old` has stored: keys that are gone, kept elsewhere or made of something else, and
 * values of which a field, a case or a number changed. New keys and new cases are no difference.
 */
export function compareLayouts(old: StorageLayout, next: StorageLayout): Incompatibility[] {
  const keys = Object.entries(old.keys).flatMap(([key, { kind, value }]) => {
    const what = `key ${key}`;
    const found = next.keys[key];
    if (!found) return [{ what, why: 'is gone' }];
    if (found.kind !== kind) return [{ what, why: `is ${found.kind} in place of ${kind}` }];
    return found.value === value ? [] : [{ what, why: `holds ${found.value} in place of ${value}` }];
  });
  const types = Object.entries(old.types).flatMap(([type, parts]) => {
    const found = next.types[type];
    if (!found) return [];
    const isStruct = parts.some((part) => part.includes(': '));
    const lost = parts.filter((part) => !found.includes(part)).map((part) => `lost ${part}`);
    // A struct is read with all its fields or not at all.
    const added = isStruct ? found.filter((part) => !parts.includes(part)).map((part) => `has ${part}`) : [];
    return [...lost, ...added].map((why) => ({ what: `type ${type}`, why }));
  });
  return [...keys, ...types];
}

interface Stored {
  key: string;
  entry: { kind: string; value: string };
  isWrite: boolean;
}
type Types = ReadonlyMap<string, string[]>;

const KINDS = ['instance', 'persistent', 'temporary'];
const CALLS = ['get', 'getOr', 'set'];

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function storedIn(file: ts.SourceFile, types: Types): Stored[] {
  const found: Stored[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const kind = node.expression.expression.getText();
      const value = node.typeArguments?.[1];
      if (KINDS.includes(kind) && CALLS.includes(node.expression.name.text)) {
        const key = keyOf(node, types);
        if (!key || !value) throw new Error(`${file.fileName}: cannot tell what is stored by ${node.getText()}`);
        const isWrite = node.expression.name.text === 'set';
        found.push({ key, entry: { kind, value: value.getText() }, isWrite });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The case of the key's union, written in place or in a constant of the same function. */
function keyOf(call: ts.CallExpression, types: Types): string | undefined {
  let key: ts.Node | undefined = call.arguments[0];
  if (key && ts.isIdentifier(key)) key = constantOf(key);
  if (!key || !ts.isCallExpression(key)) return undefined;
  // A symbol that others look for: `sym('METADATA')`.
  if (key.expression.getText() === 'sym') return key.arguments[0]?.getText().slice(1, -1);
  if (!ts.isPropertyAccessExpression(key.expression)) return undefined;
  const { expression, name } = key.expression;
  return types.get(expression.getText())?.find((part) => part.startsWith(`${name.text}(`));
}

function constantOf(identifier: ts.Identifier): ts.Expression | undefined {
  for (let scope: ts.Node | undefined = identifier.parent; scope; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const declared = statement.declarationList.declarations.find(({ name }) => name.getText() === identifier.text);
      if (declared?.initializer) return declared.initializer;
    }
  }
  return undefined;
}

function typesOf(file: ts.SourceFile): [string, string[]][] {
  return file.statements.flatMap((statement): [string, string[]][] => {
    if (ts.isEnumDeclaration(statement)) {
      const cases = statement.members.map((member) => `${member.name.getText()} = ${member.initializer?.getText()}`);
      return [[statement.name.text, cases.sort()]];
    }
    if (!ts.isClassDeclaration(statement) || !statement.name) return [];
    const parts = statement.members.flatMap((member) => {
      if (ts.isPropertyDeclaration(member)) return [`${member.name.getText()}: ${member.type?.getText()}`];
      if (!ts.isMethodDeclaration(member) || !member.modifiers?.some(isStatic)) return [];
      return [`${member.name.getText()}(${member.parameters.map(({ type }) => type?.getText()).join(', ')})`];
    });
    // Fields are stored by name: their order says nothing.
    return [[statement.name.text, parts.sort()]];
  });
}

const isStatic = ({ kind }: ts.ModifierLike): boolean => kind === ts.SyntaxKind.StaticKeyword;

function reachable(texts: readonly string[], types: Types): [string, string[]][] {
  const seen = new Map<string, string[]>();
  const waiting = [...texts];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    // The name of a case is not a type, though there may be one of the same name.
    for (const [name] of text.replace(/^\w+(?=\()/, '').matchAll(/\b[A-Z]\w*\b/g)) {
      const parts = types.get(name);
      if (!parts || seen.has(name)) continue;
      seen.set(name, parts);
      waiting.push(...parts);
    }
  }
  return [...seen];
}

function layoutNumber(sources: ReadonlyMap<string, string>): number {
  const migration = [...sources].find(([path]) => path.endsWith('/migration.ts'))?.[1];
  const number = migration?.match(/\bLAYOUT: u32 = (\d+);/)?.[1];
  if (number === undefined) throw new Error('migration.ts says no LAYOUT');
  return Number(number);
}
