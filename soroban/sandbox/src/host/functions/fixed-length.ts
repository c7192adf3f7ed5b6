import { HostError } from '../values/error.ts';

/** The bytes, if there are as many as there must be. */
export function checkLength(bytes: Uint8Array, length: number, name: string): Uint8Array {
  if (bytes.length === length) return bytes;
  throw new HostError('Object', 'UnexpectedSize', `${name} has ${bytes.length} bytes, not ${length}`);
}
