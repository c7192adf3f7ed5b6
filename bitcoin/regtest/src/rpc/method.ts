import type { Node } from '../node.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { type Json, jsonTypeName } from './json.ts';
import { failRpc, RPC_CODE, RpcError } from './rpc-error.ts';

export type ParameterType =
  | 'string'
  | 'number'
  | 'bool'
  | 'array'
  | 'strings'
  | 'objects'
  | 'object'
  | 'amount'
  | 'any';
export type Parameter = { name: string; type: ParameterType; required?: true };

export type CallContext = {
  node: Node;
  /** Wallet named by the request's path, or the default one. Throws RpcError when it is not loaded. */
  wallet: () => Wallet;
  /** Ends the process after the answer, as the `stop` method asks. */
  requestStop: () => void;
  activeCommands: ReadonlyMap<string, number>;
};

/** One method of the RPC interface. Arguments arrive checked against `parameters`; omitted and null ones are undefined. */
export type Method = {
  category: 'Blockchain' | 'Control' | 'Generating' | 'Mining' | 'Network' | 'Rawtransactions' | 'Util' | 'Wallet';
  summary: string;
  parameters: Parameter[];
  run: (context: CallContext, args: never) => unknown;
};

/** Declares a method with the tuple of its arguments. */
export function method<Args extends unknown[]>(
  category: Method['category'],
  summary: string,
  parameters: Parameter[],
  run: (context: CallContext, args: Args) => Json | undefined | Promise<Json>,
): Method {
  return { category, summary, parameters, run: run as Method['run'] };
}

export const required = (name: string, type: ParameterType): Parameter => ({ name, type, required: true });
export const optional = (name: string, type: ParameterType): Parameter => ({ name, type });

export function usage(name: string, { parameters }: Method): string {
  const quoted = (parameter: Parameter): string =>
    parameter.type === 'string' ? `"${parameter.name}"` : parameter.name;
  const parts = parameters.map((parameter) => (parameter.required ? quoted(parameter) : `( ${quoted(parameter)} )`));
  return [name, ...parts].join(' ').replaceAll(' ) ( ', ' ');
}

/** Puts positional or named parameters in order and checks their types. Throws RpcError as Bitcoin Core does. */
export function readArguments(name: string, declared: Method, params: Json | undefined): (Json | undefined)[] {
  const args = orderArguments(name, declared, params);
  const problems: string[] = [];
  declared.parameters.forEach((parameter, index) => {
    const value = args[index];
    if (value === undefined || value === null) {
      if (parameter.required) throw new RpcError(RPC_CODE.MISC, helpText(name, declared));
      return;
    }
    if (!hasType(value, parameter.type)) {
      const expected = wireTypes[parameter.type] ?? parameter.type;
      const problem = `JSON value of type ${jsonTypeName(value)} is not of expected type ${expected}`;
      problems.push(`    "Position ${index + 1} (${parameter.name})": "${problem}"`);
    }
  });
  if (problems.length > 0) failRpc('TYPE', `Wrong type passed:\n{\n${problems.join(',\n')}\n}`);
  for (const [index, parameter] of declared.parameters.entries()) checkElements(parameter.type, args[index]);
  return args.map((value) => value ?? undefined);
}

const wireTypes: Partial<Record<ParameterType, string>> = { amount: 'number', strings: 'array', objects: 'array' };

/** Elements of typed lists. Bitcoin Core notices these only when it reads them, hence the shorter message. */
function checkElements(type: ParameterType, value: Json | undefined): void {
  if ((type !== 'strings' && type !== 'objects') || !Array.isArray(value)) return;
  const expected = type === 'strings' ? 'string' : 'object';
  for (const item of value) {
    const actual = jsonTypeName(item);
    if (actual !== expected) failRpc('TYPE', `JSON value of type ${actual} is not of expected type ${expected}`);
  }
}

function orderArguments(name: string, declared: Method, params: Json | undefined): (Json | undefined)[] {
  const { parameters } = declared;
  if (params === undefined || params === null) return parameters.map(() => undefined);
  if (Array.isArray(params)) {
    if (params.length > parameters.length) throw new RpcError(RPC_CODE.MISC, helpText(name, declared));
    return parameters.map((_, index) => params[index]);
  }
  const named = { ...(params as Record<string, Json>) };
  const positional = Array.isArray(named.args) ? named.args : [];
  delete named.args;
  const ordered = parameters.map((parameter, index) => {
    const value = named[parameter.name];
    delete named[parameter.name];
    if (value !== undefined && index < positional.length) {
      failRpc('INVALID_PARAMETER', `Parameter ${parameter.name} specified twice both as positional and named argument`);
    }
    return value ?? positional[index];
  });
  const [unknown] = Object.keys(named);
  if (unknown !== undefined) failRpc('INVALID_PARAMETER', `Unknown named parameter ${unknown}`);
  return ordered;
}

export const helpText = (name: string, declared: Method): string => `${usage(name, declared)}\n\n${declared.summary}\n`;

function hasType(value: Json, type: ParameterType): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'amount':
      return typeof value === 'number' || typeof value === 'string';
    case 'array':
    case 'strings':
    case 'objects':
      return Array.isArray(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
