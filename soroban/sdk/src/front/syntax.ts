import ts from 'typescript';

/** The decorator of a name on a node. */
export function findDecorator(node: ts.Node, name: string): ts.Decorator | undefined {
  return decoratorsOf(node).find((decorator) => decoratorName(decorator) === name);
}

export function decoratorsOf(node: ts.Node): readonly ts.Decorator[] {
  return (ts.canHaveDecorators(node) ? ts.getDecorators(node) : undefined) ?? [];
}

export function decoratorName({ expression }: ts.Decorator): string {
  const callee = ts.isCallExpression(expression) ? expression.expression : expression;
  return callee.getText();
}

/** The literal properties of a decorator's argument: `@contractevent({ data: 'single' })`. */
export function decoratorOptions({ expression }: ts.Decorator): Map<string, ts.Expression> {
  const options = new Map<string, ts.Expression>();
  if (!ts.isCallExpression(expression)) return options;
  const [argument] = expression.arguments;
  if (!argument || !ts.isObjectLiteralExpression(argument)) return options;
  for (const property of argument.properties) {
    if (ts.isPropertyAssignment(property)) options.set(property.name.getText(), property.initializer);
  }
  return options;
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined)?.some((m) => m.kind === kind) ?? false;
}

export const isStatic = (node: ts.Node): boolean => hasModifier(node, ts.SyntaxKind.StaticKeyword);

export const isPrivate = (node: ts.Node): boolean =>
  hasModifier(node, ts.SyntaxKind.PrivateKeyword) || hasModifier(node, ts.SyntaxKind.ProtectedKeyword);

/** The text of the doc comment before a declaration, without its tags. */
export function docOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join('\n')
    .trim();
}

const shifts = [
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
];
const arithmetic = [
  ...[ts.SyntaxKind.PlusToken, ts.SyntaxKind.MinusToken, ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken],
  ...[ts.SyntaxKind.PercentToken, ts.SyntaxKind.AmpersandToken, ts.SyntaxKind.BarToken, ts.SyntaxKind.CaretToken],
];

/** Whether every leaf of an expression that says its type is a literal that passes: `1`, `-(1 + 2)`, `c ? 1 : 2`, `1 << n`. */
function isOfLiterals(node: ts.Expression, passes: (leaf: ts.NumericLiteral, isNegated: boolean) => boolean): boolean {
  const isEach = (at: ts.Expression, isNegated: boolean): boolean => {
    if (ts.isNumericLiteral(at)) return passes(at, isNegated);
    if (ts.isParenthesizedExpression(at)) return isEach(at.expression, isNegated);
    if (ts.isConditionalExpression(at)) return isEach(at.whenTrue, isNegated) && isEach(at.whenFalse, isNegated);
    if (ts.isPrefixUnaryExpression(at)) {
      const isSign = at.operator === ts.SyntaxKind.MinusToken || at.operator === ts.SyntaxKind.TildeToken;
      return isSign && isEach(at.operand, true);
    }
    if (!ts.isBinaryExpression(at)) return false;
    const operator = at.operatorToken.kind;
    if (shifts.includes(operator)) return isEach(at.left, isNegated);
    return arithmetic.includes(operator) && isEach(at.left, isNegated) && isEach(at.right, isNegated);
  };
  return isEach(node, false);
}

/** Whether the text of a number is that of an integer. */
export const isWhole = (text: string): boolean => /^(0x[\da-f_]+|0b[01_]+|0o[0-7_]+|[\d_]+)$/i.test(text);

/** An integer that says no type: all it is made of are literals. AssemblyScript would take it for an i32. */
export const isUntypedInteger = (node: ts.Expression): boolean => isOfLiterals(node, () => true);

/** An integer that says no type and may be a u32. */
export const isPlainInteger = (node: ts.Expression): boolean =>
  isOfLiterals(node, (leaf, isNegated) => !isNegated && Number(leaf.getText().replaceAll('_', '')) < 2 ** 32);

/** `BitcoinDeposit` -> `bitcoin_deposit`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
