import ts from 'typescript';
import { expectedArguments, isKnownAt, listType } from '../expected-type.ts';
import { sdkName } from '../sdk-name.ts';
import { byteList, utf8 } from './encode.ts';
import { sdk } from './generate.ts';
import { literalText, type Rewriting, replaceNode } from './rewriting.ts';
import { typeText } from './type-text.ts';

/** Calls of the SDK that are compiled away or need their literals in memory. */
export function rewriteCall(node: ts.CallExpression, rewriting: Rewriting): boolean {
  const [first] = node.arguments;
  const text = literalText(first);
  switch (sdkName(node.expression, rewriting.sources)) {
    case 'sym':
      return replaceNode(rewriting, node, rewriting.scope.symbol(text));
    case 'str':
      return replaceNode(rewriting, node, objectFrom('Str', 'stringFromMemory', utf8(text)));
    case 'bytes':
      return replaceNode(rewriting, node, objectFrom('Bytes', 'bytesFromMemory', utf8(text)));
    case 'hex':
      return replaceNode(rewriting, node, objectFrom('Bytes', 'bytesFromMemory', Buffer.from(text, 'hex')));
    case 'log':
      return rewriteLog(node, rewriting);
    case 'Vec.of':
      return rewriteVecOf(node, rewriting);
    case 'Vec.empty':
    case 'Map.empty':
    case 'Option.none':
    case 'Option.some':
      return insertExpected(node, rewriting);
    case 'Object.is':
      return rewriteUnionIs(node, rewriting);
    case 'Object.payload':
      replaceNode(rewriting, (node.expression as ts.PropertyAccessExpression).name, '__payload');
      return false;
    default:
      return false;
  }
}

/** The error of a statement that is a call of `fail`. */
export function failArgument(statement: ts.Node, { sources }: Rewriting): ts.Expression | undefined {
  if (!ts.isExpressionStatement(statement) && !ts.isReturnStatement(statement)) return undefined;
  const call = statement.expression;
  return call && ts.isCallExpression(call) && sdkName(call.expression, sources) === 'fail'
    ? call.arguments[0]
    : undefined;
}

/** `throw` ends the flow for AssemblyScript; what ends the call is the host function before it. */
export function rewriteThrow(statement: ts.Node, error: ts.Expression, { edits, visit }: Rewriting): true {
  edits.replace(statement.getStart(), error.getStart(), `{ ${sdk}.failWith(`);
  visit(error);
  edits.replace(error.end, statement.end, '); throw 0; }');
  return true;
}

function objectFrom(type: string, from: string, data: Uint8Array): string {
  const pointer = data.length === 0 ? '0' : `memory.data<u8>([${byteList(data)}])`;
  return `${sdk}.fromHandle<${sdk}.${type}>(${sdk}.${from}(${pointer}, ${data.length}))`;
}

/** Nobody hears a log on a network, so that only debug builds have it: elsewhere it is as if it were not written. */
function rewriteLog(node: ts.CallExpression, rewriting: Rewriting): true {
  const { edits, visit, keepsLogs } = rewriting;
  if (!keepsLogs) return replaceNode(rewriting, node.parent, '{}');
  const [text, values] = node.arguments;
  const data = utf8(literalText(text));
  edits.replace(node.getStart(), text!.end, `${sdk}.logText(memory.data<u8>([${byteList(data)}]), ${data.length}`);
  if (values) visit(values);
  else edits.insertAfter(text!.end, `, ${sdk}.Args.of()`);
  return true;
}

/** The type arguments that a call leaves to the place where its value goes. */
function insertExpected(node: ts.CallExpression, { edits, sources, model, sizes }: Rewriting): false {
  const name = (node.expression as ts.PropertyAccessExpression).expression.getText();
  const types = node.typeArguments ? undefined : expectedArguments(node, name, sources);
  if (!types?.every((type) => isKnownAt(type, node, sources))) return false;
  const texts = types.map((type) => typeText(type, sources.checker, model, sizes));
  edits.insertAfter(node.expression.end, `<${texts.join(', ')}>`);
  return false;
}

// Vec.of<T>(a, b) becomes Vec.__of<T>(Args.of().add<T>(a).add<T>(b)).
function rewriteVecOf(node: ts.CallExpression, rewriting: Rewriting): boolean {
  const { edits, visit, sources, model, sizes } = rewriting;
  const type = listType(node, sources);
  if (!type) return rewriteVecOfFirst(node, rewriting);
  const text = typeof type === 'string' ? type : typeText(type, sources.checker, model, sizes);
  edits.replace(node.getStart(), node.arguments.pos, `${sdk}.Vec.__of<${text}>(${sdk}.Args.of()`);
  for (const [index, argument] of node.arguments.entries()) {
    if (index === 0) edits.replace(node.arguments.pos, argument.getStart(), '');
    edits.wrap(argument.getStart(), argument.end, `.add<${text}>(`, ')');
    visit(argument);
    const next = node.arguments[index + 1];
    edits.replace(argument.end, next ? next.getStart() : node.end - 1, '');
  }
  return true;
}

// Vec.of(a, b) becomes itemsOf(a).and(b).done(): the first item says what the list holds.
function rewriteVecOfFirst(node: ts.CallExpression, { edits, visit }: Rewriting): true {
  const [first, ...others] = node.arguments;
  edits.replace(node.getStart(), first!.getStart(), `${sdk}.itemsOf(`);
  visit(first!);
  let end = first!.end;
  for (const item of others) {
    edits.replace(end, item.getStart(), ').and(');
    visit(item);
    end = item.end;
  }
  edits.replace(end, node.end, ').done()');
  return true;
}

function rewriteUnionIs(node: ts.CallExpression, rewriting: Rewriting): boolean {
  const { sources, model, visit } = rewriting;
  const callee = node.expression as ts.PropertyAccessExpression;
  const [argument] = node.arguments;
  const declaration = sources.checker.getTypeAtLocation(callee.expression).symbol?.declarations?.[0];
  const union = declaration && model.types.get(declaration);
  if (union?.kind !== 'union' || !argument) return false;
  visit(callee.expression);
  replaceNode(rewriting, callee.name, '__is');
  const index = union.cases.findIndex(({ name }) => name === literalText(argument));
  return replaceNode(rewriting, argument, String(index));
}
