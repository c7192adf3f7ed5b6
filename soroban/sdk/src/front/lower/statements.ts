import ts from 'typescript';
import { emittedName } from './emitted-names.ts';
import { type Rewriting, replaceNode } from './rewriting.ts';

/** AssemblyScript's ++ does not go through the checked operators: it becomes += 1. */
export function rewriteIncrement(
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
  { edits }: Rewriting,
): void {
  const isPlus = node.operator === ts.SyntaxKind.PlusPlusToken;
  if (!isPlus && node.operator !== ts.SyntaxKind.MinusMinusToken) return;
  const [assign, undo] = isPlus ? ['+=', '-'] : ['-=', '+'];
  if (ts.isPrefixUnaryExpression(node)) {
    edits.replace(node.getStart(), node.operand.getStart(), '(');
    edits.insertAfter(node.operand.end, ` ${assign} 1)`);
    return;
  }
  const { parent } = node;
  const isDropped = ts.isExpressionStatement(parent) || (ts.isForStatement(parent) && parent.incrementor === node);
  if (!isDropped) edits.insertBefore(node.getStart(), '((');
  edits.replace(node.operand.end, node.end, isDropped ? ` ${assign} 1` : ` ${assign} 1) ${undo} 1)`);
}

/** === means equal values; in AssemblyScript it would mean the same place in memory. */
export function rewriteEquality(operator: ts.BinaryOperatorToken, rewriting: Rewriting): void {
  if (operator.kind === ts.SyntaxKind.EqualsEqualsEqualsToken) replaceNode(rewriting, operator, '==');
  if (operator.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) replaceNode(rewriting, operator, '!=');
}

/**
 * Behind a name and `<`, AssemblyScript looks for types first, and does not come back from `(b | 6)` of `a < (b | 6)`, which
 * begins like a union of types. No type begins with two parentheses.
 */
export function keepFromTypes({ operatorToken, right }: ts.BinaryExpression, { edits }: Rewriting): void {
  if (operatorToken.kind !== ts.SyntaxKind.LessThanToken || !right.getText().startsWith('(')) return;
  edits.wrap(right.getStart(), right.end, '(', ')');
}

/** `const { x, y: height } = point;` reads the fields from one name, so that what gives them runs once. */
export function rewritePattern(node: ts.VariableDeclaration, number: number, { edits, visit }: Rewriting): true {
  const whole = `__whole${number}`;
  edits.replace(node.getStart(), node.initializer!.getStart(), `${whole} = `);
  visit(node.initializer!);
  const fields = fieldsOf(node.name as ts.ObjectBindingPattern, whole);
  edits.insertAfter(node.initializer!.end, fields.map((field) => `, ${field}`).join(''));
  return true;
}

const fieldsOf = ({ elements }: ts.ObjectBindingPattern, whole: string): string[] =>
  elements.map(
    ({ name, propertyName }) =>
      `${emittedName(name.getText())} = ${whole}.${emittedName((propertyName ?? name).getText())}`,
  );

/** What a loop begins with: the names of its item. */
function readsOf(name: ts.BindingName, list: string, index: string, whole: string): string[] {
  if (ts.isArrayBindingPattern(name)) {
    const reads = ['keyAt', 'valueAt'];
    return name.elements.map(
      (element, i) => `const ${emittedName(element.getText())} = ${list}.${reads[i]}(${index}); `,
    );
  }
  if (ts.isIdentifier(name)) return [`const ${emittedName(name.text)} = ${list}.at(${index}); `];
  return [`const ${whole} = ${list}.at(${index}); `, ...fieldsOf(name, whole).map((field) => `const ${field}; `)];
}

/** `for (const item of list)` goes over positions; a list does not change while it is read. */
export function rewriteForOf(node: ts.ForOfStatement, number: number, { edits, visit }: Rewriting): true {
  const [list, length, index] = [`__list${number}`, `__length${number}`, `__index${number}`];
  const declaration = (node.initializer as ts.VariableDeclarationList).declarations[0]!;
  const isMap = ts.isArrayBindingPattern(declaration.name);
  const reads = readsOf(declaration.name, list, index, `__item${number}`);
  const head = `, ${length} = ${list}.${isMap ? 'size' : 'length'}, ${index}: u32 = 0; ${index} < ${length}; ${index} += 1) { `;
  edits.replace(node.getStart(), node.expression.getStart(), `for (let ${list} = `);
  visit(node.expression);
  edits.replace(node.expression.end, node.statement.getStart(), head + reads.join(''));
  visit(node.statement);
  edits.insertAfter(node.end, ' }');
  return true;
}
