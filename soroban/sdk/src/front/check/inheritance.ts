import ts from 'typescript';
import type { Reporter } from '../reporter.ts';
import { decoratorName, decoratorsOf } from '../syntax.ts';
import type { Checking } from './check.ts';

/** What a class that a contract extends may not be. */
export function checkBase(node: ts.ClassDeclaration, { reporter }: Checking): void {
  const name = node.name?.text ?? 'the class';
  const [decorator] = decoratorsOf(node);
  if (decorator) reporter.error(decorator, `a contract extends ${name}, which is then no @${decoratorName(decorator)}`);
  if (node.typeParameters) reporter.error(node, `${name} has entries, and an entry is not generic`);
  checkImplements(node, reporter);
  for (const member of node.members) {
    if (ts.isConstructorDeclaration(member)) reporter.error(member, 'a contract is set up by the entry __constructor');
  }
}

export function checkImplements(node: ts.ClassDeclaration, reporter: Reporter): void {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ImplementsKeyword);
  if (clause) reporter.error(clause, 'there are no interfaces: extend a class, or leave this out');
}

/** A contract is nowhere: `this` and `super` say whose method is meant, and are nothing else. */
export function checkSelf(node: ts.Node, { model, reporter }: Checking): void {
  const home = ts.findAncestor(node, ts.isClassDeclaration);
  if (!home || !model.contract?.lineage.includes(home)) return;
  const isOwner = ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;
  if (!isOwner) reporter.error(node, 'a contract is no value: write this.method(…)');
}
