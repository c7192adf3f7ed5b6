import { HDKey } from '@scure/bip32';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testAccounts } from '../../test/accounts.ts';
import { deriveWithLibrary } from '../../test/derive-with-library.ts';
import { addChecksum } from '../descriptor/checksum.ts';
import { type Descriptor, multisigDescriptor, parseDescriptor } from '../descriptor/descriptor.ts';
import { networks } from '../networks.ts';
import { deriveAddress, deriveAddresses, deriveScripts } from './address.ts';
import { deriveBulk } from './derive-bulk.ts';
import { deriveNative } from './derive-native.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const regtest = networks.regtest;

/** The BIPs' vectors hold private keys with hardened steps; a watcher would be given what those steps lead to. */
function withoutPrivateKeys(descriptor: string): string {
  return descriptor.replace(
    /(xprv[1-9A-HJ-NP-Za-km-z]+)((?:\/\d+['h]?)*\/\d+['h])?/g,
    (_, xprv: string, toLastHardened = '') => {
      const steps = toLastHardened
        .split('/')
        .slice(1)
        .map((step: string) => Number.parseInt(step, 10) + (/\d$/.test(step) ? 0 : 0x80000000));
      return steps.reduce((key: HDKey, step: number) => key.deriveChild(step), HDKey.fromExtendedKey(xprv))
        .publicExtendedKey;
    },
  );
}

// One vector's last key ends in a hardened wildcard; its children 0, 1, 2 are then three descriptors.
const atHardenedChild = (descriptor: string, index: number) => descriptor.replace(/\/\*['h]/, `/${index}'`);

const H = '50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0';
const A =
  'xprvA1RpRA33e1JQ7ifknakTFpgNXPmW2YvmhqLQYMmrj4xJXXWYpDPS3xz7iAxn8L39njGVyuoseXzU6rcxFLJ8HFsTjSyQbLYnMpCqE2VbFWc';
const B =
  'xprv9uPDJpEQgRQfDcW7BkF7eTya6RPxXeJCqCJGHuCJ4GiRVLzkTXBAJMu2qaMWPrS7AANYqdq6vcBcBUdJCVVFceUvJFjaPdGZ2y9WACViL4L';
const sortedPublic =
  '2,xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL/*,xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y/0/0/*';
const threeKeys =
  "2,xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYsCzC2U/2147483647'/0,xprv9vHkqa6EV4sPZHYqZznhT2NPtPCjKuDKGY38FBWLvgaDx45zo9WQRUT3dKYnjwih2yJD9mkrocEZXo1ex8G81dwSM1fwqWpWkeS3v86pgKt/1/2/*,xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi/10/20/30/40/*'";

const scriptVectors: [string, string, string[]][] = [
  [
    'BIP-383 wsh(multi) with hardened children',
    `wsh(multi(${threeKeys}))`,
    [
      '0020b92623201f3bb7c3771d45b2ad1d0351ea8fbf8cfe0a0e570264e1075fa1948f',
      '002036a08bbe4923af41cf4316817c93b8d37e2f635dd25cfff06bd50df6ae7ea203',
      '0020a96e7ab4607ca6b261bfe3245ffda9c746b28d3f59e83d34820ec0e2b36c139c',
    ],
  ],
  [
    'BIP-387 multi_a',
    `tr(${H},multi_a(2,[00000000/111'/222]${A},${B}/0))`,
    ['51202eea93581594a43c0c8423b70dc112e5651df63984d108d4fc8ccd3b63b4eafa'],
  ],
  [
    'BIP-387 sortedmulti_a',
    `tr(${H},sortedmulti_a(2,[00000000/111'/222]${A},${B}/0))`,
    ['512016fa6a6ba7e98c54b5bf43b3144912b78a61b60b02f6a74172b8dcb35b12bc30'],
  ],
  [
    'BIP-387 sortedmulti_a with children',
    `tr(${H},sortedmulti_a(${sortedPublic}))`,
    [
      '5120abd47468515223f58a1a18edfde709a7a2aab2b696d59ecf8c34f0ba274ef772',
      '5120fe62e7ed20705bd1d3678e072bc999acb014f07795fa02cb8f25a7aa787e8cbd',
      '51201311093750f459039adaa2a5ed23b0f7a8ae2c2ffb07c5390ea37e2fb1050b41',
    ],
  ],
  [
    'BIP-387 multi_a with hardened children',
    `tr(${H},multi_a(${threeKeys}))`,
    [
      '5120e4c8f2b0a7d3a688ac131cb03248c0d4b0a59bbd4f37211c848cfbd22a981192',
      '5120827faedaa21e52fca2ac83b53afd1ab7d4d1e6ce67ff42b19f2723d48b5a19ab',
      '5120647495ed09de61a3a324704f9203c130d655bf3141f9b748df8f7be7e9af55a4',
    ],
  ],
];

const read = (text: string): Descriptor => parseDescriptor(addChecksum(withoutPrivateKeys(text)), networks.mainnet);

test.each(scriptVectors)('%s: both derivations give the scripts of the vector', (_, text, scripts) => {
  scripts.forEach((script, index) => {
    const descriptor = read(atHardenedChild(text, index));
    expect(hex(deriveNative(descriptor, index).scriptPubKey)).toBe(script);
    expect(deriveBulk(descriptor, index, 1).map(({ scriptPubKey }) => hex(scriptPubKey))).toEqual([script]);
    expect(hex(deriveWithLibrary(descriptor, index).scriptPubKey)).toBe(script);
  });
});

test('BIP-383 sortedmulti with children: the witness scripts are those of the vector', () => {
  const descriptor = read(`wsh(sortedmulti(${sortedPublic}))`);
  expect([0, 1, 2].map((index) => hex(deriveNative(descriptor, index).innerScript))).toEqual([
    '5221025d5fc65ebb8d44a5274b53bac21ff8307fec2334a32df05553459f8b1f7fe1b62102fbd47cc8034098f0e6a94c6aeee8528abf0a2153a5d8e46d325b7284c046784652ae',
    '52210264fd4d1f5dea8ded94c61e9641309349b62f27fbffe807291f664e286bfbe6472103f4ece6dfccfa37b211eb3d0af4d0c61dba9ef698622dc17eecdf764beeb005a652ae',
    '5221022ccabda84c30bad578b13c89eb3b9544ce149787e5b538175b1d1ba259cbb83321024d902e1a2fc7a8755ab5b694c575fce742c48d9ff192e63df5193e4c7afe1f9c52ae',
  ]);
});

describe.each(['wsh', 'tr'] as const)('a %s address', (kind) => {
  const keys = testAccounts(3, kind);
  const descriptor = multisigDescriptor({ kind, network: regtest, threshold: 2, keys });

  test('is derived alike in two ways, for any quorum and index', () => {
    const pool = testAccounts(16, kind);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.nat(15), fc.nat(0x7fffffff), (n, k, index) => {
        const some = multisigDescriptor({ kind, network: regtest, threshold: (k % n) + 1, keys: pool.slice(0, n) });
        const { address, scriptPubKey } = deriveAddress(some, index);
        expect(address).toMatch(kind === 'tr' ? /^bcrt1p/ : /^bcrt1q/);
        expect(deriveScripts(some, index, 1)).toEqual(scriptPubKey);
        // Byte for byte what the libraries make of it, that this custody began with.
        expect(deriveWithLibrary(some, index)).toEqual({ address, scriptPubKey });
      }),
      { numRuns: 12 },
    );
  });

  test('is the same in bulk, across the pieces that a long range is derived in', () => {
    const from = 4_294;
    const bulk = deriveAddresses(descriptor, from, 1_003);
    expect(bulk.map(({ index }) => index)).toEqual(Array.from({ length: 1_003 }, (_, i) => from + i));
    for (const at of [0, 1, 998, 999, 1_000, 1_002]) {
      expect(bulk[at]).toEqual({ index: from + at, ...deriveWithLibrary(descriptor, from + at) });
    }
    expect(deriveAddresses(descriptor, from, 0)).toEqual([]);
    // What a watcher looks for, from the derivation for many and from the one for few.
    const scripts = deriveScripts(descriptor, from, 1_003);
    expect(scripts).toEqual(new Uint8Array(Buffer.concat(bulk.map(({ scriptPubKey }) => scriptPubKey))));
    expect(deriveScripts(descriptor, from + 990, 5)).toEqual(scripts.slice(990 * 34, 995 * 34));
    expect(deriveScripts(descriptor, from, 0)).toEqual(new Uint8Array());
  });

  test('does not depend on the order of sorted keys', () => {
    const reversed = multisigDescriptor({ kind, network: regtest, threshold: 2, keys: keys.toReversed() });
    expect(deriveAddress(reversed, 7).address).toBe(deriveAddress(descriptor, 7).address);
  });

  test.each([-1, 0.5, 0x80000000, Number.NaN])('at index %d is refused', (index) => {
    expect(() => deriveAddress(descriptor, index)).toThrow(expect.objectContaining({ code: 'descriptor/index' }));
    expect(() => deriveAddresses(descriptor, index, 1)).toThrow(expect.objectContaining({ code: 'descriptor/index' }));
  });

  test('is refused in bulk where the range leaves what BIP-32 derives without the private key', () => {
    expect(() => deriveAddresses(descriptor, 0x7fffffff, 2)).toThrow(
      expect.objectContaining({ code: 'descriptor/index' }),
    );
  });
});

test('addresses are not made from a descriptor with a key that all users would share', () => {
  const fixed = read(`wsh(multi(1,${A}))`);
  expect(() => deriveAddress(fixed, 0)).toThrow(expect.objectContaining({ code: 'descriptor/not-ranged' }));
});
