import ts from 'typescript';
import { encodeNumber } from '../../back/sizes.ts';
import { declarationOf } from '../declaration-of.ts';
import { isPlainInteger } from '../syntax.ts';
import { emittedName, isTaken } from './emitted-names.ts';
import { sdk } from './generate.ts';
import { declarationOfSymbol, type Rewriting, replaceNode } from './rewriting.ts';
import { typeText } from './type-text.ts';

/** `Color.Red` is its number. */
export function rewriteEnumMember(node: ts.PropertyAccessExpression, rewriting: Rewriting): boolean {
  const { checker } = rewriting.sources;
  const declaration = declarationOf(checker, node.name);
  if (!declaration || !ts.isEnumMember(declaration)) return false;
  return replaceNode(rewriting, node, `(<u32>${checker.getConstantValue(declaration)})`);
}

export function rewriteTypeReference(node: ts.TypeReferenceNode, rewriting: Rewriting): boolean {
  const declaration = declarationOf(rewriting.sources.checker, node.typeName);
  const isEnum = declaration && rewriting.model.types.get(declaration)?.kind === 'enum';
  return isEnum ? replaceNode(rewriting, node, 'u32') : false;
}

export function rewriteSize(node: ts.Node, text: string, rewriting: Rewriting): true {
  rewriting.sizes.add(Number(text));
  return replaceNode(rewriting, node, encodeNumber(Number(text)));
}

/** A constant outside of functions goes away, or becomes a function. */
export function rewriteConstant(node: ts.VariableStatement, rewriting: Rewriting): boolean {
  const { constants, edits, sources, model, sizes, visit } = rewriting;
  const [declaration] = node.declarationList.declarations;
  if (!declaration?.initializer) return false;
  if (constants.valueOf(declaration) !== undefined) return replaceNode(rewriting, node, '');
  if (!constants.isFunction(declaration)) return false;
  const { name, type, initializer } = declaration;
  const result = type ? typeText(type, sources.checker, model, sizes) : typeOfLiteral(initializer);
  edits.replace(node.declarationList.getStart(), name.getStart(), 'function ');
  if (ts.isIdentifier(name) && isTaken(name.text)) replaceNode(rewriting, name, emittedName(name.text));
  edits.replace(name.end, initializer.getStart(), `(): ${result} { return `);
  visit(initializer);
  edits.replace(initializer.end, node.end, '; }');
  return true;
}

/** An integer that says no type is a u32, as lengths and positions are. */
export function rewriteUntyped({ name, type, initializer }: ts.VariableDeclaration, { edits }: Rewriting): void {
  if (!type && initializer && isPlainInteger(initializer)) edits.insertAfter(name.end, ': u32');
}

/** The type of a constant that says none: a u32, or what one of the literal constructors makes. */
function typeOfLiteral(node: ts.Expression): string {
  if (isPlainInteger(node)) return 'u32';
  const name = ts.isCallExpression(node) ? node.expression.getText() : '';
  return `${sdk}.${name === 'sym' ? 'Sym' : name === 'str' ? 'Str' : 'Bytes'}`;
}

export function rewriteShorthand(node: ts.ShorthandPropertyAssignment, rewriting: Rewriting): true {
  const symbol = rewriting.sources.checker.getShorthandAssignmentValueSymbol(node);
  const name = emittedName(node.name.text);
  const text = constantUse(node.name, declarationOfSymbol(rewriting, symbol), rewriting);
  if (isTaken(node.name.text)) return replaceNode(rewriting, node, `${name}: ${text ?? name}`);
  if (text !== undefined) rewriting.edits.insertAfter(node.end, `: ${text}`);
  return true;
}

export function rewriteIdentifier(node: ts.Identifier, rewriting: Rewriting): boolean {
  const symbol = rewriting.sources.checker.getSymbolAtLocation(node);
  const declaration = declarationOfSymbol(rewriting, symbol);
  const text = constantUse(node, declaration, rewriting);
  if (text !== undefined) return replaceNode(rewriting, node, text);
  if (!isTaken(node.text) || (declaration && rewriting.sources.isSdk(declaration))) return false;
  return replaceNode(rewriting, node, emittedName(node.text));
}

function constantUse(
  name: ts.Identifier,
  declaration: ts.Node | undefined,
  { constants }: Rewriting,
): string | undefined {
  if (!declaration) return undefined;
  return (
    constants.valueOf(declaration) ?? (constants.isFunction(declaration) ? `${emittedName(name.text)}()` : undefined)
  );
}

/** Whether a name is the SDK's Map without an import: AssemblyScript has a Map of its own. */
export function isGlobalMap(node: ts.Identifier, { sources }: Rewriting): boolean {
  if (node.text !== 'Map') return false;
  const symbol = sources.checker.getSymbolAtLocation(node);
  const declaration = symbol?.declarations?.[0];
  return declaration !== undefined && sources.isSdk(declaration) && !(symbol!.flags & ts.SymbolFlags.Alias);
}
