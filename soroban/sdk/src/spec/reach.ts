import ts from 'typescript';
import type { Model } from '../front/collect.ts';
import { declarationOf } from '../front/declaration-of.ts';
import type { Contract, Declared, EventType, Field, SpecType } from '../front/model.ts';
import type { Sources } from '../front/program.ts';

/**
 * The types a reader of the spec needs: what entries and events mention, with what those types are made of, and the errors
 * the code raises. A type of another contract that is only imported stays out.
 */
export function reachableTypes(
  contract: Contract,
  events: readonly EventType[],
  model: Model,
  sources: Sources,
  isUsed: (statement: ts.Node) => boolean,
): Declared[] {
  const reached = new Set<Declared>();
  const visit = (type: SpecType): void => {
    if (type.kind === 'vec') visit(type.element);
    if (type.kind === 'option') visit(type.value);
    if (type.kind === 'map') [type.key, type.value].forEach(visit);
    if (type.kind !== 'declared' || reached.has(type.declared)) return;
    reached.add(type.declared);
    for (const field of fieldsOf(type.declared)) visit(field.type);
  };
  for (const { parameters, result } of contract.entries) {
    for (const field of parameters) visit(field.type);
    visit(result);
  }
  for (const { topics, dataFields } of events) for (const field of [...topics, ...dataFields]) visit(field.type);
  for (const error of raisedErrors(model, sources, isUsed)) reached.add(error);
  // Source order, so that the spec does not depend on who mentions a type first.
  return [...model.types.values()].filter((type) => reached.has(type));
}

function fieldsOf(type: Declared): readonly Field[] {
  if (type.kind === 'struct') return type.fields;
  if (type.kind === 'union') return type.cases.flatMap(({ payload }) => payload);
  return [];
}

/** Error enums the code names anywhere but in a comparison, which is about another contract's error. */
function raisedErrors(model: Model, sources: Sources, isUsed: (statement: ts.Node) => boolean): Set<Declared> {
  const raised = new Set<Declared>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && !isCompared(node)) {
      const declaration = declarationOf(sources.checker, node.name);
      const declared = declaration && ts.isEnumMember(declaration) && model.types.get(declaration.parent);
      if (declared && declared.kind === 'enum' && declared.isError) raised.add(declared);
    }
    ts.forEachChild(node, visit);
  };
  for (const { statements } of sources.files) statements.filter(isUsed).forEach(visit);
  return raised;
}

function isCompared({ parent }: ts.Node): boolean {
  if (ts.isCaseClause(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return (
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}
