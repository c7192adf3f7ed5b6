import { createHash, createHmac } from 'node:crypto';
import { pointCompress } from 'tiny-secp256k1';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { decodeExtendedKey, type KeyExpression } from '../descriptor/key-expression.ts';
import { CustodyError } from '../errors.ts';
import { taggedHash } from '../script/tagged-hash.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { addMultiple } from './native-points.ts';

const OP_1 = 0x51;
const OP_NUMEQUAL = 0x9c;
const OP_CHECKSIG = 0xac;
const OP_CHECKMULTISIG = 0xae;
const OP_CHECKSIGADD = 0xba;
const TAPSCRIPT_LEAF_VERSION = 0xc0;

/** Both kinds of custody output: a version byte, a push of 32, and the program. */
export const SCRIPT_BYTES = 34;

export type NativeOutput = {
  readonly scriptPubKey: Uint8Array;
  /** The witness script (wsh) or the tapscript leaf (tr) that spending reveals. */
  readonly innerScript: Uint8Array;
  /** Compressed keys (wsh) or x-only keys (tr), one per descriptor key, in the descriptor's order. */
  readonly publicKeys: readonly Uint8Array[];
  /** Of tr only: the hash of its one leaf, and the parity of the output key (BIP-341). */
  readonly taproot?: TaprootOutput;
};

export type TaprootOutput = { readonly leafHash: Uint8Array; readonly parity: 0 | 1 };

type Key = { readonly publicKey: Uint8Array; readonly chainCode: Uint8Array };
type Parent = Key & {
  /** The same point with both coordinates, so that no child has to take a square root for it. */
  readonly point: Uint8Array;
  readonly ranged: boolean;
};

const sha256 = (...parts: Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** CKDpub of BIP-32 for an unhardened child. */
function deriveChild(parent: Omit<Parent, 'ranged'>, index: number): Key {
  const data = Buffer.allocUnsafe(37);
  data.set(parent.publicKey);
  data.writeUInt32BE(index, 33);
  const digest = createHmac('sha512', parent.chainCode).update(data).digest();
  const publicKey = addMultiple(parent.point, digest.subarray(0, 32));
  if (!publicKey) throw new CustodyError('descriptor/underivable', { index });
  return { publicKey, chainCode: digest.subarray(32) };
}

const withPoint = ({ publicKey, chainCode }: Key): Omit<Parent, 'ranged'> => ({
  ...{ publicKey, chainCode },
  point: pointCompress(publicKey, false),
});

function openKey({ xpub, steps, ranged }: KeyExpression): Parent {
  const root = withPoint(decodeExtendedKey(xpub));
  return { ...steps.reduce((parent, step) => withPoint(deriveChild(parent, step)), root), ranged };
}

// The keys above the index are the same for every address; descriptors are frozen, so they can be remembered.
const openedKeys = new WeakMap<Descriptor, readonly Parent[]>();

function parentsOf(descriptor: Descriptor): readonly Parent[] {
  const known = openedKeys.get(descriptor);
  if (known) return known;
  const opened = descriptor.keys.map(openKey);
  openedKeys.set(descriptor, opened);
  return opened;
}

/** `k KEY… n OP_CHECKMULTISIG` (BIP-383). Thresholds and counts stay within OP_1…OP_16. */
function multisigScript(threshold: number, keys: readonly Uint8Array[]): Uint8Array {
  const pushes = keys.map((key) => Buffer.concat([Buffer.of(key.length), key]));
  return Buffer.concat([
    Buffer.of(OP_1 + threshold - 1),
    ...pushes,
    Buffer.of(OP_1 + keys.length - 1, OP_CHECKMULTISIG),
  ]);
}

/** `KEY OP_CHECKSIG KEY OP_CHECKSIGADD … k OP_NUMEQUAL` (BIP-387). */
function tapscript(threshold: number, keys: readonly Uint8Array[]): Uint8Array {
  const pushes = keys.map((key, i) =>
    Buffer.concat([Buffer.of(key.length), key, Buffer.of(i === 0 ? OP_CHECKSIG : OP_CHECKSIGADD)]),
  );
  return Buffer.concat([...pushes, Buffer.of(OP_1 + threshold - 1, OP_NUMEQUAL)]);
}

const internalKey = Buffer.from(UNSPENDABLE_KEY, 'hex');
/** The point of even y (BIP-340), with both coordinates. */
const internalPoint = pointCompress(Buffer.concat([Buffer.of(2), internalKey]), false);

/** The output key of a taproot tree with this one leaf, under the unspendable internal key (BIP-341). */
function taprootProgram(leaf: Uint8Array): TaprootOutput & { readonly program: Uint8Array } {
  // Every custody tapscript is longer than 252 bytes only above seven keys, where the length takes three bytes.
  const length = leaf.length < 0xfd ? Buffer.of(leaf.length) : Buffer.of(0xfd, leaf.length & 0xff, leaf.length >>> 8);
  const leafHash = taggedHash('TapLeaf', Buffer.of(TAPSCRIPT_LEAF_VERSION), length, leaf);
  const tweaked = addMultiple(internalPoint, taggedHash('TapTweak', internalKey, leafHash));
  if (!tweaked) throw new RangeError('the tweaked output key is the point at infinity');
  return { program: tweaked.subarray(1), leafHash, parity: tweaked[0] === 3 ? 1 : 0 };
}

/** Second derivation: HMAC from node:crypto, points from libsecp256k1, scripts by hand. Also the fast one. */
export function deriveNative(descriptor: Descriptor, index: number): NativeOutput {
  const isTaproot = descriptor.kind === 'tr';
  const publicKeys = parentsOf(descriptor).map((parent) => {
    const { publicKey } = parent.ranged ? deriveChild(parent, index) : parent;
    return isTaproot ? publicKey.subarray(1) : publicKey;
  });
  const ordered = descriptor.sorted ? [...publicKeys].sort(Buffer.compare) : publicKeys;
  const innerScript = (isTaproot ? tapscript : multisigScript)(descriptor.threshold, ordered);
  const { program, ...taproot } = isTaproot ? taprootProgram(innerScript) : { program: sha256(innerScript) };

  const scriptPubKey = new Uint8Array(SCRIPT_BYTES);
  scriptPubKey.set([isTaproot ? OP_1 : 0, program.length]);
  scriptPubKey.set(program, 2);
  return { scriptPubKey, innerScript, publicKeys, ...('leafHash' in taproot && { taproot }) };
}
