import { bitcoinProofs } from './bitcoin.ts';
import { custodyProofs } from './custody.ts';
import { libraryProofs } from './library.ts';
import { oracleProofs } from './oracle.ts';
import type { Proof } from './proof.ts';
import { relayProofs } from './relay.ts';
import { reserveProofs } from './reserves.ts';
import { timeProofs } from './time.ts';
import { tokenProofs } from './tokens.ts';
import { transactionProofs } from './transactions.ts';

/** Every statement, in the order in which the page has them. */
export const proofs: readonly Proof[] = [
  ...reserveProofs,
  ...tokenProofs,
  ...bitcoinProofs,
  ...transactionProofs,
  ...relayProofs,
  ...oracleProofs,
  ...custodyProofs,
  ...timeProofs,
  ...libraryProofs,
];
