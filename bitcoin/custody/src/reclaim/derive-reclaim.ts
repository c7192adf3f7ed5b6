import { pointCompress } from 'tiny-secp256k1';
import { encodeSegwitAddress } from '../address/bech32.ts';
import { deriveNative } from '../address/derive-native.ts';
import { addMultiple } from '../address/native-points.ts';
import { CustodyError } from '../errors.ts';
import { taggedHash } from '../script/tagged-hash.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { deriveWithLibrary } from './derive-with-library.ts';
import { encodeOwnerLeaf } from './owner-leaf.ts';
import { reclaimBranch } from './reclaim-branch.ts';
import { lockOf, type ReclaimOutput, type ReclaimPlace } from './reclaim-place.ts';

const TAPSCRIPT = 0xc0;
const [OP_1, PROGRAM_BYTES] = [0x51, 32];
const internalKey = Buffer.from(UNSPENDABLE_KEY, 'hex');
/** The point of even y (BIP-340), with both coordinates. */
const internalPoint = pointCompress(Buffer.concat([Buffer.of(2), internalKey]), false);

/**
 * The reclaim address of one user and one key. Two derivations that share neither curve code, hashing nor address encoding
 * must agree on it, and on what either way of spending reveals.
 */
export function deriveReclaim(place: ReclaimPlace): ReclaimOutput {
  const first = deriveWithLibrary(place);
  const second = deriveByHand(place);
  const compared = ({ address, scriptPubKey, quorum, owner }: ReclaimOutput): string =>
    [address, ...[scriptPubKey, ...[quorum, owner].flatMap((leaf) => Object.values(leaf))].map(hexOf)].join(' ');
  if (compared(first) !== compared(second)) {
    const { index } = place;
    throw new CustodyError('address/derivations-disagree', { index, first: first.address, second: second.address });
  }
  return second;
}

const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Second derivation: HMAC and SHA-256 of Node, points of libsecp256k1, scripts, tree and address by hand. */
function deriveByHand(place: ReclaimPlace): ReclaimOutput {
  const lockBlocks = lockOf(place);
  const branch = reclaimBranch(place.descriptor);
  const { innerScript, publicKeys, taproot } = deriveNative(branch, place.index);
  if (!taproot) throw new TypeError('the quorum of a reclaim address is a leaf');
  const script = encodeOwnerLeaf(place.ownerKey, lockBlocks);
  const hash = taggedHash('TapLeaf', Buffer.of(TAPSCRIPT, script.length), script);
  // BIP-341: of two neighbours the smaller one is hashed first.
  const neighbours = [taproot.leafHash, hash].sort(Buffer.compare);
  const merkleRoot = taggedHash('TapBranch', ...neighbours);
  const tweaked = addMultiple(internalPoint, taggedHash('TapTweak', internalKey, merkleRoot));
  if (!tweaked) throw new RangeError('the tweaked output key is the point at infinity');
  const program = tweaked.subarray(1);
  const control = (neighbour: Uint8Array): Uint8Array =>
    Uint8Array.from([TAPSCRIPT | (tweaked[0] === 3 ? 1 : 0), ...internalKey, ...neighbour]);
  return {
    address: encodeSegwitAddress(branch.network.hrp, 1, program),
    scriptPubKey: Uint8Array.from([OP_1, PROGRAM_BYTES, ...program]),
    quorum: { script: plain(innerScript), hash: plain(taproot.leafHash), controlBlock: control(hash) },
    owner: { script, hash: plain(hash), controlBlock: control(taproot.leafHash) },
    publicKeys: publicKeys.map(plain),
    lockBlocks,
  };
}
