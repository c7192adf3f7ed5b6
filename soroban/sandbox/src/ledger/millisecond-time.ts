import { createHash } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';

/** The protocol after whose first ledger they close at milliseconds. */
export const MILLISECONDS = 30;

/** `STELLAR_VALUE_SIGNED_MS` (CAP-88), which stellar-sdk 17.2 can neither encode nor decode. */
export const SIGNED_MS = 3;
/** Its discriminant, milliseconds, the node's key, and its signature with a length before it. */
export const SIGNED_MS_BYTES = 4 + 8 + (4 + 32) + (4 + 64);

const ENVELOPE_TYPE_SCP_VALUE = 4;

export type MillisecondTime = {
  readonly networkId: Uint8Array;
  readonly transactionSetHash: Uint8Array;
  /** Seconds since 1970. */
  readonly closeTime: bigint;
  readonly closeTimeMs: bigint;
};

/** The extension of a `StellarValue` that says the milliseconds, signed by the network's only node. */
export function millisecondExtension(time: MillisecondTime): Buffer {
  const node = nodeKeypair(time.networkId);
  const extension = Buffer.alloc(SIGNED_MS_BYTES);
  extension.writeUInt32BE(SIGNED_MS, 0);
  extension.writeBigUInt64BE(time.closeTimeMs, 4);
  extension.set(node.rawPublicKey(), 16);
  extension.writeUInt32BE(64, 48);
  extension.set(node.sign(signedPayload(time)), 52);
  return extension;
}

/** What the node signs: network, kind of envelope, transaction set, and the time in both units. */
export function signedPayload({ networkId, transactionSetHash, closeTime, closeTimeMs }: MillisecondTime): Buffer {
  const rest = Buffer.alloc(4 + 32 + 8 + 8);
  rest.writeUInt32BE(ENVELOPE_TYPE_SCP_VALUE, 0);
  rest.set(transactionSetHash, 4);
  rest.writeBigUInt64BE(closeTime, 36);
  rest.writeBigUInt64BE(closeTimeMs, 44);
  return Buffer.concat([networkId, rest]);
}

let known: { readonly networkId: string; readonly node: Keypair } | undefined;

/** Follows from the network, as the root account does: what it signs is proof of nothing but the format. */
function nodeKeypair(networkId: Uint8Array): Keypair {
  const text = Buffer.from(networkId).toString('hex');
  if (known?.networkId !== text) {
    const seed = createHash('sha256').update(networkId).update('node').digest();
    known = { networkId: text, node: Keypair.fromRawEd25519Seed(seed) };
  }
  return known.node;
}
