import { schnorr } from '@noble/curves/secp256k1.js';
import { bytesToHex, sameBytes } from '../bytes.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { decodeExtendedKey } from '../descriptor/key-expression.ts';
import { CustodyError } from '../errors.ts';
import { answered } from '../platform/curve.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';

const refused = (reason: string): CustodyError => new CustodyError('reclaim/owner-key', { reason });

/**
 * Refuses a key with which nobody, or somebody else than its owner, could take a coin back: one that is no point (BIP-340),
 * the unspendable one, or one of the holders'. `quorumKeys` are those of the address, x-only.
 */
export function checkOwnerKey(ownerKey: Uint8Array, descriptor: Descriptor, quorumKeys: readonly Uint8Array[]): void {
  if (ownerKey.length !== 32) throw refused(`it has ${ownerKey.length} bytes, not 32`);
  const isPoint = answered(() => schnorr.utils.lift_x(BigInt(`0x${bytesToHex(ownerKey)}`))) !== undefined;
  if (!isPoint) throw refused('it is no point of the curve');
  if (bytesToHex(ownerKey) === UNSPENDABLE_KEY) throw refused('nobody knows its private half');
  const accounts = descriptor.keys.map(({ xpub }) => decodeExtendedKey(xpub).publicKey.subarray(1));
  if ([...quorumKeys, ...accounts].some((key) => sameBytes(key, ownerKey))) {
    throw refused('it is a key of the custody');
  }
}
