import { HostError } from './error.ts';

/** How deeply values may be nested before the host gives up. */
export const DEPTH_LIMIT = 500;

export function checkDepth(depth: number): number {
  if (depth <= DEPTH_LIMIT) return depth;
  throw new HostError('Context', 'ExceededLimit', `a value is nested deeper than ${DEPTH_LIMIT}`);
}
