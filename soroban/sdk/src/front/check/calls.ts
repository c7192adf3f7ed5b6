import ts from 'typescript';
import { isSymbolText } from '../collect.ts';
import { declarationOf } from '../declaration-of.ts';
import { expectedArguments, isKnownAt, listType } from '../expected-type.ts';
import { sdkName } from '../sdk-name.ts';
import { isUntypedInteger } from '../syntax.ts';
import type { Checking } from './check.ts';
import { checkClosure } from './closures.ts';
import { unsupported } from './unsupported.ts';
import { checkValues, parameterText } from './values.ts';

/** Functions of the SDK that take a string literal, and where. */
const literalArguments = new Map([
  ['sym', 0],
  ['str', 0],
  ['bytes', 0],
  ['hex', 0],
  ['log', 0],
  ['Object.is', 0],
]);

/** Whether a string literal stands where the SDK takes one. */
export function isLiteralArgument(node: ts.StringLiteral, { sources }: Checking): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return false;
  const name = sdkName(parent.expression, sources);
  return name !== undefined && literalArguments.get(name) === parent.arguments.indexOf(node);
}

export function checkCall(node: ts.CallExpression, checking: Checking): boolean {
  const { reporter, sources } = checking;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    reporter.error(node, 'everything is imported at the top of the file');
    return false;
  }
  const name = sdkName(node.expression, sources);
  if (name !== undefined) {
    checkSdkCall(node, name, checking);
    checkValues(node, checking);
  }
  checkInference(node, checking);
  return true;
}

function checkSdkCall(node: ts.CallExpression, name: string, checking: Checking): void {
  const { reporter } = checking;
  const position = literalArguments.get(name);
  const literal = position === undefined ? undefined : node.arguments[position];
  if (literal && !ts.isStringLiteral(literal)) {
    // What is unsupported in itself gets its own word.
    if (unsupported.has(literal.kind)) return;
    reporter.error(
      literal,
      `${name.replace('Object.', '')} takes a string literal: it is resolved when the contract is compiled`,
    );
    return;
  }
  const text = literal && ts.isStringLiteral(literal) ? literal.text : '';
  if (name === 'sym' && literal && !isSymbolText(text)) {
    const problem = text.length > 32 ? `has ${text.length} characters` : 'is no symbol';
    reporter.error(literal, `'${text}' ${problem}: a symbol is 1 to 32 of a-z, A-Z, 0-9 and _`);
  }
  if (name === 'hex' && literal && !/^([\da-f]{2})*$/i.test(text)) {
    reporter.error(literal, 'hex takes pairs of hexadecimal digits');
  }
  if (name === 'Object.is' || name === 'Object.payload') checkUnionUse(node, text, checking);
  checkContents(node, name, checking);
  checkClosure(node, checking);
  if (name === 'publish') checkPublish(node, checking);
  if (name === 'require' || name === 'fail') checkError(node.arguments[name === 'require' ? 1 : 0], checking);
  if (name === 'fail' && !isStatement(node)) reporter.error(node, 'fail is a statement of its own');
  if (name === 'log' && !ts.isExpressionStatement(node.parent))
    reporter.error(node, 'log is a statement of its own: only debug builds have it');
  if (name === 'variant' && !isCaseBody(node))
    reporter.error(node, 'variant() is the body of a union case: { return variant(); }');
  if (immutableUpdates.has(name) && ts.isExpressionStatement(node.parent)) {
    const [type, method] = name.split('.');
    reporter.error(node, `a ${type} is immutable, so this has no effect: write x = x.${method}(…)`);
  }
}

/** What a list, a map or an option holds is written, or told by the place where it goes, or by the first item. */
function checkContents(node: ts.CallExpression, name: string, { reporter, sources }: Checking): void {
  const [type, method] = name.split('.');
  if (node.typeArguments) return;
  if (name === 'Vec.of') {
    const [first] = node.arguments;
    const isTold = first && !isUntypedInteger(first) && !ts.isObjectLiteralExpression(first);
    if (!listType(node, sources) && !isTold) reporter.error(node, 'say what the list holds: Vec.of<T>(…)');
  } else if (['Vec.empty', 'Map.empty', 'Option.none'].includes(name)) {
    const types = expectedArguments(node, type!, sources);
    if (types?.every((each) => isKnownAt(each, node, sources))) return;
    const written = `${type}.${method}<${type === 'Map' ? 'K, V' : 'T'}>()`;
    reporter.error(node, `say what it holds, here or where it goes: ${written}`);
  }
}

/** An enum says by its name that its members are the contract's errors; clients know them by the spec. */
function checkError(error: ts.Expression | undefined, { reporter, sources, model }: Checking): void {
  const member = error && ts.isPropertyAccessExpression(error) ? declarationOf(sources.checker, error.name) : undefined;
  if (!member || !ts.isEnumMember(member)) return;
  const declared = model.types.get(member.parent);
  if (declared?.kind !== 'enum' || declared.isError) return;
  reporter.error(
    error!,
    `${declared.name} is a plain enum, whose members clients cannot tell from other numbers: give it a name that ends in Error`,
  );
}

function checkPublish(node: ts.CallExpression, { reporter, sources, model }: Checking): void {
  const type = node.typeArguments?.[0];
  const declaration = type && ts.isTypeReferenceNode(type) ? declarationOf(sources.checker, type.typeName) : undefined;
  if (declaration && model.events.has(declaration)) return;
  reporter.error(type ?? node, 'publish names the event, a @contractevent class: publish<Transfer>({ … })');
}

function checkUnionUse(node: ts.CallExpression, name: string, { reporter, sources, model }: Checking): void {
  const target = (node.expression as ts.PropertyAccessExpression).expression;
  const declaration = sources.checker.getTypeAtLocation(target).symbol?.declarations?.[0];
  const union = declaration && model.types.get(declaration);
  if (union?.kind !== 'union') reporter.error(node, '`is` and `payload` belong to a @contracttype union');
  else if (name !== '' && !union.cases.some((entry) => entry.name === name)) {
    reporter.error(node.arguments[0]!, `${union.name} has no case ${name}`);
  }
}

const immutableUpdates = new Set([
  ...['push', 'pushFront', 'pop', 'popFront', 'set', 'insert', 'remove', 'append', 'slice'].map(
    (method) => `Vec.${method}`,
  ),
  ...['set', 'remove'].map((method) => `Map.${method}`),
  ...['set', 'insert', 'remove', 'push', 'pop', 'append', 'slice', 'pushU32', 'pushU64'].map(
    (method) => `Bytes.${method}`,
  ),
]);

const isStatement = ({ parent }: ts.Node): boolean => ts.isExpressionStatement(parent) || ts.isReturnStatement(parent);

const isCaseBody = ({ parent }: ts.Node): boolean =>
  ts.isReturnStatement(parent) && ts.isBlock(parent.parent) && ts.isMethodDeclaration(parent.parent.parent);

/** What is made of bare literals has no type to infer a type argument from: it would be taken for an i32. */
function checkInference(node: ts.CallExpression, { reporter, sources }: Checking): void {
  if (node.typeArguments || !node.arguments.some(isUntypedInteger)) return;
  const name = sdkName(node.expression, sources);
  if (name === 'Vec.of' || (name === 'Option.some' && expectedArguments(node, 'Option', sources))) return;
  const declaration = sources.checker.getResolvedSignature(node)?.declaration;
  if (!declaration || ts.isJSDocSignature(declaration)) return;
  const parameters = declaration.typeParameters ?? [];
  if (parameters.length === 0) return;
  const names = new Set(parameters.map(({ name }) => name.text));
  for (const [index, argument] of node.arguments.entries()) {
    if (!isUntypedInteger(argument) || !names.has(parameterText(declaration, index))) continue;
    reporter.error(
      argument,
      `say which integer ${argument.getText()} is: write the type arguments <${[...names].join(', ')}>`,
    );
  }
}
