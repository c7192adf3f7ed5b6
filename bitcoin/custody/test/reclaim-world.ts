import { schnorr } from '@noble/curves/secp256k1.js';
import type { ReclaimPlace } from '../src/reclaim/reclaim-place.ts';
import type { Custody } from './withdrawal-world.ts';

/** An owner's key, the same in every run. */
export const ownerSecret = (n: number): Uint8Array => new Uint8Array(32).fill(0x40 + n);
export const ownerKey = (n: number): Uint8Array => schnorr.getPublicKey(ownerSecret(n));

export const placeIn = ({ descriptor }: Pick<Custody, 'descriptor'>, index: number, owner = 1): ReclaimPlace => ({
  ...{ descriptor, index, ownerKey: ownerKey(owner) },
});
