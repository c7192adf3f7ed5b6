import { HDKey } from '@scure/bip32';
import type { Descriptor } from './descriptor.ts';

/** The extended keys whose children are the keys of one address each: of `xpub/0/*`, that of `xpub/0`. */
export function parentKeys({ keys, network }: Descriptor): { chainCode: Uint8Array; publicKey: Uint8Array }[] {
  return keys.map(({ xpub, steps }) => {
    const parent = steps.reduce(
      (key, step) => key.deriveChild(step),
      HDKey.fromExtendedKey(xpub, network.extendedKeyVersions),
    );
    if (!parent.chainCode || !parent.publicKey) throw new Error('an extended public key has both');
    return { chainCode: parent.chainCode, publicKey: parent.publicKey };
  });
}
