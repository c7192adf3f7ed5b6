import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bech32, bech32m } from '@scure/base';
import { HDKey } from '@scure/bip32';
import * as btc from '@scure/btc-signer';
import { hexToBytes } from '../bytes.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { CustodyError } from '../errors.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { addMultiples, type CurvePoint } from './generator-table.ts';

export type DerivedAddress = { readonly address: string; readonly scriptPubKey: Uint8Array };

/** A key above the index: its point, and what hashes the children's tweaks, keyed with the chain code. */
interface Parent {
  readonly publicKey: Uint8Array;
  readonly point: CurvePoint;
  readonly keyed: ReturnType<typeof hmac.create>;
  readonly ranged: boolean;
}

const TAPSCRIPT_LEAF_VERSION = 0xc0;
const { Point } = secp256k1;
const internalKey = hexToBytes(UNSPENDABLE_KEY);

// Parsing an extended key costs as much as deriving from it; descriptors are frozen, so it is done once.
const openedKeys = new WeakMap<Descriptor, readonly Parent[]>();

function parentsOf(descriptor: Descriptor): readonly Parent[] {
  const known = openedKeys.get(descriptor);
  if (known) return known;
  const opened = descriptor.keys.map(({ xpub, steps, ranged }): Parent => {
    const key = steps.reduce(
      (parent, step) => parent.deriveChild(step),
      HDKey.fromExtendedKey(xpub, descriptor.network.extendedKeyVersions),
    );
    if (!key.publicKey || !key.chainCode) throw new TypeError('an extended public key always holds a public key');
    const point = Point.fromBytes(key.publicKey).toAffine();
    return { publicKey: key.publicKey, point, keyed: hmac.create(sha512, key.chainCode), ranged };
  });
  openedKeys.set(descriptor, opened);
  return opened;
}

/** The left half of BIP-32's hash for an unhardened child. */
function tweakOf({ publicKey, keyed }: Parent, index: number): Uint8Array {
  const data = new Uint8Array(37);
  data.set(publicKey);
  new DataView(data.buffer).setUint32(33, index);
  return keyed.clone().update(data).digest().subarray(0, 32);
}

/**
 * First derivation: hashes of @noble/hashes, points from the table of the generator's multiples, scripts of
 * @scure/btc-signer, addresses of @scure/base. For as many indexes as are asked for at once, as their points share
 * inversions.
 */
export function deriveBulk(descriptor: Descriptor, from: number, count: number): DerivedAddress[] {
  const { kind, network } = descriptor;
  return derivePrograms(descriptor, from, count).map((program) => ({
    address:
      kind === 'wsh'
        ? bech32.encode(network.hrp, [0, ...bech32.toWords(program)])
        : bech32m.encode(network.hrp, [1, ...bech32m.toWords(program)]),
    scriptPubKey: btc.Script.encode([kind === 'wsh' ? 0 : 1, program]),
  }));
}

/** Likewise, the witness programs alone: 32 bytes each. */
export function derivePrograms(descriptor: Descriptor, from: number, count: number): Uint8Array[] {
  const parents = parentsOf(descriptor);
  const ranged = parents.filter((parent) => parent.ranged);
  const indexes = Array.from({ length: count }, (_, i) => from + i);
  const children = addMultiples(
    indexes.flatMap((index) => ranged.map((parent) => ({ point: parent.point, scalar: tweakOf(parent, index) }))),
  );
  let next = 0;
  const keys = indexes.map((index) =>
    parents.map((parent) => {
      if (!parent.ranged) return parent.publicKey;
      const child = children[next++];
      if (!child) throw new CustodyError('descriptor/underivable', { index });
      return child;
    }),
  );
  return descriptor.kind === 'wsh' ? keys.map((of) => witnessScriptHash(descriptor, of)) : outputKeys(descriptor, keys);
}

function witnessScriptHash({ threshold, sorted }: Descriptor, publicKeys: Uint8Array[]): Uint8Array {
  const ordered = sorted ? publicKeys.sort(btc.utils.compareBytes) : publicKeys;
  return sha256(btc.Script.encode([threshold, ...ordered, ordered.length, 'CHECKMULTISIG']));
}

function outputKeys({ threshold, sorted }: Descriptor, keys: readonly Uint8Array[][]): Uint8Array[] {
  const tweaks = keys.map((publicKeys) => {
    const xOnly = publicKeys.map((key) => key.subarray(1));
    const ordered = sorted ? xOnly.sort(btc.utils.compareBytes) : xOnly;
    const leaf = btc.Script.encode([
      ...ordered.flatMap((key, i) => [key, i === 0 ? ('CHECKSIG' as const) : ('CHECKSIGADD' as const)]),
      threshold,
      'NUMEQUAL',
    ]);
    const sized = btc.utils.concatBytes(btc.CompactSize.encode(BigInt(leaf.length)), leaf);
    const { taggedHash } = schnorr.utils;
    return taggedHash('TapTweak', internalKey, taggedHash('TapLeaf', Uint8Array.of(TAPSCRIPT_LEAF_VERSION), sized));
  });
  const point = unspendablePoint();
  return addMultiples(tweaks.map((scalar) => ({ point, scalar }))).map((key) => {
    if (!key) throw new RangeError('the tweaked output key is the point at infinity');
    return key.subarray(1);
  });
}

let liftedInternalKey: CurvePoint | undefined;

/** The point of even y (BIP-340). */
function unspendablePoint(): CurvePoint {
  liftedInternalKey ??= Point.fromBytes(Uint8Array.of(2, ...internalKey)).toAffine();
  return liftedInternalKey;
}
