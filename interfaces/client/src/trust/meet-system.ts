import type { components } from '../generated/api.ts';
import { acceptMarks, asKnown, type Change, type Marks, marksOf, meetMarks } from './known-system.ts';

/** What the service says of itself, with what this browser knows in its place. */
export type Network = components['schemas']['NetworkInfo'] & {
  changes: readonly Change[];
  /** As it was told: what a person may accept. */
  told: Marks;
};

/** Every page takes contracts, networks and keys from here, so that none of them can be swapped between two visits. */
export function meetSystem(network: components['schemas']['NetworkInfo']): Network {
  const told = marksOf(network);
  const { known, changes } = meetMarks(localStorage, told);
  return { ...asKnown(network, known), changes, told };
}

export const acceptSystem = ({ told }: Network): void => acceptMarks(localStorage, told);
