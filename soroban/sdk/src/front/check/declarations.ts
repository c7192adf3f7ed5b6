import ts from 'typescript';
import { isAbstract } from '../lineage.ts';
import {
  decoratorName,
  decoratorsOf,
  findDecorator,
  hasModifier,
  isPlainInteger,
  isStatic,
  isUntypedInteger,
} from '../syntax.ts';
import type { Checking } from './check.ts';
import { checkBase, checkImplements } from './inheritance.ts';

/** Code runs only in entries: a file has declarations. */
export function checkTopLevel(statement: ts.Statement, { reporter }: Checking): void {
  const isDeclaration =
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isEmptyStatement(statement);
  if (!isDeclaration) reporter.error(statement, 'nothing runs before a call: move this into an entry or a function');
}

export function checkVariable(list: ts.VariableDeclarationList, { reporter }: Checking): boolean {
  if (!(list.flags & ts.NodeFlags.BlockScoped)) reporter.error(list, 'write let or const');
  const isTopLevel = ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent);
  const isLoop = ts.isForOfStatement(list.parent);
  for (const declaration of list.declarations) {
    const { initializer, name, type } = declaration;
    if (isLoop || !ts.isIdentifier(name)) continue;
    if (!initializer) reporter.error(declaration, `give ${name.text} a value where it is declared`);
    else if (!type && isUntypedInteger(initializer) && !isPlainInteger(initializer)) {
      reporter.error(declaration, `${initializer.getText()} is no u32: say which integer ${name.text} is`);
    } else if (isTopLevel) checkTopLevelVariable(list, declaration, reporter);
  }
  return true;
}

function checkTopLevelVariable(
  list: ts.VariableDeclarationList,
  { initializer, name, type }: ts.VariableDeclaration,
  reporter: Checking['reporter'],
): void {
  if (list.flags & ts.NodeFlags.Const) {
    if (!type && !isMadeByName(initializer!) && !isUntypedInteger(initializer!))
      reporter.error(name, `say the type of the constant ${name.getText()}`);
    return;
  }
  reporter.error(
    name,
    `${name.getText()} would be forgotten after the call: write const, or keep it in instance storage`,
  );
}

/** A literal constructor, whose type its name says. */
const isMadeByName = (node: ts.Expression): boolean =>
  isBoolLiteral(node) ||
  (ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    ['sym', 'str', 'bytes', 'hex'].includes(node.expression.text));

export const isBoolLiteral = (node: ts.Expression): boolean =>
  node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;

export function checkFunction(node: ts.SignatureDeclaration, { reporter }: Checking): boolean {
  if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node) && !ts.isConstructorDeclaration(node))
    return true;
  if (!ts.isConstructorDeclaration(node) && !node.type) {
    reporter.error(
      node.name ?? node,
      `say what ${node.name?.getText() ?? 'it'} returns: \`: void\` when it returns nothing`,
    );
  }
  if (node.asteriskToken) reporter.error(node, 'there are no generators: build a Vec');
  if (!ts.isConstructorDeclaration(node) && !node.body && !isAbstract(node))
    reporter.error(node, 'there are no overloads: give each function its own name');
  for (const parameter of node.parameters) {
    const name = parameter.name.getText();
    if (parameter.dotDotDotToken) reporter.error(parameter, 'there are no rest parameters: take a Vec<T>');
    else if (parameter.questionToken) reporter.error(parameter, 'there are no optional parameters: take an Option<T>');
    else if (!parameter.type) reporter.error(parameter, `say the type of ${name}`);
  }
  const isEntry = ts.isClassDeclaration(node.parent) && findDecorator(node.parent, 'contract');
  if (isEntry && node.typeParameters) reporter.error(node, 'an entry is not generic: Val is a value of any type');
  if (findNested(node)) reporter.error(findNested(node)!, 'there are no functions inside functions: move it out');
  return true;
}

const findNested = (node: ts.SignatureDeclaration): ts.Node | undefined => {
  const body = (node as ts.FunctionLikeDeclaration).body;
  const search = (inner: ts.Node): ts.Node | undefined =>
    ts.isFunctionDeclaration(inner) || ts.isClassDeclaration(inner) ? inner : ts.forEachChild(inner, search);
  return body && ts.forEachChild(body, search);
};

const classDecorators = ['contract', 'contracttype', 'contractevent'];

export function checkClass(node: ts.ClassDeclaration, checking: Checking): boolean {
  const { reporter, model } = checking;
  const kinds = decoratorsOf(node)
    .map(decoratorName)
    .filter((name) => classDecorators.includes(name));
  if (kinds.length > 1) reporter.error(node, `a class is one of ${kinds.map((kind) => `@${kind}`).join(', ')}`);
  const [kind] = kinds;
  if (kind === 'contract') checkImplements(node, reporter);
  else if (kind && node.heritageClauses) reporter.error(node.heritageClauses[0]!, `a @${kind} class extends nothing`);
  if (kind && node.typeParameters) reporter.error(node, `a @${kind} class is not generic`);
  if (model.contract && model.contract.lineage.indexOf(node) > 0) checkBase(node, checking);
  for (const member of node.members) {
    if (ts.isIndexSignatureDeclaration(member)) reporter.error(member, 'there are no index signatures: use Map<K, V>');
    if (ts.isPropertyDeclaration(member) && isStatic(member)) {
      reporter.error(member, 'there are no static fields: write a const outside of the class');
    }
    if (ts.isPropertyDeclaration(member) && !member.type && !isStatic(member)) {
      reporter.error(member, `say the type of ${member.name.getText()}`);
    }
    if (ts.isPropertyDeclaration(member) && member.questionToken) {
      reporter.error(member, 'there are no optional fields: use Option<T>');
    }
    if (kind && ts.isConstructorDeclaration(member)) {
      reporter.error(
        member,
        kind === 'contract'
          ? 'a contract is set up by the entry __constructor'
          : 'it is built with an object literal: leave out the constructor',
      );
    }
    if ((kind === 'contracttype' || kind === 'contractevent') && hasModifier(member, ts.SyntaxKind.PrivateKeyword)) {
      reporter.error(member, 'its fields are public: they cross the boundary');
    }
  }
  return true;
}

const decorators = new Set([...classDecorators, 'topic']);

export function checkDecorator(node: ts.Decorator, { reporter }: Checking): void {
  const name = decoratorName(node);
  const target = node.parent;
  if (!decorators.has(name)) {
    reporter.error(
      node,
      `there is no decorator @${name}: there are @contract, @contracttype, @contractevent and @topic`,
    );
  } else if (name === 'topic') {
    const isField = ts.isPropertyDeclaration(target) && findDecorator(target.parent, 'contractevent');
    if (!isField) reporter.error(node, '@topic marks a field of a @contractevent class');
  } else if (!ts.isClassDeclaration(target)) reporter.error(node, `@${name} marks a class`);
}
