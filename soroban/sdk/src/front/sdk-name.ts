import ts from 'typescript';
import { declarationOf } from './declaration-of.ts';
import type { Sources } from './program.ts';

/** The SDK's name of a callee: `sym`, `Vec.push`, `EntryStorage.set`; undefined when it is not the SDK's. */
export function sdkName(callee: ts.Expression, sources: Sources): string | undefined {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const declaration = declarationOf(sources.checker, name);
  if (!declaration || !sources.isSdk(declaration)) return undefined;
  const owner = ownerName(declaration.parent);
  return (owner === undefined ? '' : `${owner}.`) + (declaration.name?.getText() ?? '');
}

function ownerName(owner: ts.Node): string | undefined {
  if (ts.isClassDeclaration(owner) || ts.isInterfaceDeclaration(owner)) return owner.name?.text;
  // `const prng: { bytes(…): … }`
  if (ts.isTypeLiteralNode(owner) && ts.isVariableDeclaration(owner.parent)) return owner.parent.name.getText();
  return undefined;
}
