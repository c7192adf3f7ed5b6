import ts from 'typescript';
import { declarationOf } from '../front/declaration-of.ts';
import type { Sources } from '../front/program.ts';

/**
 * Which statements of the files belong to the contract. Its own files do as a whole; of a package's, only what is named from
 * there on: whoever takes one function of a library does not publish the events of all the others.
 */
export function usedStatements(sources: Sources): (statement: ts.Node) => boolean {
  const isOwn = (node: ts.Node): boolean => sources.packageFile(node.getSourceFile()) === undefined;
  const used = new Set<ts.Node>();
  const waiting: ts.Node[] = sources.files.filter(isOwn);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !ts.isImportSpecifier(node.parent)) {
      const declaration = declarationOf(sources.checker, node);
      const statement = declaration && ts.findAncestor(declaration, ({ parent }) => parent && ts.isSourceFile(parent));
      if (statement && !isOwn(statement) && !used.has(statement)) {
        used.add(statement);
        waiting.push(statement);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (let node = waiting.pop(); node; node = waiting.pop()) visit(node);
  return (statement) => isOwn(statement) || used.has(statement);
}
