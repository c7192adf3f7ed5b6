import { hex } from '@scure/base';
import type { Transaction } from '@scure/btc-signer';
import type { NativeOutput, TaprootOutput } from '../address/derive-native.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';
import type { SignatureDigests } from './signature-digest.ts';
import { UNSPENDABLE_KEY } from './unspendable-key.ts';
import { isEcdsaSignature, isSchnorrSignature } from './verify-witness.ts';

/** A coin of the custody in a transaction: which input, and what its keys are. */
export type OwnInput = { readonly at: number; readonly descriptor: Descriptor; readonly output: NativeOutput };

export const TAPSCRIPT = 0xc0;

/**
 * The witness of an m-of-n coin from the PSBTs that holders sent back, or how many good signatures there are so far.
 * Every signature is verified; one that is not valid counts as none, so that a lying holder cannot spoil the others'.
 */
export function multisigWitness(
  own: OwnInput,
  signed: readonly Transaction[],
  digests: SignatureDigests,
): { witness: Uint8Array[] } | { signatures: number } {
  const { descriptor, output } = own;
  const { innerScript, taproot } = output;
  const found = validSignatures(own, signed, digests).map(({ signature }) => signature);
  const valid = found.filter((signature) => signature !== undefined).length;
  if (valid < descriptor.threshold) return { signatures: valid };

  const chosen = onlyFirst(found, descriptor.threshold);
  if (!taproot) {
    const signatures = chosen.filter((signature) => signature !== undefined);
    return { witness: [new Uint8Array(), ...signatures, innerScript] };
  }
  const items = chosen.map((signature) => signature ?? new Uint8Array()).reverse();
  return { witness: [...items, innerScript, controlBlock(taproot)] };
}

/** Each key of the coin, in the order of its script, with the signature that is good for it, if one is. */
export function validSignatures(
  { at, descriptor, output }: OwnInput,
  signed: readonly Transaction[],
  digests: SignatureDigests,
): { publicKey: Uint8Array; signature: Uint8Array | undefined }[] {
  const { innerScript, publicKeys, taproot } = output;
  const keys = descriptor.sorted ? [...publicKeys].sort(Buffer.compare) : publicKeys;
  const isValid = (key: Uint8Array, signature: Uint8Array): boolean =>
    taproot
      ? isSchnorrSignature((type) => digests.taproot(at, type, taproot.leafHash), key, signature)
      : isEcdsaSignature(digests.witnessV0(at, innerScript), key, signature);
  const offered = signed.flatMap((transaction) => signaturesOf(transaction, at));
  return keys.map((publicKey) => ({
    publicKey,
    signature: offered.find(
      (one) => Buffer.compare(one.publicKey, publicKey) === 0 && isValid(publicKey, one.signature),
    )?.signature,
  }));
}

function signaturesOf(transaction: Transaction, input: number): { publicKey: Uint8Array; signature: Uint8Array }[] {
  const { partialSig = [], tapScriptSig = [] } = transaction.getInput(input);
  return [
    ...partialSig.map(([publicKey, signature]) => ({ publicKey, signature })),
    ...tapScriptSig.map(([{ pubKey: publicKey }, signature]) => ({ publicKey, signature })),
  ];
}

function onlyFirst<T>(items: readonly (T | undefined)[], most: number): (T | undefined)[] {
  let taken = 0;
  return items.map((item) => (item !== undefined && taken++ < most ? item : undefined));
}

/** Leaf version with the output key's parity, and the internal key: the tree has one leaf, so there is no path. */
export const controlBlock = ({ parity }: TaprootOutput): Uint8Array =>
  Buffer.concat([Buffer.of(TAPSCRIPT | parity), hex.decode(UNSPENDABLE_KEY)]);
