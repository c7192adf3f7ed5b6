import { createHmac } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import * as secp256k1 from 'tiny-secp256k1';
import type { AccountKey, DescriptorKind } from '../descriptor/descriptor.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';

export type AccountOptions = {
  network: Network;
  kind?: DescriptorKind;
  /** Counts key rotations: every epoch of the custody has accounts of its own. */
  epoch?: number;
};

/** An account that can sign: its extended private key and where it lies. */
export type SigningAccount = {
  readonly key: HDKey;
  readonly fingerprint: string;
  readonly path: readonly number[];
  readonly kind: DescriptorKind;
};

/** BIP-48 script types: 2' is P2WSH; 3' is used for taproot by convention, the BIP does not say. */
const scriptTypes = { wsh: 2, tr: 3 } as const;

/** `m/48'/coin'/epoch'/script'` (BIP-48), hardened throughout. */
export function accountPath({ network, kind = 'wsh', epoch = 0 }: AccountOptions): readonly number[] {
  if (!Number.isInteger(epoch) || epoch < 0 || epoch >= HARDENED) {
    throw new CustodyError('descriptor/index', { index: epoch });
  }
  return [48, network.coinType, epoch, scriptTypes[kind]].map((step) => step + HARDENED);
}

/** One holder's account key with its origin, as a descriptor lists it. Two derivations must agree. */
export function deriveAccount(seed: Uint8Array, options: AccountOptions): AccountKey {
  const path = accountPath(options);
  const account = accountPrivateKey(seed, options);
  const master = HDKey.fromMasterSeed(seed, options.network.extendedKeyVersions);
  const native = deriveAccountNative(seed, path);
  if (!account.publicKey || Buffer.compare(account.publicKey, native) !== 0) {
    const [first, second] = [account.publicKey ?? [], native].map((key) => Buffer.from(key).toString('hex'));
    throw new CustodyError('address/derivations-disagree', { index: 0, first: first ?? '', second: second ?? '' });
  }
  const fingerprint = master.fingerprint.toString(16).padStart(8, '0');
  master.wipePrivateData();
  const xpub = account.publicExtendedKey;
  account.wipePrivateData();
  return { xpub, origin: { fingerprint, path } };
}

function accountPrivateKey(seed: Uint8Array, options: AccountOptions): HDKey {
  const master = HDKey.fromMasterSeed(seed, options.network.extendedKeyVersions);
  return accountPath(options).reduce((key, step) => key.deriveChild(step), master);
}

/** Lends the account's private key to `use`, and wipes it afterwards. */
export function withAccountKey<T>(seed: Uint8Array, options: AccountOptions, use: (account: SigningAccount) => T): T {
  const { origin } = deriveAccount(seed, options);
  const key = accountPrivateKey(seed, options);
  try {
    return use({ ...origin, key, kind: options.kind ?? 'wsh' });
  } finally {
    key.wipePrivateData();
  }
}

/** CKDpriv of BIP-32 along hardened steps with node:crypto and libsecp256k1; returns the account's public key. */
function deriveAccountNative(seed: Uint8Array, path: readonly number[]): Uint8Array {
  let node = createHmac('sha512', 'Bitcoin seed').update(seed).digest();
  for (const step of path) {
    const data = Buffer.alloc(37);
    data.set(node.subarray(0, 32), 1);
    data.writeUInt32BE(step, 33);
    const digest = createHmac('sha512', node.subarray(32)).update(data).digest();
    const key = secp256k1.privateAdd(node.subarray(0, 32), digest.subarray(0, 32));
    if (!key) throw new CustodyError('descriptor/underivable', { index: step });
    node = Buffer.concat([key, digest.subarray(32)]);
  }
  const publicKey = secp256k1.pointFromScalar(node.subarray(0, 32), true);
  if (!publicKey) throw new CustodyError('descriptor/underivable', { index: 0 });
  return publicKey;
}
