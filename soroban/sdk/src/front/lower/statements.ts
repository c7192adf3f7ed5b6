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

/** `for (const item of list)` goes over positions; a list does not change while it is read. */
export function rewriteForOf(node: ts.ForOfStatement, number: number, { edits, visit }: Rewriting): true {
  const [list, length, index] = [`__list${number}`, `__length${number}`, `__index${number}`];
  const declaration = (node.initializer as ts.VariableDeclarationList).declarations[0]!;
  const isMap = ts.isArrayBindingPattern(declaration.name);
  const reads = ts.isArrayBindingPattern(declaration.name)
    ? declaration.name.elements.map(
        (element, i) =>
          `const ${emittedName(element.getText())} = ${list}.${i === 0 ? 'keyAt' : 'valueAt'}(${index}); `,
      )
    : [`const ${emittedName(declaration.name.getText())} = ${list}.at(${index}); `];
  const head = `, ${length} = ${list}.${isMap ? 'size' : 'length'}, ${index}: u32 = 0; ${index} < ${length}; ${index} += 1) { `;
  edits.replace(node.getStart(), node.expression.getStart(), `for (let ${list} = `);
  visit(node.expression);
  edits.replace(node.expression.end, node.statement.getStart(), head + reads.join(''));
  visit(node.statement);
  edits.insertAfter(node.end, ' }');
  return true;
}
