import * as asc from 'assemblyscript';
import { trustFreshMemory } from './fresh-memory.ts';
import { checkedPath } from './library.ts';
import { placeInContract } from './place-in-contract.ts';
import { keepSmallIntegers } from './small-integers.ts';

/*
 * AssemblyScript's integers wrap, convert between signed and unsigned by themselves, and know no literals of wide integers.
 * Contract sources get the rules of Rust instead. The code generator is changed where it makes an operation, for functions of
 * contract sources only; the library keeps the plain operations.
 */

type Ref = asc.ExpressionRef;

// Constant enums of AssemblyScript's types, which exist at run time too.
const { ExpressionId, TypeKind, Token, LiteralKind, NodeKind } = asc as unknown as {
  ExpressionId: { Const: number; Binary: number };
  TypeKind: { Usize: number };
  Token: { Minus: number } & Record<ComparisonToken, number>;
  LiteralKind: { Integer: number };
  NodeKind: { UnaryPrefix: number; Parenthesized: number };
};

const mirrors: readonly (readonly [ComparisonToken, ComparisonToken])[] = [
  ['LessThan', 'GreaterThan'],
  ['GreaterThan', 'LessThan'],
  ['LessThan_Equals', 'GreaterThan_Equals'],
  ['GreaterThan_Equals', 'LessThan_Equals'],
  ['Equals_Equals', 'Equals_Equals'],
  ['Exclamation_Equals', 'Exclamation_Equals'],
];
type ComparisonToken =
  | 'LessThan'
  | 'GreaterThan'
  | 'LessThan_Equals'
  | 'GreaterThan_Equals'
  | 'Equals_Equals'
  | 'Exclamation_Equals';
const mirroredComparisons = new Map(mirrors.map(([from, to]) => [Token[from], Token[to]]));

/** The parts of the code generator that are changed. Some are private in its types. */
interface Generator {
  program: asc.Program;
  resolver: asc.Resolver;
  module: asc.Module;
  currentFlow: asc.Flow;
  currentType: asc.Type;
  error(code: asc.DiagnosticCode, range: asc.Range, ...texts: string[]): void;
  compileFunction(instance: asc.Function): boolean;
  makeCallDirect(instance: asc.Function, operands: Ref[], node: asc.Node): Ref;
  ensureSmallIntegerWrap(expr: Ref, type: asc.Type): Ref;
  makeAdd(left: Ref, right: Ref, type: asc.Type): Ref;
  makeSub(left: Ref, right: Ref, type: asc.Type): Ref;
  makeMul(left: Ref, right: Ref, type: asc.Type): Ref;
  makeDiv(left: Ref, right: Ref, type: asc.Type): Ref;
  makeRem(left: Ref, right: Ref, type: asc.Type, node: asc.Node): Ref;
  makeShl(left: Ref, right: Ref, type: asc.Type): Ref;
  makeShr(left: Ref, right: Ref, type: asc.Type): Ref;
  makeShru(left: Ref, right: Ref, type: asc.Type): Ref;
  makeIsTrueish(expr: Ref, type: asc.Type, node: asc.Node): Ref;
  makeEq(left: Ref, right: Ref, type: asc.Type, node: asc.Node): Ref;
  makeNe(left: Ref, right: Ref, type: asc.Type, node: asc.Node): Ref;
  convertExpression(expr: Ref, from: asc.Type, to: asc.Type, explicit: boolean, node: asc.Node): Ref;
  compileBinaryExpression(expression: asc.BinaryExpression, context: asc.Type, constraints: number): Ref;
  compileUnaryPrefixExpression(expression: asc.UnaryPrefixExpression, context: asc.Type, constraints: number): Ref;
  compileLiteralExpression(
    expression: asc.LiteralExpression,
    context: asc.Type,
    constraints: number,
    negate?: boolean,
  ): Ref;
}

type BinaryMaker = 'makeAdd' | 'makeSub' | 'makeMul' | 'makeDiv' | 'makeRem' | 'makeShl' | 'makeShr' | 'makeShru';

const checkedFile = `~lib/${checkedPath}`;
const wideIntegers = new Set(['u128', 'i128', 'u256', 'i256']);
// Marks our messages among AssemblyScript's.
const ownCode = asc.DiagnosticCode.User_defined_0;

let installed = false;

/** Changes the code generator, once per process. */
export function installChecks(): void {
  if (installed) return;
  installed = true;
  const generator = asc.Compiler.prototype as unknown as Generator;
  for (const [name, checked, isChecked] of checkedOperators) checkOperator(generator, name, checked, isChecked);
  trackBinaryExpressions(generator);
  checkNegation(generator);
  checkConversion(generator);
  checkTruth(generator);
  checkEquality(generator);
  keepSmallIntegers();
  placeInContract();
  trustFreshMemory();
  acceptWideLiterals(generator);
}

const isSigned = (type: asc.Type): boolean => type.isSignedIntegerValue;
const always = (): boolean => true;

// [code generator's method, function of the library, the types it can overflow for]
const checkedOperators: readonly [BinaryMaker, string, (type: asc.Type) => boolean][] = [
  ['makeAdd', 'add', always],
  ['makeSub', 'sub', always],
  ['makeMul', 'mul', always],
  ['makeDiv', 'div', (type) => isSigned(type) && type.size < 32],
  ['makeRem', 'rem', isSigned],
  ['makeShl', 'shl', always],
  ['makeShr', 'shr', always],
  ['makeShru', 'shru', always],
];

/** Contract sources are those outside the library. Sizes of memory are the library's business everywhere. */
function appliesTo(generator: Generator, type: asc.Type): boolean {
  return type.isIntegerValue && !type.isBooleanValue && type.kind !== TypeKind.Usize && inContract(generator);
}

function inContract(generator: Generator): boolean {
  return !generator.currentFlow.sourceFunction.declaration.range.source.isLibrary;
}

// The operator being compiled, for the place of a message.
const operators: asc.Node[] = [];

function trackBinaryExpressions(generator: Generator): void {
  const original = generator.compileBinaryExpression;
  generator.compileBinaryExpression = function (this: Generator, expression, context, constraints) {
    operators.push(expression);
    try {
      if (inContract(this)) putLiteralRight(expression);
      return original.call(this, expression, context, constraints);
    } finally {
      operators.pop();
    }
  };
}

/**
 * In `0 < amount` the literal would be taken for a bool, which is what results: `amount > 0` is the same, and the literal takes
 * the type of what it is compared with.
 */
function putLiteralRight(expression: Mutable<asc.BinaryExpression>): void {
  const { left, right, operator } = expression;
  const mirrored = mirroredComparisons.get(operator);
  if (mirrored === undefined || !isLiteral(left) || isLiteral(right)) return;
  expression.operator = mirrored;
  expression.left = right;
  expression.right = left;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A number, with its sign and in any brackets. */
function isLiteral(node: asc.Node): boolean {
  if (node.kind === NodeKind.Parenthesized) return isLiteral((node as asc.ParenthesizedExpression).expression);
  const isSigned = node.kind === NodeKind.UnaryPrefix && (node as asc.UnaryPrefixExpression).operator === Token.Minus;
  return isSigned ? isLiteral((node as asc.UnaryPrefixExpression).operand) : node.isNumericLiteral;
}

function checkOperator(
  generator: Generator,
  name: BinaryMaker,
  checked: string,
  isChecked: (type: asc.Type) => boolean,
): void {
  const original = generator[name] as (left: Ref, right: Ref, type: asc.Type, node: asc.Node) => Ref;
  const replacement = function (this: Generator, left: Ref, right: Ref, type: asc.Type, node: asc.Node): Ref {
    const at = operators.at(-1) ?? node;
    if (!at || !appliesTo(this, type)) return original.call(this, left, right, type, node);
    const folded = fold(this, checked, left, right, type, at);
    if (folded !== undefined) return folded;
    if (alwaysTraps(checked, right, type)) {
      this.error(ownCode, at.range, 'this would always trap: it divides by zero or shifts by the width or more');
    }
    if (!isChecked(type) || isSafeConstant(checked, right, type)) return original.call(this, left, right, type, node);
    const operands = [left, right].map((operand) => this.ensureSmallIntegerWrap(operand, type));
    return callChecked(this, checked, type, operands, at);
  };
  (generator as unknown as Record<string, unknown>)[name] = replacement;
}

function callChecked(generator: Generator, name: string, type: asc.Type, operands: Ref[], node: asc.Node): Ref {
  const file = generator.program.filesByName.get(checkedFile);
  const prototype = file?.lookupExport(name);
  if (!prototype) throw new Error(`${checkedFile} lacks ${name}`);
  const instance = generator.resolver.resolveFunction(prototype as asc.FunctionPrototype, [type]);
  if (!instance || !generator.compileFunction(instance)) return generator.module.unreachable();
  const result = generator.makeCallDirect(instance, operands, node);
  generator.currentType = type;
  return result;
}

/** Both sides constant: the result, or an error at compile time. */
function fold(
  generator: Generator,
  operator: string,
  left: Ref,
  right: Ref,
  type: asc.Type,
  node: asc.Node,
): Ref | undefined {
  const a = constantOf(left, type);
  const b = constantOf(right, type);
  if (a === undefined || b === undefined) return undefined;
  const result = evaluate(operator, a, b, type.size);
  if (result === undefined) {
    generator.error(ownCode, node.range, `this overflows ${type.toString()}: it would always trap`);
    return generator.module.unreachable();
  }
  const value = operator.startsWith('sh') ? wrap(result, type) : result;
  if (value !== wrap(value, type)) {
    generator.error(ownCode, node.range, `${value} overflows ${type.toString()}: it would always trap`);
    return generator.module.unreachable();
  }
  return makeConstant(generator.module, value, type);
}

function evaluate(operator: string, a: bigint, b: bigint, size: number): bigint | undefined {
  const isShift = operator.startsWith('sh');
  if (isShift && (b < 0n || b >= BigInt(size))) return undefined;
  if ((operator === 'div' || operator === 'rem') && b === 0n) return undefined;
  switch (operator) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'rem':
      return b === -1n && a === -(1n << BigInt(size - 1)) ? undefined : a % b;
    case 'shl':
      return a << b;
    case 'shr':
      return a >> b;
    case 'shru':
      return BigInt.asUintN(size, a) >> b;
    default:
      return undefined;
  }
}

const wrap = (value: bigint, type: asc.Type): bigint =>
  isSigned(type) ? BigInt.asIntN(type.size, value) : BigInt.asUintN(type.size, value);

function constantOf(expr: Ref, type: asc.Type): bigint | undefined {
  if (asc.getExpressionId(expr) !== ExpressionId.Const) return undefined;
  if (type.size === 64) {
    const high = BigInt(asc.getConstValueI64High(expr)) << 32n;
    return wrap(high | BigInt(asc.getConstValueI64Low(expr) >>> 0), type);
  }
  return wrap(BigInt(asc.getConstValueI32(expr)), type);
}

function makeConstant(module: asc.Module, value: bigint, type: asc.Type): Ref {
  const low = Number(BigInt.asIntN(32, value));
  return type.size === 64 ? module.i64(low, Number(BigInt.asIntN(32, value >> 32n))) : module.i32(low);
}

function alwaysTraps(operator: string, right: Ref, type: asc.Type): boolean {
  const value = constantOf(right, type);
  if (value === undefined) return false;
  if (operator === 'div' || operator === 'rem') return value === 0n;
  return operator.startsWith('sh') && (value < 0n || value >= BigInt(type.size));
}

/** A shift by a constant within the width, a remainder by a constant other than -1. */
function isSafeConstant(operator: string, right: Ref, type: asc.Type): boolean {
  const value = constantOf(right, type);
  if (value === undefined) return false;
  if (operator === 'shru' && type.size < 32) return false;
  if (operator.startsWith('sh')) return value >= 0n && value < BigInt(type.size);
  return (operator === 'rem' || operator === 'div') && value !== -1n && value !== 0n;
}

// -x becomes 0 - x without the operator's maker.
function checkNegation(generator: Generator): void {
  const original = generator.compileUnaryPrefixExpression;
  generator.compileUnaryPrefixExpression = function (this: Generator, expression, context, constraints) {
    const result = original.call(this, expression, context, constraints);
    const type = this.currentType;
    const isNegation = expression.operator === Token.Minus && !expression.operand.isNumericLiteral;
    if (!isNegation || !appliesTo(this, type) || asc.getExpressionId(result) !== ExpressionId.Binary) return result;
    if (!isSigned(type)) {
      this.error(ownCode, expression.range, `${type.toString()} has no negative values`);
      return result;
    }
    const operand = this.ensureSmallIntegerWrap(asc.getBinaryRight(result), type);
    return callChecked(this, 'sub', type, [makeConstant(this.module, 0n, type), operand], expression);
  };
}

// Signed and unsigned never mix by themselves: -1 would become 4294967295. Wide and native integers convert by name.
function checkConversion(generator: Generator): void {
  const original = generator.convertExpression;
  generator.convertExpression = function (this: Generator, expr, from, to, explicit, node) {
    const advice = explicit || !inContract(this) ? undefined : conversionAdvice(expr, from, to);
    if (advice === undefined) return original.call(this, expr, from, to, explicit, node);
    const value = isLiteral(node) && isNative(from) ? constantOf(expr, from) : undefined;
    const what = `${from.toString()} does not become ${to.toString()} by itself: ${advice}`;
    this.error(ownCode, node.range, value === undefined ? what : `${value} does not fit ${to.toString()}`);
    this.currentType = to;
    return this.module.unreachable();
  };
}

/** What to write for a conversion that has to be written, undefined for one that happens by itself. */
function conversionAdvice(expr: Ref, from: asc.Type, to: asc.Type): string | undefined {
  if (isNative(from) && isNative(to)) {
    return losesSign(expr, from, to) || !from.isAssignableTo(to) ? `write \`value as ${to.toString()}\`` : undefined;
  }
  const [wideFrom, wideTo] = [wideName(from), wideName(to)];
  if (wideTo !== undefined && (isNative(from) || wideFrom !== undefined) && wideFrom !== wideTo) {
    return `write \`${wideTo}.from(value)\``;
  }
  if (wideFrom === undefined || !isNative(to)) return undefined;
  const method = `to${to.toString().toUpperCase()}`;
  return ['toU32', 'toU64', 'toI64'].includes(method)
    ? `write \`value.${method}()\`, which traps when it does not fit`
    : 'convert to u64 or i64 first';
}

const isNative = (type: asc.Type): boolean => type.isIntegerValue && !type.isBooleanValue && !type.isReference;

function wideName(type: asc.Type): string | undefined {
  const name = type.getClass()?.name;
  return name !== undefined && wideIntegers.has(name) ? name : undefined;
}

function losesSign(expr: Ref, from: asc.Type, to: asc.Type): boolean {
  if (isSigned(from) === isSigned(to) || (isSigned(to) && from.size < to.size)) return false;
  const value = constantOf(expr, from);
  return value === undefined || value !== wrap(value, to);
}

// An object is never null here, and handle 0 is an object.
function checkTruth(generator: Generator): void {
  const original = generator.makeIsTrueish;
  generator.makeIsTrueish = function (this: Generator, expr, type, node) {
    if (type.isReference && inContract(this)) {
      this.error(ownCode, node.range, `a ${type.toString()} is neither true nor false: compare it, or ask isSome`);
    }
    return original.call(this, expr, type, node);
  };
}

// Without an equality of its own, a class would be compared by where it lies in memory.
function checkEquality(generator: Generator): void {
  for (const name of ['makeEq', 'makeNe'] as const) {
    const original = generator[name];
    generator[name] = function (this: Generator, left, right, type, node) {
      if (type.isReference && inContract(this)) {
        this.error(ownCode, node.range, `values of ${type.toString()} cannot be compared: compare what they hold`);
      }
      return original.call(this, left, right, type, node);
    };
  }
}

function magnitudeOf(literal: asc.IntegerLiteralExpression): bigint {
  const { low, high } = literal.value as unknown as { low: number; high: number };
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** AssemblyScript takes any 64 bits for an i64, the highest of which is then the sign. */
function checkLiteralOf64(
  generator: Generator,
  expression: asc.LiteralExpression,
  type: asc.Type,
  negate: boolean,
): void {
  const isI64 = isNative(type) && type.size === 64 && isSigned(type);
  if (!isI64 || expression.literalKind !== LiteralKind.Integer || !inContract(generator)) return;
  const magnitude = BigInt.asUintN(64, magnitudeOf(expression as asc.IntegerLiteralExpression));
  if (magnitude < 1n << 63n || (negate && magnitude === 1n << 63n)) return;
  generator.error(ownCode, expression.range, `${negate ? '-' : ''}${magnitude} does not fit i64`);
}

function acceptWideLiterals(generator: Generator): void {
  const original = generator.compileLiteralExpression;
  generator.compileLiteralExpression = function (this: Generator, expression, context, constraints, negate = false) {
    const name = context.getClass()?.name;
    checkLiteralOf64(this, expression, context, negate);
    if (expression.literalKind !== LiteralKind.Integer || !name || !wideIntegers.has(name)) {
      return original.call(this, expression, context, constraints, negate);
    }
    const magnitude = magnitudeOf(expression as asc.IntegerLiteralExpression);
    const value = negate ? -magnitude : magnitude;
    if (magnitude < 0n) this.error(ownCode, expression.range, 'too large for a literal: build it with operators');
    if (value < 0n && name.startsWith('u')) this.error(ownCode, expression.range, `${name} has no negative values`);
    const literal = makeConstant(this.module, value, asc.Type.i64);
    return callChecked(this, 'literal', context, [literal], expression);
  };
}
