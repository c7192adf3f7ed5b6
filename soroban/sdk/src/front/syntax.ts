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

/** A number, with any signs and parentheses. */
export function isIntegerLiteral(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isIntegerLiteral(node.expression);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return isIntegerLiteral(node.operand);
  return ts.isNumericLiteral(node);
}

/** A literal that may be a u32. */
export const isPlainInteger = (node: ts.Expression): boolean =>
  ts.isNumericLiteral(node) && Number(node.getText().replaceAll('_', '')) < 2 ** 32;

/** `BitcoinDeposit` -> `bitcoin_deposit`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
