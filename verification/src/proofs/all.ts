import { libraryProofs } from './library.ts';
import type { Proof } from './proof.ts';
import { reserveProofs } from './reserves.ts';
import { tokenProofs } from './tokens.ts';

/** Every statement, in the order in which the page has them. */
export const proofs: readonly Proof[] = [...reserveProofs, ...tokenProofs, ...libraryProofs];
