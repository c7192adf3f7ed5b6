import ts from 'typescript';
import { answering } from '../lineage.ts';
import { hasModifier } from '../syntax.ts';
import { contractAs } from './generate.ts';
import { relativePath } from './modules.ts';
import { type Rewriting, replaceNode } from './rewriting.ts';

const dropped: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AbstractKeyword,
  ts.SyntaxKind.OverrideKeyword,
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
]);

/**
 * Makes a class of the contract one that extends nothing: whose method answers a call is written at the call. True when it
 * did; a contract of one class stays as it is.
 */
export function rewriteLineage(node: ts.ClassDeclaration, rewriting: Rewriting): boolean {
  const { edits, model } = rewriting;
  const lineage = model.contract?.lineage ?? [];
  if (lineage.length < 2 || !lineage.includes(node)) return false;
  for (const clause of node.heritageClauses ?? []) replaceNode(rewriting, clause, '');
  for (const modifier of [node, ...node.members].flatMap((each) =>
    ts.canHaveModifiers(each) ? [...(ts.getModifiers(each) ?? [])] : [],
  )) {
    if (dropped.has(modifier.kind)) replaceNode(rewriting, modifier, '');
  }
  if (!hasModifier(node, ts.SyntaxKind.ExportKeyword)) edits.insertBefore(node.getStart(), 'export ');
  return true;
}

/** `this` and `super` in a class of the contract: the class whose method is meant. */
export function rewriteSelf(node: ts.Node, rewriting: Rewriting): boolean {
  const { file, model, selves } = rewriting;
  const lineage = model.contract?.lineage ?? [];
  const home = ts.findAncestor(node, ts.isClassDeclaration);
  const { parent } = node;
  if (!home || !lineage.includes(home) || !ts.isPropertyAccessExpression(parent)) return false;
  const isSuper = node.kind === ts.SyntaxKind.SuperKeyword;
  const owner = answering(lineage, parent.name.text, isSuper ? lineage.indexOf(home) + 1 : 0);
  if (!owner?.name || owner === home) return false;
  if (owner.getSourceFile() === file) return replaceNode(rewriting, node, contractAs(owner.name.text));
  selves.add(owner);
  return replaceNode(rewriting, node, contractAs(selfName(owner, lineage)));
}

const selfName = (node: ts.ClassDeclaration, lineage: readonly ts.ClassDeclaration[]): string =>
  `__self${lineage.indexOf(node)}`;

/** Imports of the classes that `rewriteSelf` named. */
export function importSelves({ file, model, selves, virtualPath }: Rewriting): string {
  const from = virtualPath(file.fileName);
  return [...selves]
    .map((node) => {
      const path = relativePath(from, virtualPath(node.getSourceFile().fileName));
      return `import { ${node.name!.text} as ${selfName(node, model.contract!.lineage)} } from "${path}"; `;
    })
    .join('');
}
