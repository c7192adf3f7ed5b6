import { hash } from 'node:crypto';

/** Of parts one after the other. In one call: an object that hashes takes longer to make than small data to hash. */
export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  hash('sha256', parts.length === 1 ? parts[0]! : Buffer.concat(parts), 'buffer');
