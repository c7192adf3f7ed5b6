import ts from 'typescript';
import type { Model } from '../collect.ts';
import { isTaken } from '../lower/emitted-names.ts';
import type { Sources } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { hasModifier, isWhole } from '../syntax.ts';
import { checkCall, isLiteralArgument } from './calls.ts';
import { isClosure } from './closures.ts';
import { checkClass, checkDecorator, checkFunction, checkTopLevel, checkVariable } from './declarations.ts';
import { checkSelf } from './inheritance.ts';
import { unsupported, unsupportedNames, unsupportedOperators, unsupportedTypes } from './unsupported.ts';
import { typeArgumentProblem } from './values.ts';

export interface Checking {
  readonly sources: Sources;
  readonly model: Model;
  readonly reporter: Reporter;
}

/** Reports what TypeScript allows and a contract does not, each with what to write instead. */
export function checkSources(checking: Checking): void {
  for (const file of checking.sources.files) {
    for (const statement of file.statements) checkTopLevel(statement, checking);
    visit(file, checking);
  }
}

function visit(node: ts.Node, checking: Checking): void {
  // What is wrong as a whole is not worth a word about its parts.
  if (checkNode(node, checking)) ts.forEachChild(node, (child) => visit(child, checking));
}

/** False when the node is reported and its children are better left alone. */
function checkNode(node: ts.Node, checking: Checking): boolean {
  const { reporter } = checking;
  const refuse = (at: ts.Node, message: string): false => {
    reporter.error(at, message);
    return false;
  };
  if (ts.isDecorator(node)) {
    checkDecorator(node, checking);
    return false;
  }
  if (ts.isArrowFunction(node) && isClosure(node, checking)) return true;
  const message = unsupported.get(node.kind) ?? unsupportedTypes.get(node.kind);
  if (message !== undefined) return refuse(node, message);
  if (hasModifier(node, ts.SyntaxKind.AsyncKeyword))
    return refuse(node, 'nothing is asynchronous: a call returns its result');
  if (hasModifier(node, ts.SyntaxKind.DefaultKeyword)) return refuse(node, 'export it by its name');
  if (hasModifier(node, ts.SyntaxKind.DeclareKeyword))
    return refuse(node, 'everything a contract uses is imported: leave out declare');
  if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) checkSelf(node, checking);
  if (ts.isImportDeclaration(node)) return checkImport(node, checking);
  if (ts.isExportDeclaration(node)) return checkSpecifier(node.moduleSpecifier, checking);
  if (ts.isIdentifier(node)) return checkName(node, checking);
  if (ts.isTypeReferenceNode(node)) {
    const problem = typeArgumentProblem(node, checking);
    if (problem !== undefined) return refuse(node, problem);
  }
  if (ts.isUnionTypeNode(node)) return refuse(node, unionMessage(node));
  if (ts.isLiteralTypeNode(node)) return checkLiteralType(node, reporter);
  if (ts.isBindingName(node) && !ts.isIdentifier(node)) return checkBinding(node, reporter);
  if (ts.isNumericLiteral(node)) return checkNumber(node, reporter);
  if (ts.isStringLiteral(node)) return checkString(node, checking);
  if (ts.isBinaryExpression(node)) return checkBinary(node, reporter);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return checkUnary(node, reporter);
  if (ts.isThrowStatement(node)) return checkThrow(node, checking);
  if (isChain(node)) return refuse(node, 'there is no ?.: nothing is null; ask isSome of an Option');
  if (ts.isForOfStatement(node)) return checkLoop(node, checking);
  if (ts.isObjectLiteralExpression(node)) return checkObjectLiteral(node, reporter);
  if (ts.isVariableDeclarationList(node)) return checkVariable(node, checking);
  if (ts.isFunctionLike(node)) return checkFunction(node, checking);
  if (ts.isClassDeclaration(node)) return checkClass(node, checking);
  if (ts.isCallExpression(node)) return checkCall(node, checking);
  return true;
}

const isChain = (node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node)) &&
  node.questionDotToken !== undefined;

function checkSpecifier(node: ts.Expression | undefined, { sources, reporter }: Checking): boolean {
  if (!node || !ts.isStringLiteral(node)) return true;
  const { problem } = sources.resolve(node.text, node.getSourceFile());
  if (problem !== undefined) reporter.error(node, problem);
  return problem === undefined;
}

function checkImport(node: ts.ImportDeclaration, checking: Checking): boolean {
  const { moduleSpecifier, importClause } = node;
  const { reporter } = checking;
  if (!checkSpecifier(moduleSpecifier, checking)) return false;
  if (importClause?.name) reporter.error(importClause.name, 'import names in braces');
  else if (!importClause) reporter.error(node, 'nothing runs on import: import names in braces');
  else if (importClause.namedBindings && !ts.isNamedImports(importClause.namedBindings)) {
    reporter.error(importClause.namedBindings, 'import names in braces');
  }
  return true;
}

function checkName(node: ts.Identifier, { sources, reporter }: Checking): boolean {
  const isDeclared =
    (ts.isFunctionDeclaration(node.parent) ||
      ts.isParameter(node.parent) ||
      ts.isImportSpecifier(node.parent) ||
      ts.isVariableDeclaration(node.parent) ||
      ts.isClassDeclaration(node.parent)) &&
    node.parent.name === node;
  const isTakenType = ts.isClassDeclaration(node.parent) && isTaken(node.text);
  if (isDeclared && (isTakenType || node.text.startsWith('__'))) {
    reporter.error(node, `${node.text} belongs to the compiler: choose another name`);
  }
  const message = unsupportedNames.get(node.text);
  if (message === undefined || isMemberName(node)) return true;
  const declaration = sources.checker.getSymbolAtLocation(node)?.declarations?.[0];
  if (!declaration || sources.isSdk(declaration)) reporter.error(node, message);
  return true;
}

// The name of a member, not a name in scope.
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (
    (ts.isClassElement(parent) || ts.isEnumMember(parent) || ts.isPropertyAssignment(parent)) && parent.name === node
  );
}

function unionMessage(node: ts.UnionTypeNode): string {
  const isNullable = node.types.some(
    (type) =>
      type.kind === ts.SyntaxKind.UndefinedKeyword ||
      (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword),
  );
  return isNullable ? 'there is no null: use Option<T>' : 'a value has one type: declare a @contracttype union';
}

function checkLiteralType(node: ts.LiteralTypeNode, reporter: Reporter): boolean {
  const isSize =
    ts.isNumericLiteral(node.literal) &&
    ts.isTypeReferenceNode(node.parent) &&
    node.parent.typeName.getText() === 'BytesN';
  const isCallSize = ts.isNumericLiteral(node.literal) && ts.isCallExpression(node.parent);
  if (!isSize && !isCallSize) reporter.error(node, 'a literal is no type here, except the N of BytesN<N>');
  else if (!/^[1-9]\d*$/.test(node.literal.getText()))
    reporter.error(node, 'the N of BytesN<N> is a decimal number above 0');
  return false;
}

// `for (const [key, value] of map)` is the one place that takes a list of names; fields may be taken from any struct.
function checkBinding(node: ts.BindingPattern, reporter: Reporter): boolean {
  const list = node.parent.parent;
  if (ts.isObjectBindingPattern(node) && ts.isVariableDeclaration(node.parent)) return checkFields(node, reporter);
  const isMapLoop =
    ts.isArrayBindingPattern(node) &&
    list &&
    ts.isVariableDeclarationList(list) &&
    ts.isForOfStatement(list.parent) &&
    node.elements.length === 2 &&
    node.elements.every(
      (element) =>
        ts.isBindingElement(element) &&
        ts.isIdentifier(element.name) &&
        !element.initializer &&
        !element.dotDotDotToken,
    );
  if (isMapLoop) return true;
  reporter.error(node, 'there is no destructuring here: give each part its own name');
  return false;
}

function checkFields(node: ts.ObjectBindingPattern, reporter: Reporter): boolean {
  const isTopLevel = ts.findAncestor(node, ts.isFunctionLike) === undefined;
  if (isTopLevel) reporter.error(node, 'declare one constant at a time');
  if (node.elements.length === 0) reporter.error(node, 'name the fields that are wanted');
  if ((node.parent as ts.VariableDeclaration).type) reporter.error(node, 'leave out the type: the fields have theirs');
  for (const element of node.elements) {
    if (element.dotDotDotToken) reporter.error(element, 'there is no rest: name every field');
    else if (element.initializer) reporter.error(element, 'every field has a value: leave out the default');
    else if (element.propertyName && !ts.isIdentifier(element.propertyName))
      reporter.error(element, 'a field has a name: take an item of a list by its position, list[0]');
    else if (!ts.isIdentifier(element.name))
      reporter.error(element, 'give the field a name, and take its own fields from there');
  }
  return true;
}

function checkNumber(node: ts.NumericLiteral, reporter: Reporter): boolean {
  const text = node.getText();
  if (!isWhole(text)) {
    reporter.error(node, 'there are no floating point numbers: use whole units, such as basis points');
  } else if (BigInt(text.replaceAll('_', '')) >= 1n << 64n) {
    reporter.error(node, 'a literal has at most 64 bits: build a larger number with operators');
  }
  return true;
}

function checkString(node: ts.StringLiteral, checking: Checking): boolean {
  if (ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)) return true;
  if (!isLiteralArgument(node, checking)) {
    checking.reporter.error(
      node,
      "a bare string has no type here: sym('…') is a symbol, str('…') a string, bytes('…') bytes",
    );
  }
  return true;
}

function checkBinary(node: ts.BinaryExpression, reporter: Reporter): boolean {
  const message = unsupportedOperators.get(node.operatorToken.kind);
  if (message !== undefined) {
    reporter.error(node.operatorToken, message);
    return true;
  }
  if (isAssignment(node.operatorToken.kind)) checkTarget(node.left, node.operatorToken.kind, reporter);
  return true;
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

function checkUnary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, reporter: Reporter): boolean {
  const isStep = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  if (isStep) checkTarget(node.operand, ts.SyntaxKind.PlusEqualsToken, reporter);
  else if (node.operator === ts.SyntaxKind.PlusToken) reporter.error(node, 'leave out the unary +');
  return true;
}

// An assignment that also reads evaluates its target twice.
function checkTarget(target: ts.Expression, operator: ts.SyntaxKind, reporter: Reporter): void {
  if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) return;
  if (ts.isElementAccessExpression(target)) {
    reporter.error(target, 'a list is immutable: write list = list.set(index, value)');
    return;
  }
  const copy = temporaryCopy(target);
  if (copy) {
    reporter.error(target, copyMessage(target, copy));
    return;
  }
  if (operator === ts.SyntaxKind.EqualsToken) return;
  const calls = (node: ts.Node): boolean => ts.isCallExpression(node) || (ts.forEachChild(node, calls) ?? false);
  if (calls(target)) reporter.error(target, 'the call would run twice: give its result a name first');
}

/** What a field is assigned through when that is no variable: an item of a list, or the result of a call. */
function temporaryCopy(target: ts.Expression): ts.Expression | undefined {
  let at = target;
  while (ts.isPropertyAccessExpression(at) || ts.isParenthesizedExpression(at)) at = at.expression;
  return ts.isElementAccessExpression(at) || ts.isCallExpression(at) ? at : undefined;
}

function copyMessage(target: ts.Expression, copy: ts.Expression): string {
  const place = target.getText().slice(copy.getText().length);
  const name = `const item = ${copy.getText()}; item${place} = …`;
  return `${copy.getText()} is a copy that nobody keeps: give it a name, assign there, and put it back: \`${name}\``;
}

function checkThrow(node: ts.ThrowStatement, { sources, model, reporter }: Checking): boolean {
  const type = sources.checker.getTypeAtLocation(node.expression);
  const declaration = type.symbol?.declarations?.[0];
  const enumNode = declaration && ts.isEnumMember(declaration) ? declaration.parent : declaration;
  const declared = enumNode && model.types.get(enumNode);
  if (declared?.kind === 'enum' && declared.isError) return true;
  reporter.error(node, 'throw a member of an exported enum whose name ends in Error');
  return false;
}

/** A map is gone over by pairs, a list by items. */
function checkLoop(node: ts.ForOfStatement, { sources, reporter }: Checking): boolean {
  if (!ts.isVariableDeclarationList(node.initializer)) {
    reporter.error(node.initializer, 'name the item here: for (const item of list)');
    return false;
  }
  const declaration = sources.checker.getTypeAtLocation(node.expression).symbol?.declarations?.[0];
  const isMap =
    declaration && sources.isSdk(declaration) && ts.isClassDeclaration(declaration) && declaration.name?.text === 'Map';
  const [item] = node.initializer.declarations;
  if (isMap && item && !ts.isArrayBindingPattern(item.name)) {
    reporter.error(item, `a Map is gone over by pairs: for (const [key, value] of ${node.expression.getText()})`);
  }
  return true;
}

function checkObjectLiteral(node: ts.ObjectLiteralExpression, reporter: Reporter): boolean {
  for (const property of node.properties) {
    const isPlain =
      ts.isShorthandPropertyAssignment(property) ||
      (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name));
    if (!isPlain && !ts.isSpreadAssignment(property))
      reporter.error(property, 'an object literal has named values only');
  }
  return true;
}
