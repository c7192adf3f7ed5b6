import { bech32m } from '@scure/base';
import { HDKey } from '@scure/bip32';
import * as btc from '@scure/btc-signer';
import { hexToBytes, sameBytes } from '../bytes.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { checkOwnerKey } from './owner-key.ts';
import { reclaimBranch } from './reclaim-branch.ts';
import { lockOf, type ReclaimOutput, type ReclaimPlace, type RevealedLeaf } from './reclaim-place.ts';

const internalKey = hexToBytes(UNSPENDABLE_KEY);

/**
 * First derivation: keys of @scure/bip32, scripts and tree of @scure/btc-signer, the address of @scure/base. Nothing of it is
 * Node's, so that a browser makes its own address.
 */
export function deriveWithLibrary(place: ReclaimPlace): ReclaimOutput {
  const lockBlocks = lockOf(place);
  const { keys, network, threshold, sorted } = reclaimBranch(place.descriptor);
  const publicKeys = keys.map(({ xpub, steps }) => {
    const child = [...steps, place.index].reduce(
      (parent, step) => parent.deriveChild(step),
      HDKey.fromExtendedKey(xpub, network.extendedKeyVersions),
    );
    if (!child.publicKey) throw new TypeError('an extended public key always holds a public key');
    return child.publicKey.slice(1);
  });
  checkOwnerKey(place.ownerKey, place.descriptor, publicKeys);
  const ordered = sorted ? [...publicKeys].sort(btc.utils.compareBytes) : publicKeys;
  const scripts = [
    btc.p2tr_ms(threshold, ordered).script,
    btc.Script.encode([place.ownerKey, 'CHECKSIGVERIFY', lockBlocks, 'CHECKSEQUENCEVERIFY']),
  ];
  const tree = scripts.map((script) => ({ script }));
  const { tweakedPubkey, leaves, tapLeafScript } = btc.p2tr(internalKey, tree, network.addressVersions, true);
  const [quorum, owner] = scripts.map((script): RevealedLeaf => {
    const at = (leaves ?? []).findIndex((leaf) => sameBytes(leaf.script, script));
    const [control] = tapLeafScript?.[at] ?? [];
    if (!leaves?.[at] || !control) throw new TypeError('a tree has the leaves that it is made of');
    return { script, hash: leaves[at].hash, controlBlock: btc.TaprootControlBlock.encode(control) };
  });
  if (!quorum || !owner) throw new TypeError('there are two leaves');
  return {
    address: bech32m.encode(network.hrp, [1, ...bech32m.toWords(tweakedPubkey)]),
    scriptPubKey: btc.Script.encode([1, tweakedPubkey]),
    ...{ quorum, owner, publicKeys, lockBlocks },
  };
}
