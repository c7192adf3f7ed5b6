import ts from 'typescript';
import { isAbstract } from '../lineage.ts';
import { decoratorsOf } from '../syntax.ts';
import { caseBody, eventMembers, structMembers, unionMembers } from './generate.ts';
import { type Rewriting, replaceNode } from './rewriting.ts';
import { rewriteLineage } from './selves.ts';

/** Gives a decorated class its conversions. An unmanaged class has no header: structs and events are plain memory. */
export function rewriteClass(node: ts.ClassDeclaration, rewriting: Rewriting): true {
  const { model, edits, scope, visit } = rewriting;
  const declared = model.types.get(node);
  const event = model.events.get(node);
  for (const decorator of decoratorsOf(node)) replaceNode(rewriting, decorator, '');
  if (declared || event) edits.insertBefore(node.getStart(), '@unmanaged @final ');
  if (declared?.kind === 'struct') edits.insertBefore(node.end - 1, structMembers(declared, scope));
  if (declared?.kind === 'union') edits.insertBefore(node.end - 1, unionMembers(declared));
  if (event) edits.insertBefore(node.end - 1, eventMembers(event, scope));
  const isInherited = rewriteLineage(node, rewriting);
  for (const member of node.members) {
    if (isInherited && isAbstract(member)) {
      replaceNode(rewriting, member, '');
      continue;
    }
    for (const decorator of decoratorsOf(member)) replaceNode(rewriting, decorator, '');
    const index = declared?.kind === 'union' ? declared.cases.findIndex((entry) => entry.node === member) : -1;
    if (declared?.kind === 'union' && index >= 0 && ts.isMethodDeclaration(member)) {
      visit(member.name);
      member.parameters.forEach(visit);
      if (member.body) replaceNode(rewriting, member.body, caseBody(declared, index, scope));
      continue;
    }
    if (ts.isPropertyDeclaration(member))
      rewriteField(member, declared !== undefined || event !== undefined, rewriting);
    ts.forEachChild(member, visit);
  }
  if (!isInherited) for (const clause of node.heritageClauses ?? []) ts.forEachChild(clause, visit);
  return true;
}

// With `!`, AssemblyScript would check for null on every read, and handle 0 looks like null. A readonly field could not be set by
// an object literal.
function rewriteField(field: ts.PropertyDeclaration, isBuiltByLiteral: boolean, rewriting: Rewriting): void {
  if (field.exclamationToken) replaceNode(rewriting, field.exclamationToken, '');
  if (!isBuiltByLiteral) return;
  for (const modifier of ts.getModifiers(field) ?? []) {
    if (modifier.kind === ts.SyntaxKind.ReadonlyKeyword) replaceNode(rewriting, modifier, '');
  }
}
