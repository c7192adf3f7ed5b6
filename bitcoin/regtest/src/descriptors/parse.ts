import { addressToScript } from '../script/address.ts';
import { descriptorChecksum } from './checksum.ts';
import { DescriptorError } from './descriptor-error.ts';
import { type KeyExpression, parseKey } from './key-expression.ts';

/** A descriptor as a tree: functions with arguments, keys, and the bare values of addr() and raw(). */
export type ScriptExpression =
  | { kind: 'addr' | 'raw'; script: Buffer }
  | { kind: 'pk' | 'pkh' | 'wpkh' | 'combo' | 'rawtr'; key: KeyExpression }
  | { kind: 'sh' | 'wsh'; inner: ScriptExpression }
  | { kind: 'multi' | 'sortedmulti' | 'multi_a' | 'sortedmulti_a'; threshold: number; keys: KeyExpression[] }
  | { kind: 'tr'; key: KeyExpression; tree: TaprootTree | undefined };

export type TaprootTree = { leaf: ScriptExpression } | { left: TaprootTree; right: TaprootTree };

export type ParsedDescriptor = { expression: ScriptExpression; body: string };

type Position = 'top' | 'sh' | 'wsh' | 'tr';

/** Parses a descriptor of BIP380–386. A checksum is checked when present, and demanded with `requireChecksum`. */
export function parseDescriptor(text: string, requireChecksum = false): ParsedDescriptor {
  const [body = '', checksum, ...rest] = text.split('#');
  if (rest.length > 0) throw new DescriptorError("Multiple '#' symbols");
  if (checksum === undefined && requireChecksum) throw new DescriptorError('Missing checksum');
  const computed = descriptorChecksum(body);
  if (computed === undefined) throw new DescriptorError('Invalid characters in payload');
  if (checksum !== undefined) {
    if (checksum.length !== 8) {
      throw new DescriptorError(`Expected 8 character checksum, not ${checksum.length} characters`);
    }
    if (checksum !== computed) {
      throw new DescriptorError(`Provided checksum '${checksum}' does not match computed checksum '${computed}'`);
    }
  }
  return { expression: parseExpression(body, 'top'), body };
}

/** Splits at commas that are outside any brackets. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if ('({['.includes(character)) depth += 1;
    else if (')}]'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const positionsAllowed: Record<string, Position[]> = {
  addr: ['top'],
  raw: ['top'],
  combo: ['top'],
  rawtr: ['top'],
  tr: ['top'],
  sh: ['top'],
  wsh: ['top', 'sh'],
  wpkh: ['top', 'sh'],
  pk: ['top', 'sh', 'wsh', 'tr'],
  pkh: ['top', 'sh', 'wsh', 'tr'],
  multi: ['top', 'sh', 'wsh'],
  sortedmulti: ['top', 'sh', 'wsh'],
  multi_a: ['tr'],
  sortedmulti_a: ['tr'],
};

function parseExpression(text: string, position: Position): ScriptExpression {
  const match = /^([a-z_]+)\((.*)\)$/s.exec(text);
  const name = match?.[1] ?? '';
  const inner = match?.[2] ?? '';
  const allowed = positionsAllowed[name];
  if (!match || !allowed) throw new DescriptorError(`'${text}' is not a valid descriptor function`);
  if (!allowed.includes(position)) throw new DescriptorError(`Can not have ${name}() inside ${position}()`);
  const parts = splitArguments(inner);
  switch (name) {
    case 'addr':
      return { kind: name, script: addressToScript(inner) ?? fail('Address is not valid') };
    case 'raw':
      return { kind: name, script: HEX.test(inner) ? Buffer.from(inner, 'hex') : fail('Raw script is not hex') };
    case 'pk':
    case 'pkh':
    case 'wpkh':
    case 'combo':
    case 'rawtr':
      return { kind: name, key: parseKey(inner, keyRules(name, position)) };
    case 'sh':
    case 'wsh':
      return { kind: name, inner: parseExpression(inner, name) };
    case 'tr':
      return parseTaproot(parts);
    default:
      return parseMultisig(name as 'multi', parts, position);
  }
}

const HEX = /^(?:[0-9a-fA-F]{2})+$/;

function fail(message: string): never {
  throw new DescriptorError(message);
}

function keyRules(name: string, position: Position): { xOnly: boolean; compressedOnly: boolean } {
  const xOnly = position === 'tr' || name === 'rawtr';
  return { xOnly, compressedOnly: position === 'wsh' || name === 'wpkh' };
}

function parseMultisig(
  kind: 'multi' | 'sortedmulti' | 'multi_a' | 'sortedmulti_a',
  parts: string[],
  position: Position,
): ScriptExpression {
  const [first = '', ...rest] = parts;
  if (!/^\d+$/.test(first)) throw new DescriptorError(`Multi threshold '${first}' is not valid`);
  const threshold = Number(first);
  const keys = rest.map((text) => parseKey(text, keyRules(kind, position)));
  if (threshold < 1) throw new DescriptorError(`Multisig threshold cannot be ${threshold}, must be at least 1`);
  if (threshold > keys.length) {
    throw new DescriptorError(
      `Multisig threshold cannot be larger than the number of keys; threshold is ${threshold} but only ${keys.length} keys specified`,
    );
  }
  const limit = position === 'tr' ? 999 : position === 'top' ? 3 : 20;
  if (keys.length > limit)
    throw new DescriptorError(
      `Cannot have ${keys.length} keys in multisig; must have between 1 and ${limit} keys, inclusive`,
    );
  return { kind, threshold, keys };
}

function parseTaproot(parts: string[]): ScriptExpression {
  const [key = '', tree, ...rest] = parts;
  if (rest.length > 0) throw new DescriptorError("tr: expected ')'");
  return {
    kind: 'tr',
    key: parseKey(key, { xOnly: true, compressedOnly: true }),
    tree: tree === undefined ? undefined : parseTree(tree),
  };
}

function parseTree(text: string): TaprootTree {
  if (!text.startsWith('{')) return { leaf: parseExpression(text, 'tr') };
  const [left, right, ...rest] = splitArguments(text.slice(1, -1));
  if (!text.endsWith('}') || left === undefined || right === undefined || rest.length > 0) {
    throw new DescriptorError(`tr(): '${text}' is not a pair of branches`);
  }
  return { left: parseTree(left), right: parseTree(right) };
}

export function keysOf(expression: ScriptExpression): KeyExpression[] {
  switch (expression.kind) {
    case 'addr':
    case 'raw':
      return [];
    case 'sh':
    case 'wsh':
      return keysOf(expression.inner);
    case 'tr':
      return [expression.key, ...(expression.tree ? treeKeys(expression.tree) : [])];
    case 'multi':
    case 'sortedmulti':
    case 'multi_a':
    case 'sortedmulti_a':
      return expression.keys;
    default:
      return [expression.key];
  }
}

const treeKeys = (tree: TaprootTree): KeyExpression[] =>
  'leaf' in tree ? keysOf(tree.leaf) : [...treeKeys(tree.left), ...treeKeys(tree.right)];

export const isRanged = (expression: ScriptExpression): boolean => keysOf(expression).some((key) => key.isRanged);
export const hasPrivateKeys = (expression: ScriptExpression): boolean =>
  keysOf(expression).some((key) => key.isPrivate);
