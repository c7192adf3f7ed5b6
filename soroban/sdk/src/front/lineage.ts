import ts from 'typescript';
import { declarationOf } from './declaration-of.ts';
import type { Sources } from './program.ts';
import { hasModifier } from './syntax.ts';

/*
 * A contract class may extend classes of entries, its own or a package's. There is one contract in a Wasm, so for every
 * method it is known which class answers `this.method()`: nothing is looked up when it runs, and an entry that is inherited
 * costs what one of the contract's own does.
 */

/** A class and those that it extends, the most derived first. */
export function lineageOf(node: ts.ClassDeclaration, sources: Sources): ts.ClassDeclaration[] {
  const lineage: ts.ClassDeclaration[] = [];
  for (let at: ts.ClassDeclaration | undefined = node; at && !lineage.includes(at); at = baseOf(at, sources)) {
    lineage.push(at);
  }
  return lineage;
}

function baseOf(node: ts.ClassDeclaration, sources: Sources): ts.ClassDeclaration | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const name = clause?.types[0]?.expression;
  const declaration = name && declarationOf(sources.checker, name);
  return declaration && ts.isClassDeclaration(declaration) && !sources.isSdk(declaration) ? declaration : undefined;
}

export const isAbstract = (node: ts.Node): boolean => hasModifier(node, ts.SyntaxKind.AbstractKeyword);

export const methodsOf = (node: ts.ClassDeclaration): ts.MethodDeclaration[] =>
  node.members.filter((member) => ts.isMethodDeclaration(member));

/** The methods that a contract has: of those with one name the most derived. The contract's own come first. */
export function methodsOfAll(lineage: readonly ts.ClassDeclaration[]): ts.MethodDeclaration[] {
  const found = new Map<string, ts.MethodDeclaration>();
  for (const method of lineage.flatMap(methodsOf)) {
    const name = method.name.getText();
    if (!found.has(name) && !isAbstract(method)) found.set(name, method);
  }
  return [...found.values()];
}

/** The class that answers a method, among those from `first` on. */
export function answering(
  lineage: readonly ts.ClassDeclaration[],
  name: string,
  first = 0,
): ts.ClassDeclaration | undefined {
  return lineage
    .slice(first)
    .find((node) => methodsOf(node).some((method) => method.name.getText() === name && !isAbstract(method)));
}
