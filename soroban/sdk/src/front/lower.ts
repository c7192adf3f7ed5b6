import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';
import { checkedPath, libraryPath, sizesPath } from '../back/library.ts';
import { encodeNumber, importSizes } from '../back/sizes.ts';
import { declarationOf, type Model } from './collect.ts';
import type { Constants } from './constants.ts';
import { type EditedText, Edits } from './edits.ts';
import { byteList, utf8 } from './encode.ts';
import {
  caseBody,
  entryFunction,
  entryFunctions,
  eventMembers,
  type FileScope,
  SymbolTable,
  sdk,
  structMembers,
  unionMembers,
} from './generate.ts';
import type { Field } from './model.ts';
import { type Sources, sdkPackage } from './program.ts';
import { sdkName } from './sdk-name.ts';
import { decoratorsOf } from './syntax.ts';
import { typeText } from './type-text.ts';

export interface Lowered {
  readonly sources: ReadonlyMap<string, string>;
  readonly entry: string;
  readonly sizes: ReadonlySet<number>;
  /** The original file and offset of an offset in a generated source. */
  original(path: string, offset: number): { file: ts.SourceFile; offset: number } | undefined;
}

// What the library exports under the name contracts use; everything else of the SDK is compiled away.
const libraryNames = new Set(
  `Address MuxedAddress Val Args Bytes BytesN authorizeAsCurrentContract call ContractAuth TryResult tryCall crypto
  currentContract deployer deserialize ledger pow prng publish require i128 i256 Map Option instance persistent temporary Str
  Sym Duration Timepoint u128 u256 Vec`.split(/\s+/),
);

/** Turns checked contract sources into AssemblyScript. */
export function lower(sources: Sources, model: Model, constants: Constants, root: string): Lowered {
  const texts = new Map<string, EditedText & { file: ts.SourceFile }>();
  const sizes = new Set<number>();
  for (const file of sources.files) {
    const lowering = new FileLowering(file, sources, model, constants, (path) => virtualPath(path, root));
    const edited = lowering.run();
    for (const size of lowering.sizes) sizes.add(size);
    texts.set(virtualPath(file.fileName, root), { ...edited, file });
  }
  const generated = new Map([...texts].map(([path, { text }]) => [path, text]));
  const contract = model.contract;
  if (contract) {
    const names = contract.entries.map(({ name }) => `${entryFunction(name)} as ${name}`).join(', ');
    const from = virtualPath(contract.node.getSourceFile().fileName, root);
    generated.set(entryPath, `import "${checkedPath}"; export { ${names} } from "./${from}";\n`);
  }
  return {
    sources: generated,
    entry: entryPath,
    sizes,
    original(path, offset) {
      const found = texts.get(path);
      return found && { file: found.file, offset: found.originalOffset(offset) };
    },
  };
}

const entryPath = '~entry';

/** Paths AssemblyScript sees do not depend on where the project lies, so neither do the bytes it emits. */
const virtualPath = (path: string, root: string): string =>
  relative(root, path).replaceAll('\\', '/').replace(/\.ts$/, '');

class FileLowering {
  readonly sizes = new Set<number>();
  readonly #edits = new Edits();
  readonly #symbols = new SymbolTable();
  readonly #file: ts.SourceFile;
  readonly #sources: Sources;
  readonly #model: Model;
  readonly #constants: Constants;
  readonly #virtual: (path: string) => string;
  readonly #scope: FileScope;
  #usesGlobalMap = false;
  #loops = 0;

  constructor(
    file: ts.SourceFile,
    sources: Sources,
    model: Model,
    constants: Constants,
    virtual: (path: string) => string,
  ) {
    this.#file = file;
    this.#sources = sources;
    this.#model = model;
    this.#constants = constants;
    this.#virtual = virtual;
    this.#scope = {
      typeText: (field: Field) => typeText(field.typeNode, sources.checker, model, this.sizes),
      symbol: (text) => this.#symbols.expression(text),
    };
  }

  run(): EditedText {
    for (const statement of this.#file.statements) this.#visit(statement);
    const contract = this.#model.contract;
    const end = this.#file.text.length;
    if (contract && contract.node.getSourceFile() === this.#file) {
      this.#edits.insertBefore(end, `\n${entryFunctions(contract, this.#scope)}`);
    }
    this.#edits.insertBefore(end, `\n${this.#symbols.declarations()}\n`);
    const imports = `import * as ${sdk} from "${libraryPath}"; ${this.#usesGlobalMap ? `import { Map } from "${libraryPath}"; ` : ''}`;
    this.#edits.insertBefore(0, imports + importSizes(this.sizes, sizesPath));
    return this.#edits.apply(this.#file.text);
  }

  #replace(node: ts.Node, text: string): true {
    this.#edits.replace(node.getStart(), node.end, text);
    return true;
  }

  #visitChildren(node: ts.Node): void {
    ts.forEachChild(node, (child) => this.#visit(child));
  }

  #visit(node: ts.Node): void {
    if (!this.#rewrite(node)) this.#visitChildren(node);
  }

  /** Rewrites a node; true when its children are done too. */
  #rewrite(node: ts.Node): boolean {
    if (ts.isImportDeclaration(node)) return this.#import(node);
    if (ts.isExportDeclaration(node)) return this.#export(node);
    if (ts.isEnumDeclaration(node) || ts.isDecorator(node)) return this.#replace(node, '');
    if (ts.isClassDeclaration(node)) return this.#class(node);
    if (ts.isThrowStatement(node)) return this.#throw(node, node.expression);
    if (ts.isForOfStatement(node)) return this.#forOf(node);
    if (ts.isExpressionStatement(node) || ts.isReturnStatement(node)) {
      const failed = node.expression && this.#failArgument(node.expression);
      if (failed) return this.#throw(node, failed);
    }
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isPropertyAccessExpression(node)) return this.#enumMember(node);
    if (ts.isTypeReferenceNode(node)) return this.#typeReference(node);
    if (ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal)) return this.#size(node, node.literal.text);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) this.#increment(node);
    if (ts.isBinaryExpression(node)) this.#equality(node.operatorToken);
    if (ts.isVariableStatement(node) && ts.isSourceFile(node.parent)) return this.#constant(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (ts.isIdentifier(node)) return this.#identifier(node);
    return false;
  }

  #import(node: ts.ImportDeclaration): true {
    const specifier = node.moduleSpecifier as ts.StringLiteral;
    const bindings = node.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) return this.#replace(node, '');
    const isSdk = specifier.text === sdkPackage;
    const kept = bindings.elements.filter((element) =>
      isSdk ? libraryNames.has((element.propertyName ?? element.name).text) : this.#exists(element.name),
    );
    if (kept.length === 0) return this.#replace(node, isSdk ? '' : `import "${this.#importPath(specifier.text)}";`);
    const names = kept.map(({ propertyName, name }) =>
      propertyName ? `${propertyName.text} as ${name.text}` : name.text,
    );
    const from = isSdk ? libraryPath : this.#importPath(specifier.text);
    return this.#replace(node, `import { ${names.join(', ')} } from "${from}";`);
  }

  #export(node: ts.ExportDeclaration): boolean {
    const specifier = node.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier)) return true;
    const from = this.#importPath(specifier.text);
    const bindings = node.exportClause;
    if (!bindings || !ts.isNamedExports(bindings)) return this.#replace(specifier, `"${from}"`);
    const kept = bindings.elements.filter((element) => this.#exists(element.name)).map((element) => element.getText());
    return this.#replace(node, kept.length > 0 ? `export { ${kept.join(', ')} } from "${from}";` : '');
  }

  // Enums and constant numbers are replaced by their values.
  #exists(name: ts.Node): boolean {
    const declaration = declarationOf(this.#sources.checker, name);
    return !declaration || !(ts.isEnumDeclaration(declaration) || this.#constants.valueOf(declaration) !== undefined);
  }

  #importPath(specifier: string): string {
    const target = this.#virtual(resolve(dirname(this.#file.fileName), specifier));
    const path = relative(dirname(this.#virtual(this.#file.fileName)), target.replace(/\.js$/, '')).replaceAll(
      '\\',
      '/',
    );
    return path.startsWith('.') ? path : `./${path}`;
  }

  #class(node: ts.ClassDeclaration): true {
    const declared = this.#model.types.get(node);
    const event = this.#model.events.get(node);
    for (const decorator of decoratorsOf(node)) this.#replace(decorator, '');
    if (declared || event) this.#edits.insertBefore(node.getStart(), '@unmanaged @final ');
    if (declared?.kind === 'struct') this.#edits.insertBefore(node.end - 1, structMembers(declared, this.#scope));
    if (event) this.#edits.insertBefore(node.end - 1, eventMembers(event, this.#scope));
    if (declared?.kind === 'union') {
      this.#edits.insertBefore(node.end - 1, unionMembers(declared));
      for (const [index, { node: method }] of declared.cases.entries()) {
        if (method.body) this.#replace(method.body, caseBody(declared, index, this.#scope));
      }
    }
    for (const member of node.members) {
      for (const decorator of decoratorsOf(member)) this.#replace(decorator, '');
      if (ts.isPropertyDeclaration(member) && member.exclamationToken) this.#replace(member.exclamationToken, '');
      if (declared?.kind === 'union' && ts.isMethodDeclaration(member)) {
        for (const parameter of member.parameters) this.#visit(parameter);
      } else this.#visitChildren(member);
    }
    for (const clause of node.heritageClauses ?? []) this.#visitChildren(clause);
    return true;
  }

  #throw(statement: ts.Node, error: ts.Expression): true {
    this.#edits.replace(statement.getStart(), error.getStart(), `{ ${sdk}.failWith(`);
    this.#visit(error);
    this.#edits.replace(error.end, statement.end, '); throw 0; }');
    return true;
  }

  #failArgument(node: ts.Expression): ts.Expression | undefined {
    if (!ts.isCallExpression(node) || sdkName(node.expression, this.#sources) !== 'fail') return undefined;
    return node.arguments[0];
  }

  #call(node: ts.CallExpression): boolean {
    const name = sdkName(node.expression, this.#sources);
    const [first] = node.arguments;
    switch (name) {
      case 'sym':
        this.#replace(node, this.#symbols.expression(literalText(first)));
        return true;
      case 'str':
        this.#replace(node, this.#object('Str', 'stringFromMemory', utf8(literalText(first))));
        return true;
      case 'bytes':
        this.#replace(node, this.#object('Bytes', 'bytesFromMemory', utf8(literalText(first))));
        return true;
      case 'hex':
        this.#replace(node, this.#object('Bytes', 'bytesFromMemory', Buffer.from(literalText(first), 'hex')));
        return true;
      case 'log':
        return this.#log(node);
      case 'Vec.of':
        return this.#vecOf(node);
      case 'Object.is':
        return this.#unionIs(node);
      case 'Object.payload':
        this.#replace((node.expression as ts.PropertyAccessExpression).name, '__payload');
        return false;
      default:
        return false;
    }
  }

  #object(type: string, from: string, data: Uint8Array): string {
    const pointer = data.length === 0 ? '0' : `memory.data<u8>([${byteList(data)}])`;
    return `${sdk}.fromHandle<${sdk}.${type}>(${sdk}.${from}(${pointer}, ${data.length}))`;
  }

  #log(node: ts.CallExpression): boolean {
    const [text, values] = node.arguments;
    const data = utf8(literalText(text));
    this.#edits.replace(
      node.getStart(),
      text!.end,
      `${sdk}.logText(memory.data<u8>([${byteList(data)}]), ${data.length}`,
    );
    if (values) this.#visit(values);
    else this.#edits.insertAfter(text!.end, `, ${sdk}.Args.of()`);
    return true;
  }

  #vecOf(node: ts.CallExpression): boolean {
    const [type] = node.typeArguments ?? [];
    if (!type) return false;
    const text = typeText(type, this.#sources.checker, this.#model, this.sizes);
    const open = node.arguments.pos;
    this.#edits.replace(node.getStart(), open, `${sdk}.Vec.__of<${text}>(${sdk}.Args.of()`);
    for (const argument of node.arguments) {
      this.#edits.wrap(argument.getStart(), argument.end, `.add<${text}>(`, ')');
      this.#visit(argument);
    }
    for (const [index, argument] of node.arguments.entries()) {
      const next = node.arguments[index + 1];
      this.#edits.replace(argument.end, next ? next.getStart() : node.end - 1, '');
    }
    return true;
  }

  #unionIs(node: ts.CallExpression): boolean {
    const callee = node.expression as ts.PropertyAccessExpression;
    const [argument] = node.arguments;
    const declaration = this.#sources.checker.getTypeAtLocation(callee.expression).symbol?.declarations?.[0];
    const union = declaration && this.#model.types.get(declaration);
    if (union?.kind !== 'union' || !argument) return false;
    this.#visit(callee.expression);
    this.#replace(callee.name, '__is');
    return this.#replace(argument, String(union.cases.findIndex(({ name }) => name === literalText(argument))));
  }

  #enumMember(node: ts.PropertyAccessExpression): boolean {
    const declaration = declarationOf(this.#sources.checker, node.name);
    if (!declaration || !ts.isEnumMember(declaration)) return false;
    this.#replace(node, `(<u32>${this.#sources.checker.getConstantValue(declaration)})`);
    return true;
  }

  #typeReference(node: ts.TypeReferenceNode): boolean {
    const declaration = declarationOf(this.#sources.checker, node.typeName);
    if (!declaration) return false;
    if (this.#model.types.get(declaration)?.kind === 'enum') {
      this.#replace(node, 'u32');
      return true;
    }
    return false;
  }

  #size(node: ts.Node, text: string): true {
    this.sizes.add(Number(text));
    return this.#replace(node, encodeNumber(Number(text)));
  }

  // AssemblyScript's ++ does not go through the checked operators: it becomes += 1.
  #increment(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
    const isPlus = node.operator === ts.SyntaxKind.PlusPlusToken;
    if (!isPlus && node.operator !== ts.SyntaxKind.MinusMinusToken) return;
    const [assign, undo] = isPlus ? ['+=', '-'] : ['-=', '+'];
    if (ts.isPrefixUnaryExpression(node)) {
      this.#edits.replace(node.getStart(), node.operand.getStart(), '(');
      this.#edits.insertAfter(node.operand.end, ` ${assign} 1)`);
      return;
    }
    const isValueUsed = !ts.isExpressionStatement(node.parent) && !ts.isForStatement(node.parent);
    if (isValueUsed) this.#edits.insertBefore(node.getStart(), '((');
    this.#edits.replace(node.operand.end, node.end, isValueUsed ? ` ${assign} 1) ${undo} 1)` : ` ${assign} 1`);
  }

  #equality(operator: ts.BinaryOperatorToken): void {
    if (operator.kind === ts.SyntaxKind.EqualsEqualsEqualsToken) this.#replace(operator, '==');
    if (operator.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) this.#replace(operator, '!=');
  }

  /** A constant outside of functions goes away, or becomes a function. */
  #constant(node: ts.VariableStatement): boolean {
    const [declaration] = node.declarationList.declarations;
    if (!declaration?.initializer) return false;
    if (this.#constants.valueOf(declaration) !== undefined) return this.#replace(node, '');
    if (!this.#constants.isFunction(declaration)) return false;
    const { name, type, initializer } = declaration;
    const result = type ? typeText(type, this.#sources.checker, this.#model, this.sizes) : madeBy(initializer);
    this.#edits.replace(node.declarationList.getStart(), name.getStart(), 'function ');
    this.#edits.replace(name.end, initializer.getStart(), `(): ${result} { return `);
    this.#visit(initializer);
    this.#edits.replace(initializer.end, node.end, '; }');
    return true;
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): boolean {
    const symbol = this.#sources.checker.getShorthandAssignmentValueSymbol(node);
    const text = this.#constantUse(node.name, this.#declarationOf(symbol));
    if (text !== undefined) this.#edits.insertAfter(node.end, `: ${text}`);
    return true;
  }

  #declarationOf(symbol: ts.Symbol | undefined): ts.Node | undefined {
    const { checker } = this.#sources;
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target?.declarations?.[0];
  }

  #constantUse(name: ts.Identifier, declaration: ts.Node | undefined): string | undefined {
    if (!declaration) return undefined;
    return (
      this.#constants.valueOf(declaration) ?? (this.#constants.isFunction(declaration) ? `${name.text}()` : undefined)
    );
  }

  #identifier(node: ts.Identifier): boolean {
    const symbol = this.#sources.checker.getSymbolAtLocation(node);
    const declaration = this.#declarationOf(symbol);
    const text = this.#constantUse(node, declaration);
    if (text !== undefined) return this.#replace(node, text);
    const isGlobalMap =
      node.text === 'Map' && declaration && this.#sources.isSdk(declaration) && !(symbol!.flags & ts.SymbolFlags.Alias);
    if (isGlobalMap) this.#usesGlobalMap = true;
    return false;
  }

  // for (const item of list) goes over positions; a list does not change while it is read.
  #forOf(node: ts.ForOfStatement): true {
    const number = this.#loops++;
    const list = `__list${number}`;
    const index = `__index${number}`;
    const declaration = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations[0] : undefined;
    if (!declaration) return true;
    this.#edits.replace(node.getStart(), node.expression.getStart(), `for (let ${list} = `);
    this.#visit(node.expression);
    const head = (size: string): string =>
      `, __length${number} = ${list}.${size}, ${index}: u32 = 0; ${index} < __length${number}; ${index} += 1) { `;
    if (ts.isArrayBindingPattern(declaration.name)) {
      const [key, value] = declaration.name.elements.map((element) => element.getText());
      const reads = `${key ? `const ${key} = ${list}.keyAt(${index}); ` : ''}${value ? `const ${value} = ${list}.valueAt(${index}); ` : ''}`;
      this.#edits.replace(node.expression.end, node.statement.getStart(), head('size') + reads);
    } else {
      const read = `const ${declaration.name.getText()} = ${list}.at(${index}); `;
      this.#edits.replace(node.expression.end, node.statement.getStart(), head('length') + read);
    }
    this.#visit(node.statement);
    this.#edits.insertAfter(node.end, ' }');
    return true;
  }
}

/** The type of a constant that says none: what makes it is one of the literal constructors. */
function madeBy(node: ts.Expression): string {
  const name = ts.isCallExpression(node) ? node.expression.getText() : '';
  return `${sdk}.${name === 'sym' ? 'Sym' : name === 'str' ? 'Str' : 'Bytes'}`;
}

function literalText(node: ts.Expression | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : '';
}
