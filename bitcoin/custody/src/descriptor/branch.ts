import { CustodyError } from '../errors.ts';
import type { Descriptor } from './descriptor.ts';

/** `/0/*` receives deposits; `/1/*` receives the custody's own change (the convention of BIP-44). */
export type DescriptorBranch = 'deposit' | 'change';

const branchSteps = { deposit: 0, change: 1 } as const;

// Descriptors are frozen and remembered by identity, so each branch is made once.
const changeBranches = new WeakMap<Descriptor, Descriptor>();

/** The same keys on another branch. The descriptor given is the deposit branch, as every written descriptor is. */
export function branchOf(descriptor: Descriptor, branch: DescriptorBranch): Descriptor {
  const odd = descriptor.keys.find(({ steps }) => steps.length !== 1 || steps[0] !== branchSteps.deposit);
  if (odd) throw new CustodyError('descriptor/no-branches', { key: odd.xpub });
  if (branch === 'deposit') return descriptor;
  const known = changeBranches.get(descriptor);
  if (known) return known;
  const keys = descriptor.keys.map((key) => ({ ...key, steps: [branchSteps.change] }));
  const made = Object.freeze({ ...descriptor, keys: Object.freeze(keys) });
  changeBranches.set(descriptor, made);
  return made;
}
