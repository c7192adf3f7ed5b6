import { RpcError } from './json-rpc.ts';

export type Params = Record<string, unknown>;

/** Parameters by name; the network's RPC takes no lists either. Absent parameters are none. */
export function namedParams(params: unknown): Params {
  if (params === undefined || params === null) return {};
  if (typeof params !== 'object' || Array.isArray(params)) {
    throw new RpcError('invalidParams', 'parameters are given by name, in an object');
  }
  return params as Params;
}

export function requiredText(params: Params, name: string): string {
  const value = params[name];
  if (typeof value !== 'string') throw new RpcError('invalidParams', `${name} must be a string`);
  return value;
}

export function optionalText(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new RpcError('invalidParams', `${name} must be a string`);
  return value;
}

/** A whole number from 0 to 2^32 - 1; zero when absent, as the network's RPC reads it. */
export function optionalNumber(params: Params, name: string): number {
  const value = params[name];
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new RpcError('invalidParams', `${name} must be a whole number from 0 to ${0xffff_ffff}`);
  }
  return value;
}

export function optionalObject(params: Params, name: string): Params {
  const value = params[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new RpcError('invalidParams', `${name} must be an object`);
  }
  return value as Params;
}

export function optionalList(params: Params, name: string): unknown[] {
  const value = params[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RpcError('invalidParams', `${name} must be a list`);
  return value;
}

/**
 * Methods answer in base64 XDR, and `xdrFormat: 'json'` has their answers translated (`xdr-json.ts`). Throws for any other
 * format; the number of the error differs by method, as on the network.
 */
export function checkFormat(params: Params, kind: 'invalidParams' | 'invalidRequest' = 'invalidParams'): void {
  const format = optionalText(params, 'xdrFormat');
  if (format === undefined || format === 'base64' || format === 'json') return;
  throw new RpcError(kind, `expected base64 or json for optional 'xdrFormat', got ${format}`);
}

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
