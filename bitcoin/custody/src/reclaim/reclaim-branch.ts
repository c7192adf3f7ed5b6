import { branchOf } from '../descriptor/branch.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';

/** `/0/*` receives deposits and `/1/*` change. A key that signs for taproot here signs for nothing else. */
export const RECLAIM_STEP = 2;

const reclaimBranches = new WeakMap<Descriptor, Descriptor>();

/**
 * The quorum of a reclaim address: the same holders and threshold, `/2/*` of their accounts, and always one
 * OP_CHECKSIGADD leaf, whatever the custody's own addresses are.
 */
export function reclaimBranch(descriptor: Descriptor): Descriptor {
  const known = reclaimBranches.get(descriptor);
  if (known) return known;
  const { keys } = branchOf(descriptor, 'deposit');
  const made: Descriptor = Object.freeze({
    ...descriptor,
    kind: 'tr',
    keys: Object.freeze(keys.map((key) => ({ ...key, steps: [RECLAIM_STEP] }))),
  });
  reclaimBranches.set(descriptor, made);
  return made;
}
