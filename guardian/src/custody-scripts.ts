import { branchOf, type Descriptor, deriveAddress, deriveScripts, SCRIPT_BYTES } from '@istsi/bitcoin-custody';

/** The address of an index, of every epoch: people keep paying to old ones. */
export const scriptsOfIndex = (epochs: readonly Descriptor[], index: number): Uint8Array[] =>
  epochs.map((descriptor) => deriveAddress(descriptor, index).scriptPubKey);

/** Where change goes, and what adds to the reserve. */
export const reserveScripts = (epochs: readonly Descriptor[]): Uint8Array[] =>
  epochs.map((descriptor) => deriveAddress(branchOf(descriptor, 'change'), 0).scriptPubKey);

/** All of the first `count` indices. */
export function scriptsBelow(epochs: readonly Descriptor[], count: number): Uint8Array[] {
  return epochs.flatMap((descriptor) => {
    const all = deriveScripts(descriptor, 0, count);
    return Array.from({ length: count }, (_, i) => all.subarray(i * SCRIPT_BYTES, (i + 1) * SCRIPT_BYTES));
  });
}
