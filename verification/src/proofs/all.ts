import { bitcoinProofs } from './bitcoin.ts';
import { custodyProofs } from './custody.ts';
import { libraryProofs } from './library.ts';
import type { Proof } from './proof.ts';
import { reserveProofs } from './reserves.ts';
import { timeProofs } from './time.ts';
import { tokenProofs } from './tokens.ts';

/** Every statement, in the order in which the page has them. */
export const proofs: readonly Proof[] = [
  ...reserveProofs,
  ...tokenProofs,
  ...bitcoinProofs,
  ...custodyProofs,
  ...timeProofs,
  ...libraryProofs,
];
