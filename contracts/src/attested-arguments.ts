import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';

/**
 * What an authorization of a custodian carries in place of the arguments of a call: the hash of their list, as
 * `shared/attestation.ts` makes it.
 */
export const attestedArguments = (args: readonly xdr.ScVal[]): xdr.ScVal[] => [
  xdr.ScVal.scvBytes(createHash('sha256').update(listOf(args).toXdr()).digest()),
];

/** Arguments as they are sent to a signer, who has to know what the hash is of. */
export const encodeArguments = (args: readonly xdr.ScVal[]): string => listOf(args).toXdr('base64');

/** Undefined for anything but a list of values. */
export function decodeArguments(base64: string): readonly xdr.ScVal[] | undefined {
  try {
    const list = xdr.ScVal.fromXdr(base64, 'base64');
    return list.type === 'scvVec' ? (list.vec ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

const listOf = (args: readonly xdr.ScVal[]): xdr.ScVal => xdr.ScVal.scvVec([...args]);
