import { type Address, Args, Bytes, type BytesN, crypto, type Val, type Vec } from '@istsi/soroban-sdk';

/**
 * What custodians sign in place of the arguments of a call: sha256 of the XDR of their list. It says as much, and what
 * each of them signs stays as small however many they are and whatever the call carries.
 */
export function hashOf(args: Args): BytesN<32> {
  return crypto.sha256(Bytes.serialize<Vec<Val>>(args.toVec()));
}

/** Traps unless the address authorized the current call with the arguments that the hash is of. */
export function requireAttestation(attestor: Address, hash: BytesN<32>): void {
  attestor.requireAuthForArgs(Args.of().add<BytesN<32>>(hash));
}
