import { createHmac } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import { xOnlyPointAddTweak } from 'tiny-secp256k1';
import { hash160, taggedHash } from '../encoding/hash.ts';
import { payToNestedKey, payToPubkeyHash, payToWitness } from '../script/address.ts';

export const addressTypes = ['legacy', 'p2sh-segwit', 'bech32', 'bech32m'] as const;
export type AddressType = (typeof addressTypes)[number];

/** Where a key sits: BIP44, 49, 84 or 86 by type, branch 0 for receiving and 1 for change. */
export type KeyPath = { type: AddressType; branch: 0 | 1; index: number };
export type WalletKey = KeyPath & { privateKey: Buffer; publicKey: Buffer; script: Buffer };

const purposes: Record<AddressType, number> = { legacy: 44, 'p2sh-segwit': 49, bech32: 84, bech32m: 86 };
const HARDENED = 0x80000000;

export const REGTEST_BIP32_VERSIONS = { private: 0x04358394, public: 0x043587cf };

/** Each wallet of a node has its own root, derived from the node's seed and the wallet's name. */
export function walletRoot(seed: Buffer, name: string): HDKey {
  const own = createHmac('sha512', seed).update(`istsi-regtest wallet ${name}`).digest();
  return HDKey.fromMasterSeed(own, REGTEST_BIP32_VERSIONS);
}

export function deriveBranch(root: HDKey, type: AddressType, branch: 0 | 1): HDKey {
  const account = [purposes[type], 1, 0].reduce((key, step) => key.deriveChild(step + HARDENED), root);
  return account.deriveChild(branch);
}

export function deriveKey(branchKey: HDKey, path: KeyPath): WalletKey {
  const child = branchKey.deriveChild(path.index);
  const privateKey = Buffer.from(child.privateKey!);
  const publicKey = Buffer.from(child.publicKey!);
  return { ...path, privateKey, publicKey, script: scriptFor(path.type, publicKey) };
}

export function scriptFor(type: AddressType, publicKey: Buffer): Buffer {
  switch (type) {
    case 'legacy':
      return payToPubkeyHash(hash160(publicKey));
    case 'p2sh-segwit':
      return payToNestedKey(publicKey);
    case 'bech32':
      return payToWitness(0, hash160(publicKey));
    case 'bech32m':
      return payToWitness(1, taprootOutputKey(publicKey.subarray(1)));
  }
}

/** BIP86: the output key of an internal key without scripts. */
export function taprootOutputKey(internalKey: Buffer, merkleRoot: Buffer = Buffer.alloc(0)): Buffer {
  const tweaked = xOnlyPointAddTweak(internalKey, taggedHash('TapTweak', internalKey, merkleRoot));
  return Buffer.from(tweaked!.xOnlyPubkey);
}
