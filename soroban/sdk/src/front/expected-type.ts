import ts from 'typescript';
import { declarationOf } from './declaration-of.ts';
import type { Sources } from './program.ts';
import { isPlainInteger } from './syntax.ts';

/** The type that is written where an expression's value goes. TypeScript's own would not know a u32 from a u64. */
export function expectedType(node: ts.Expression, sources: Sources): ts.TypeNode | undefined {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return expectedType(parent, sources);
  if (ts.isConditionalExpression(parent)) return parent.condition === node ? undefined : expectedType(parent, sources);
  if (ts.isVariableDeclaration(parent)) return parent.type;
  if (ts.isReturnStatement(parent)) return resultType(parent);
  if (ts.isPropertyAssignment(parent)) return fieldType(parent, sources);
  if (ts.isCallExpression(parent)) return parameterType(parent, node, sources);
  const isAssigned =
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node;
  return isAssigned ? declaredType(declarationOf(sources.checker, nameOf(parent.left))) : undefined;
}

/** The types between the angle brackets where a `Vec`, `Map` or `Option` of the SDK is expected. */
export function expectedArguments(
  node: ts.Expression,
  name: string,
  sources: Sources,
): readonly ts.TypeNode[] | undefined {
  const type = withoutAlias(expectedType(node, sources), sources);
  if (!type || !ts.isTypeReferenceNode(type)) return undefined;
  const declaration = declarationOf(sources.checker, type.typeName);
  const isNamed = declaration !== undefined && sources.isSdk(declaration) && type.typeName.getText() === name;
  return isNamed ? type.typeArguments : undefined;
}

/**
 * What `Vec.of(…)` makes a list of, when it is written there or where the list goes, or when the items are integers without a
 * type. Otherwise the first item says it.
 */
export function listType(node: ts.CallExpression, sources: Sources): ts.TypeNode | 'u32' | undefined {
  const [type] = node.typeArguments ?? expectedArguments(node, 'Vec', sources) ?? [];
  if (type && (node.typeArguments || isKnownAt(type, node, sources))) return type;
  const areIntegers = node.arguments.length > 0 && node.arguments.every(isPlainInteger);
  return areIntegers ? 'u32' : undefined;
}

function withoutAlias(type: ts.TypeNode | undefined, sources: Sources): ts.TypeNode | undefined {
  if (!type || !ts.isTypeReferenceNode(type) || type.typeArguments) return type;
  const declaration = declarationOf(sources.checker, type.typeName);
  const isAlias = declaration && ts.isTypeAliasDeclaration(declaration) && !sources.isSdk(declaration);
  return isAlias ? withoutAlias(declaration.type, sources) : type;
}

function resultType(statement: ts.Node): ts.TypeNode | undefined {
  const owner = ts.findAncestor(statement, ts.isFunctionLike);
  return owner && !ts.isArrowFunction(owner) ? owner.type : undefined;
}

const nameOf = (target: ts.Expression): ts.Node => (ts.isPropertyAccessExpression(target) ? target.name : target);

function declaredType(declaration: ts.Node | undefined): ts.TypeNode | undefined {
  if (!declaration) return undefined;
  const hasType =
    ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) || ts.isPropertyDeclaration(declaration);
  return hasType ? declaration.type : undefined;
}

function fieldType({ name, parent }: ts.PropertyAssignment, { checker }: Sources): ts.TypeNode | undefined {
  const field = checker.getContextualType(parent)?.getProperty(name.getText());
  return declaredType(field?.declarations?.[0]);
}

/** The type of a parameter, unless it depends on what is passed. */
function parameterType(
  call: ts.CallExpression,
  argument: ts.Expression,
  { checker }: Sources,
): ts.TypeNode | undefined {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  if (!declaration || ts.isJSDocSignature(declaration)) return undefined;
  const type = declaration.parameters[call.arguments.indexOf(argument)]?.type;
  return type && !dependsOnCall(type, checker) ? type : undefined;
}

function dependsOnCall(type: ts.Node, checker: ts.TypeChecker): boolean {
  const isGeneric = ts.isTypeReferenceNode(type) && declarationOf(checker, type.typeName);
  if (isGeneric && ts.isTypeParameterDeclaration(isGeneric)) return true;
  return ts.forEachChild(type, (child) => dependsOnCall(child, checker)) ?? false;
}

const natives = new Set(['bool', ...[8, 16, 32, 64].flatMap((bits) => [`u${bits}`, `i${bits}`])]);

/** Whether every name of a type means the same at another place. The SDK's are known everywhere. */
export function isKnownAt(type: ts.Node, at: ts.Node, sources: Sources): boolean {
  if (ts.isTypeReferenceNode(type)) {
    const declaration = declarationOf(sources.checker, type.typeName);
    const isHere = (): boolean => {
      const name = type.typeName.getText();
      const symbol = sources.checker.resolveName(name, at, ts.SymbolFlags.Type, false);
      const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? sources.checker.getAliasedSymbol(symbol) : symbol;
      return target?.declarations?.[0] === declaration;
    };
    if (!declaration || !(sources.isSdk(declaration) || isHere())) return false;
  }
  return !ts.forEachChild(type, (child) => !isKnownAt(child, at, sources) || undefined);
}

/** Whether a name of the SDK is one that every file has without an import. */
export const isNative = (name: string): boolean => natives.has(name);
