import ts from 'typescript';
import { closureChain, closureMethod, closureOf, mappedType } from '../closures.ts';
import type { Checking } from './check.ts';

/** Whether an arrow function is the argument of a method of Vec, where it is compiled into a loop. */
export const isClosure = (node: ts.ArrowFunction, { sources }: Checking): boolean =>
  ts.isCallExpression(node.parent) && closureMethod(node.parent, sources) !== undefined;

/** `list.map(…)` and its like: what a loop can be made of. */
export function checkClosure(node: ts.CallExpression, { sources, reporter }: Checking): void {
  const method = closureMethod(node, sources);
  if (!method) return;
  const [argument] = node.arguments;
  if (!argument || !ts.isArrowFunction(argument)) {
    if (argument && !ts.isFunctionExpression(argument)) {
      reporter.error(argument, `${method} takes an arrow function: (item) => ${argument.getText()}(item)`);
    }
    return;
  }
  for (const parameter of argument.parameters) {
    if (parameter.dotDotDotToken || parameter.questionToken || parameter.initializer)
      reporter.error(parameter, `${method} gives an item and its position: name them plainly, (item, index) => …`);
  }
  const body = closureOf(node, sources);
  if (!body) {
    reporter.error(argument.body, `the function given to ${method} is one expression: for more, write a for…of loop`);
    return;
  }
  const statement = ts.findAncestor(node, ts.isStatement);
  const chain = statement && closureChain(statement, sources);
  if (!chain?.closures.some(({ call }) => call === node)) {
    reporter.error(
      node,
      `${method} becomes a loop, which stands by itself: give its result a name first, \`const found = ${node.expression.getText()}(…);\``,
    );
  } else if (method === 'map' && mappedType(body, sources) === undefined) {
    reporter.error(node, `say what the new list holds: ${node.expression.getText()}<T>(…)`);
  }
}
