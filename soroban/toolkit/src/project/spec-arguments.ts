import type { contract, xdr } from '@stellar/stellar-sdk';
import { CommandError } from './command-error.ts';

const CONSTRUCTOR = '__constructor';

const functionOf = (spec: contract.Spec, name: string): xdr.ScSpecFunctionV0 | undefined =>
  spec.funcs().find((fn) => fn.name.toString() === name);

/** The arguments of the constructor, encoded by the spec; none where there is no constructor. */
export function constructorArgs(spec: contract.Spec, args: Record<string, unknown>): xdr.ScVal[] {
  if (functionOf(spec, CONSTRUCTOR) !== undefined) return spec.funcArgsToScVals(CONSTRUCTOR, args);
  const given = Object.keys(args);
  if (given.length === 0) return [];
  throw new CommandError(`the contract has no constructor, and takes no ${given.join(', ')}`);
}

/** Arguments as text (`--name value`), as the spec's types want them. */
export function readArguments(
  spec: contract.Spec,
  name: string,
  texts: Record<string, string>,
): Record<string, unknown> {
  const fn = functionOf(spec, name);
  if (fn === undefined) {
    if (name === CONSTRUCTOR) return texts;
    const names = spec.funcs().map((each) => each.name.toString());
    const known = names.filter((each) => !each.startsWith('__')).join(', ');
    throw new CommandError(`the contract has no function ${name}; it has: ${known}`);
  }
  const inputs = new Map(fn.inputs.map((input) => [input.name.toString(), input.type]));
  const unknown = Object.keys(texts).find((given) => !inputs.has(given));
  if (unknown !== undefined) throw new CommandError(`${name} has no argument ${unknown}; ${usage(name, inputs)}`);
  const missing = [...inputs].find(([each, type]) => !(each in texts) && type.type !== 'scSpecTypeOption');
  if (missing !== undefined) throw new CommandError(`${name} lacks --${missing[0]}; ${usage(name, inputs)}`);
  const read = [...inputs].map(([each, type]) => [each, readArgument(each, type, texts[each])] as const);
  for (const [each, value] of read) requireEncodable(spec, each, inputs.get(each)!, value);
  return Object.fromEntries(read);
}

const usage = (name: string, inputs: Map<string, xdr.ScSpecTypeDef>): string =>
  `it is: ${[name, ...[...inputs].map(([each, type]) => `--${each} <${typeText(type)}>`)].join(' ')}`;

const typeText = (type: xdr.ScSpecTypeDef): string =>
  type.type === 'scSpecTypeUdt' ? type.value.name.toString() : type.type.slice('scSpecType'.length).toLowerCase();

function readArgument(name: string, type: xdr.ScSpecTypeDef, text: string | undefined): unknown {
  if (text === undefined) return null;
  try {
    return fromText(type, text);
  } catch (cause) {
    throw new CommandError(`--${name} ${text}: ${(cause as Error).message}`);
  }
}

/** What no text shows by itself: numbers out of range, addresses that are none, fields that a struct lacks. */
function requireEncodable(spec: contract.Spec, name: string, type: xdr.ScSpecTypeDef, value: unknown): void {
  try {
    spec.nativeToScVal(value, type);
  } catch (cause) {
    throw new CommandError(`--${name}: ${(cause as Error).message}`);
  }
}

function fromText(type: xdr.ScSpecTypeDef, text: string): unknown {
  switch (type.type) {
    case 'scSpecTypeString':
    case 'scSpecTypeSymbol':
    case 'scSpecTypeAddress':
    case 'scSpecTypeMuxedAddress':
      return text;
    case 'scSpecTypeBytes':
    case 'scSpecTypeBytesN':
      return readHex(text);
    case 'scSpecTypeBool':
      if (text === 'true' || text === 'false') return text === 'true';
      throw new Error('a bool is true or false');
    case 'scSpecTypeU32':
    case 'scSpecTypeI32':
      return Number(readInteger(text));
    case 'scSpecTypeU64':
    case 'scSpecTypeI64':
    case 'scSpecTypeTimepoint':
    case 'scSpecTypeDuration':
    case 'scSpecTypeU128':
    case 'scSpecTypeI128':
    case 'scSpecTypeU256':
    case 'scSpecTypeI256':
      return readInteger(text);
    case 'scSpecTypeOption':
      return text === 'null' ? null : fromText(type.value.valueType, text);
    default:
      // Lists, maps and types of the contract are JSON; whole numbers in it may be text, which loses no digit.
      return fromJson(type, JSON.parse(text) as unknown);
  }
}

function fromJson(type: xdr.ScSpecTypeDef, value: unknown): unknown {
  if (type.type === 'scSpecTypeVec' && Array.isArray(value)) {
    return value.map((item: unknown) => fromJson(type.value.elementType, item));
  }
  if (type.type === 'scSpecTypeTuple' && Array.isArray(value)) {
    return value.map((item: unknown, i) => fromJson(type.value.valueTypes[i]!, item));
  }
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const isOwn = type.type === 'scSpecTypeUdt' || type.type === 'scSpecTypeMap';
  return isPlain && !isOwn ? fromText(type, String(value)) : value;
}

function readInteger(text: string): bigint {
  if (!/^-?\d[\d_]*$/.test(text)) throw new Error('a whole number is wanted');
  return BigInt(text.replaceAll('_', ''));
}

function readHex(text: string): Buffer {
  if (!/^([0-9a-fA-F]{2})*$/.test(text)) throw new Error('bytes are hexadecimal digits, two a byte');
  return Buffer.from(text, 'hex');
}
