import ts from 'typescript';
import { declarationOf } from './declaration-of.ts';
import type { Sources } from './program.ts';
import type { Reporter } from './reporter.ts';
import { isPlainInteger, isWhole } from './syntax.ts';

/**
 * Constants outside of functions. AssemblyScript would set them up in a start function, which the network refuses. So a
 * constant that is a number is replaced by its value wherever it is named, and any other becomes a function.
 */
export class Constants {
  readonly #values = new Map<ts.Node, string>();
  readonly #functions = new Set<ts.Node>();
  readonly #checker: ts.TypeChecker;

  constructor(sources: Sources, reporter: Reporter) {
    this.#checker = sources.checker;
    for (const file of sources.files) {
      for (const statement of file.statements) {
        if (!ts.isVariableStatement(statement)) continue;
        const { declarations, flags } = statement.declarationList;
        if (!(flags & ts.NodeFlags.Const)) continue;
        if (declarations.length > 1) reporter.error(statement, 'declare one constant at a time');
        for (const declaration of declarations) this.#add(declaration, reporter);
      }
    }
  }

  /** What to write for a constant that is replaced by its value. */
  valueOf(declaration: ts.Node): string | undefined {
    return this.#values.get(declaration);
  }

  isFunction(declaration: ts.Node): boolean {
    return this.#functions.has(declaration);
  }

  #add(declaration: ts.VariableDeclaration, reporter: Reporter): void {
    const { initializer } = declaration;
    if (!initializer) return;
    const typeName = typeNameOf(declaration);
    const integer = nativeIntegers.get(typeName);
    const value = integer && evaluate(initializer, this.#checker);
    if (integer && value !== undefined) {
      if (value < integer.min || value > integer.max) {
        reporter.error(initializer, `${value} does not fit ${typeName}`);
      }
      this.#values.set(declaration, `(<${typeName}>${value})`);
    } else if (initializer.kind === ts.SyntaxKind.TrueKeyword || initializer.kind === ts.SyntaxKind.FalseKeyword) {
      this.#values.set(declaration, initializer.getText());
    } else this.#functions.add(declaration);
  }
}

/** What a constant says it is; an integer that does not is a u32. */
const typeNameOf = ({ type, initializer }: ts.VariableDeclaration): string =>
  type?.getText() ?? (initializer && isPlainInteger(initializer) ? 'u32' : '');

interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

const nativeIntegers: ReadonlyMap<string, Range> = new Map(
  [8, 16, 32, 64].flatMap((size): [string, Range][] => [
    [`u${size}`, { min: 0n, max: (1n << BigInt(size)) - 1n }],
    [`i${size}`, { min: -(1n << BigInt(size - 1)), max: (1n << BigInt(size - 1)) - 1n }],
  ]),
);

/** The value of an expression of literals, enum members and other constants, if it is one. */
function evaluate(node: ts.Expression, checker: ts.TypeChecker): bigint | undefined {
  // Whatever else a number is, is reported where it stands.
  if (ts.isNumericLiteral(node))
    return isWhole(node.getText()) ? BigInt(node.getText().replaceAll('_', '')) : undefined;
  if (ts.isParenthesizedExpression(node)) return evaluate(node.expression, checker);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = evaluate(node.operand, checker);
    return value === undefined ? undefined : -value;
  }
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [evaluate(node.left, checker), evaluate(node.right, checker)];
    return left === undefined || right === undefined ? undefined : compute(node.operatorToken.kind, left, right);
  }
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const range = nativeIntegers.get(node.expression.text);
    if (range && node.name.text === 'MAX_VALUE') return range.max;
    if (range && node.name.text === 'MIN_VALUE') return range.min;
  }
  return valueOfName(node, checker);
}

function valueOfName(node: ts.Expression, checker: ts.TypeChecker): bigint | undefined {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const declaration = declarationOf(checker, node);
  if (!declaration) return undefined;
  if (ts.isEnumMember(declaration)) {
    const value = checker.getConstantValue(declaration);
    return typeof value === 'number' ? BigInt(value) : undefined;
  }
  const isConstant =
    ts.isVariableDeclaration(declaration) &&
    ts.isVariableDeclarationList(declaration.parent) &&
    (declaration.parent.flags & ts.NodeFlags.Const) !== 0 &&
    nativeIntegers.has(typeNameOf(declaration));
  return isConstant && declaration.initializer ? evaluate(declaration.initializer, checker) : undefined;
}

function compute(operator: ts.SyntaxKind, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case ts.SyntaxKind.PlusToken:
      return left + right;
    case ts.SyntaxKind.MinusToken:
      return left - right;
    case ts.SyntaxKind.AsteriskToken:
      return left * right;
    case ts.SyntaxKind.SlashToken:
      return right === 0n ? undefined : left / right;
    case ts.SyntaxKind.PercentToken:
      return right === 0n ? undefined : left % right;
    case ts.SyntaxKind.LessThanLessThanToken:
      return right >= 0n && right < 64n ? left << right : undefined;
    case ts.SyntaxKind.GreaterThanGreaterThanToken:
      return right >= 0n && right < 64n ? left >> right : undefined;
    case ts.SyntaxKind.BarToken:
      return left | right;
    case ts.SyntaxKind.AmpersandToken:
      return left & right;
    default:
      return undefined;
  }
}
