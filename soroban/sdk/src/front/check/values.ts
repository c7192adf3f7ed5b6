import ts from 'typescript';
import { closureOf } from '../closures.ts';
import { declarationOf } from '../declaration-of.ts';
import { sdkName } from '../sdk-name.ts';
import type { Checking } from './check.ts';

/*
 * What the SDK holds, stores and sends has to be a value that the host knows. Types are looked at wherever they are written,
 * and what calls take without one by what TypeScript knows of it.
 */

const smallIntegers = new Set(['u8', 'i8', 'u16', 'i16']);

/** Why a type cannot stand between the angle brackets of the SDK's, where it would have to become a value of the host's. */
export function typeArgumentProblem(node: ts.TypeReferenceNode, checking: Checking): string | undefined {
  if (!isSdkArgument(node, checking)) return undefined;
  if (smallIntegers.has(node.typeName.getText()))
    return `${node.getText()} exists only inside a contract: use u32 or i32 in values`;
  const plain = plainClass(checking.sources.checker.getTypeFromTypeNode(node), checking);
  return plain === undefined ? undefined : noValue(plain);
}

function isSdkArgument({ parent }: ts.TypeReferenceNode, { sources }: Checking): boolean {
  if (ts.isCallExpression(parent)) {
    const name = sdkName(parent.expression, sources);
    return name !== undefined && name !== 'pow';
  }
  const declaration = ts.isTypeReferenceNode(parent) ? declarationOf(sources.checker, parent.typeName) : undefined;
  return declaration !== undefined && sources.isSdk(declaration);
}

/** What a call of the SDK's takes as a value of any type, when it does not say which. */
export function checkValues(node: ts.CallExpression, checking: Checking): void {
  const { reporter, sources } = checking;
  const declaration = sources.checker.getResolvedSignature(node)?.declaration;
  if (node.typeArguments || !declaration || ts.isJSDocSignature(declaration)) return;
  const generic = new Set((declaration.typeParameters ?? []).map(({ name }) => name.text));
  const closure = closureOf(node, sources);
  const made = closure?.method === 'map' ? [closure.body] : [];
  const taken = node.arguments.filter((_, index) => generic.has(parameterText(declaration, index)));
  for (const value of [...taken, ...made]) {
    const plain = plainClass(sources.checker.getTypeAtLocation(value), checking);
    if (plain !== undefined) reporter.error(value, noValue(plain));
  }
}

const noValue = (plain: string): string =>
  `${plain} is no value that can be stored or sent: declare it with @contracttype`;

function plainClass(type: ts.Type, { sources, model }: Checking): string | undefined {
  const declared = type.symbol?.declarations?.[0];
  const isPlain = declared && ts.isClassDeclaration(declared) && !sources.isSdk(declared);
  return isPlain && !model.types.has(declared) && !model.events.has(declared) ? type.symbol.name : undefined;
}

/** The type of the parameter that takes an argument; of a rest parameter, that of each. */
export function parameterText({ parameters }: ts.SignatureDeclaration, index: number): string {
  const parameter = parameters[Math.min(index, parameters.length - 1)];
  const type = parameter?.type;
  if (!type || (index >= parameters.length && !parameter.dotDotDotToken)) return '';
  return parameter.dotDotDotToken && ts.isArrayTypeNode(type) ? type.elementType.getText() : type.getText();
}
