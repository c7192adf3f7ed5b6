import { hex } from '@scure/base';
import { HDKey } from '@scure/bip32';
import * as btc from '@scure/btc-signer';
import type { Descriptor } from '../src/descriptor/descriptor.ts';
import { UNSPENDABLE_KEY } from '../src/script/unspendable-key.ts';

// Parsing an extended key costs as much as deriving from it; descriptors are frozen, so it is done once.
const openedKeys = new WeakMap<Descriptor, readonly HDKey[]>();

function parentsOf(descriptor: Descriptor): readonly HDKey[] {
  const known = openedKeys.get(descriptor);
  if (known) return known;
  const opened = descriptor.keys.map(({ xpub, steps }) =>
    steps.reduce(
      (parent, step) => parent.deriveChild(step),
      HDKey.fromExtendedKey(xpub, descriptor.network.extendedKeyVersions),
    ),
  );
  openedKeys.set(descriptor, opened);
  return opened;
}

/** What others' libraries make of a descriptor, one index at a time: what both derivations are held against. */
export function deriveWithLibrary(
  descriptor: Descriptor,
  index: number,
): { address: string; scriptPubKey: Uint8Array } {
  const { addressVersions } = descriptor.network;
  const publicKeys = parentsOf(descriptor).map((parent, i) => {
    const child = descriptor.keys[i]?.ranged ? parent.deriveChild(index) : parent;
    if (!child.publicKey) throw new TypeError('an extended public key always holds a public key');
    return descriptor.kind === 'tr' ? child.publicKey.slice(1) : child.publicKey;
  });
  if (descriptor.sorted) publicKeys.sort(btc.utils.compareBytes);

  const payment =
    descriptor.kind === 'wsh'
      ? btc.p2wsh(btc.p2ms(descriptor.threshold, publicKeys), addressVersions)
      : btc.p2tr(
          hex.decode(UNSPENDABLE_KEY),
          { script: btc.p2tr_ms(descriptor.threshold, publicKeys).script },
          addressVersions,
        );
  if (!payment.address) throw new TypeError('a segwit payment always has an address');
  return { address: payment.address, scriptPubKey: payment.script };
}
