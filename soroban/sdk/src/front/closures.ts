import ts from 'typescript';
import { expectedArguments, isKnownAt } from './expected-type.ts';
import type { Sources } from './program.ts';
import { sdkName } from './sdk-name.ts';

const methods = ['map', 'filter', 'find', 'some', 'every'] as const;
export type ClosureMethod = (typeof methods)[number];

/** A call of a method of Vec that takes a function, with an arrow function whose body is an expression. */
export interface Closure {
  readonly method: ClosureMethod;
  readonly call: ts.CallExpression;
  readonly arrow: ts.ArrowFunction;
  readonly body: ts.Expression;
}

/** `list.filter(…).map(…)`: the list, and what is done with it in order. */
export interface ClosureChain {
  readonly list: ts.Expression;
  readonly closures: readonly Closure[];
}

export function closureMethod(node: ts.CallExpression, sources: Sources): ClosureMethod | undefined {
  const name = sdkName(node.expression, sources);
  return methods.find((method) => name === `Vec.${method}`);
}

/** What a statement gives a name to, returns or assigns, and nothing else: only there can a loop come before it. */
export function valueOfStatement(statement: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(statement)) return statement.expression;
  if (ts.isVariableStatement(statement)) {
    const [declaration, ...more] = statement.declarationList.declarations;
    const isPlain = declaration && more.length === 0 && ts.isIdentifier(declaration.name);
    return isPlain && !ts.isSourceFile(statement.parent) ? declaration.initializer : undefined;
  }
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, operatorToken, right } = statement.expression;
  return ts.isIdentifier(left) && operatorToken.kind === ts.SyntaxKind.EqualsToken ? right : undefined;
}

/** The chain that is the whole value of a statement. */
export function closureChain(statement: ts.Node, sources: Sources): ClosureChain | undefined {
  const closures: Closure[] = [];
  let at = valueOfStatement(statement);
  while (at && ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
    const closure = closureOf(at, sources);
    if (!closure) break;
    closures.unshift(closure);
    at = at.expression.expression;
  }
  return at && closures.length > 0 ? { list: at, closures } : undefined;
}

export function closureOf(call: ts.CallExpression, sources: Sources): Closure | undefined {
  const method = closureMethod(call, sources);
  const [arrow] = call.arguments;
  if (!method || !arrow || !ts.isArrowFunction(arrow) || ts.isBlock(arrow.body)) return undefined;
  return { method, call, arrow, body: arrow.body };
}

/** What the list that `map` gives holds: a type that is written somewhere, or the name of one that TypeScript knows. */
export function mappedType({ call, arrow, body }: Closure, sources: Sources): ts.TypeNode | string | undefined {
  const [written] = call.typeArguments ?? (arrow.type ? [arrow.type] : (expectedArguments(call, 'Vec', sources) ?? []));
  if (written && isKnownAt(written, call, sources)) return written;
  const type = sources.checker.getTypeAtLocation(body);
  if (type.flags & ts.TypeFlags.BooleanLike) return 'bool';
  if (type.flags & ts.TypeFlags.EnumLike) return 'u32';
  const declaration = type.symbol?.declarations?.[0];
  if (!declaration || !ts.isClassDeclaration(declaration) || declaration.typeParameters) return undefined;
  const symbol = sources.checker.resolveName(type.symbol.name, call, ts.SymbolFlags.Type, false);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? sources.checker.getAliasedSymbol(symbol) : symbol;
  return target === type.symbol ? type.symbol.name : undefined;
}
