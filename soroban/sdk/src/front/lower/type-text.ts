import ts from 'typescript';
import { encodeNumber } from '../../back/sizes.ts';
import type { Model } from '../collect.ts';
import { declarationOf } from '../declaration-of.ts';
import { isNative } from '../expected-type.ts';
import { sdk } from './generate.ts';

/**
 * A type as AssemblyScript spells it: enums are u32, the N of BytesN<N> is a class, the SDK's are named so that no import is
 * needed. Collects the sizes it meets.
 */
export function typeText(node: ts.TypeNode, checker: ts.TypeChecker, model: Model, sizes: Set<number>): string {
  if (node.kind === ts.SyntaxKind.VoidKeyword) return 'void';
  if (ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal)) {
    const size = Number(node.literal.text);
    sizes.add(size);
    return encodeNumber(size);
  }
  if (!ts.isTypeReferenceNode(node)) return node.getText();
  const declaration = declarationOf(checker, node.typeName);
  if (declaration && model.types.get(declaration)?.kind === 'enum') return 'u32';
  const name = placedName(node.typeName.getText(), declaration);
  if (!node.typeArguments) return name;
  return `${name}<${node.typeArguments.map((argument) => typeText(argument, checker, model, sizes)).join(', ')}>`;
}

const placedName = (name: string, declaration: ts.NamedDeclaration | undefined): string =>
  declaration?.getSourceFile().isDeclarationFile && !isNative(name)
    ? `${sdk}.${declaration.name?.getText() ?? name}`
    : name;
