import { HostError } from './error.ts';

/** How deeply XDR may be nested before it is not written any more. */
export const DEPTH_LIMIT = 500;

/** How deeply values may be nested that the host compares, copies, or turns into XDR values and back. */
const HOST_DEPTH_LIMIT = 100;

export function checkDepth(depth: number): number {
  if (depth <= DEPTH_LIMIT) return depth;
  throw tooDeep(DEPTH_LIMIT);
}

/** The same for what the host itself goes through, value by value; the outermost has depth 0. */
export function checkHostDepth(depth: number): void {
  if (depth >= HOST_DEPTH_LIMIT) throw tooDeep(HOST_DEPTH_LIMIT);
}

const tooDeep = (limit: number): HostError =>
  new HostError('Context', 'ExceededLimit', `a value is nested deeper than ${limit}`);
