import { schnorr } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { testAccounts } from '../../test/accounts.ts';
import { ownerKey, ownerSecret, placeIn } from '../../test/reclaim-world.ts';
import { addChecksum } from '../descriptor/checksum.ts';
import { multisigDescriptor } from '../descriptor/descriptor.ts';
import { decodeExtendedKey } from '../descriptor/key-expression.ts';
import { networks } from '../networks.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { deriveReclaim } from './derive-reclaim.ts';
import { deriveWithLibrary } from './derive-with-library.ts';
import { readOwnerLeaf } from './owner-leaf.ts';
import { formatReclaimDescriptor, parseReclaimDescriptor } from './reclaim-descriptor.ts';
import { createRecoveryFile, formatRecoveryFile, openRecoveryKey, parseRecoveryFile } from './recovery-file.ts';

const network = networks.regtest;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const custodyOf = (kind: 'wsh' | 'tr', keys = 3) => ({
  descriptor: multisigDescriptor({ kind, network, threshold: 2, keys: testAccounts(keys, kind) }),
});

describe.each(['wsh', 'tr'] as const)('a reclaim address of a %s custody', (kind) => {
  const place = placeIn(custodyOf(kind), 7);

  test('is the same by both derivations, with what either way of spending reveals', () => {
    const output = deriveReclaim(place);
    expect(output).toEqual(deriveWithLibrary(place));
    expect(output.address).toMatch(/^bcrt1p/);
    expect(hex(output.owner.script)).toBe(`20${hex(place.ownerKey)}ad02e010b2`);
    expect(readOwnerLeaf(output.owner.script)).toEqual({ ownerKey: place.ownerKey, lockBlocks: 4_320 });
    expect(hex(output.owner.controlBlock).slice(2)).toBe(UNSPENDABLE_KEY + hex(output.quorum.hash));
    expect(hex(output.quorum.controlBlock).slice(2)).toBe(UNSPENDABLE_KEY + hex(output.owner.hash));
  });

  test('is another one for another user, key, lock or quorum', () => {
    const others = [
      place,
      { ...place, index: 8 },
      { ...place, ownerKey: ownerKey(2) },
      { ...place, lockBlocks: 4_321 },
      placeIn(custodyOf(kind === 'wsh' ? 'tr' : 'wsh'), 7),
    ];
    expect(new Set(others.map((one) => deriveReclaim(one).address)).size).toBe(others.length);
  });

  test('is read back from its descriptor', () => {
    const text = formatReclaimDescriptor(place);
    expect(text).toMatch(
      /^tr\([0-9a-f]{64},\{sortedmulti_a\(2,\[.*\/2\/7.*\),and_v\(v:pk\([0-9a-f]{64}\),older\(4320\)\)\}\)#/,
    );
    const read = parseReclaimDescriptor(text, network);
    expect(deriveReclaim(read)).toEqual(deriveReclaim(place));
    expect(formatReclaimDescriptor(read)).toBe(text);
  });
});

/** By rust-miniscript, through BDK 3.1.1, from the descriptors that we write. It knows no `sortedmulti_a`. */
const byMiniscript: ['wsh' | 'tr', number, string][] = [
  ['wsh', 0, 'bcrt1pq8tpsczxjwy8ac4zp3gswym69wrpzl0pwma7g6mrzevltpj3ekfsf2gc5g'],
  ['wsh', 7, 'bcrt1pxl440wk8zlh77kyx2xduk84mtnah6c64kphk3dynn4jssun0sl8sc5wnvq'],
  ['tr', 0, 'bcrt1prupcx9ggm3ktpuzjf4zck20eqhtxg52htnu600lhvp45lgeuywwqflg4rw'],
  ['tr', 7, 'bcrt1pzdnpc7h7349x63zzgl48g8chjag0r0plz6l0tl2rvdy2ay0ggv9snt3z53'],
];
test.each(byMiniscript)(
  'unsorted keys of a %s custody give at %i what another wallet derives',
  (kind, index, address) => {
    const unsorted = { descriptor: { ...custodyOf(kind).descriptor, sorted: false } };
    const place = placeIn(unsorted, index);
    expect(formatReclaimDescriptor(place)).toContain('{multi_a(2,');
    expect(deriveReclaim(place).address).toBe(address);
  },
);

test.each(byMiniscript)(
  'sorted ones of a %s custody at %i are unsorted ones that are listed in the order of their keys',
  (kind, index) => {
    const { descriptor } = custodyOf(kind);
    const { publicKeys } = deriveReclaim(placeIn({ descriptor }, index));
    const order = [...publicKeys.keys()].sort((a, b) => Buffer.compare(publicKeys[a]!, publicKeys[b]!));
    const listed = { ...descriptor, sorted: false, keys: order.map((at) => descriptor.keys[at]!) };
    expect(deriveReclaim(placeIn({ descriptor: listed }, index)).address).toBe(
      deriveReclaim(placeIn({ descriptor }, index)).address,
    );
  },
);

test('sixteen holders have one too', () => {
  const place = placeIn(custodyOf('wsh', 16), 0);
  expect(deriveReclaim(place)).toEqual(deriveWithLibrary(place));
});

describe('an owner’s key is refused', () => {
  const custody = custodyOf('wsh');
  const place = placeIn(custody, 7);
  const [account = ''] = custody.descriptor.keys.map(({ xpub }) => xpub);
  test.each<[string, Uint8Array]>([
    ['that is no point', new Uint8Array(32).fill(0xff)],
    ['whose x is on no point of the curve', Uint8Array.from(Buffer.from(`${'00'.repeat(31)}05`, 'hex'))],
    ['that is zero', new Uint8Array(32)],
    ['that nobody can hold', Uint8Array.from(Buffer.from(UNSPENDABLE_KEY, 'hex'))],
    ['that is one of the quorum’s', deriveReclaim(place).publicKeys[1] as Uint8Array],
    ['that is a holder’s account', decodeExtendedKey(account).publicKey.subarray(1)],
    ['that is compressed', Uint8Array.of(2, ...place.ownerKey)],
  ])('%s', (_, key) => {
    expect(() => deriveReclaim({ ...place, ownerKey: key })).toThrow(
      expect.objectContaining({ code: 'reclaim/owner-key' }),
    );
  });
});

describe('a descriptor is refused', () => {
  const text = formatReclaimDescriptor(placeIn(custodyOf('wsh'), 7)).split('#')[0] ?? '';
  const change = (from: string | RegExp, to: string): string => addChecksum(text.replace(from, to));
  test.each<[string, string, string]>([
    ['without a checksum', text, 'descriptor/checksum-missing'],
    ['whose internal key somebody may hold', change(UNSPENDABLE_KEY, hex(ownerKey(3))), 'descriptor/internal-key'],
    ['of the custody’s change', change(/\/2\/7/g, '/1/7'), 'reclaim/descriptor'],
    ['of two indices', change('/2/7', '/2/8'), 'reclaim/descriptor'],
    ['without a lock', change(',older(4320)', ''), 'reclaim/descriptor'],
    ['with a lock of no time', change('4320', '1'), 'reclaim/lock'],
    ['with a lock by time', change('4320', '99999'), 'reclaim/lock'],
  ])('%s', (_, given, code) => {
    expect(() => parseReclaimDescriptor(given, network)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a recovery file', () => {
  const place = placeIn(custodyOf('wsh'), 7);

  test.each([undefined, 'correct horse battery'])('gives the key back (passphrase %s)', async (passphrase) => {
    const text = formatRecoveryFile(await createRecoveryFile(place, ownerSecret(1), { passphrase, scryptLogCost: 10 }));
    expect(text.includes(hex(ownerSecret(1)))).toBe(passphrase === undefined);
    const { file, place: read } = parseRecoveryFile(text);
    expect(file.address).toBe(deriveReclaim(place).address);
    expect(deriveReclaim(read)).toEqual(deriveReclaim(place));
    expect(hex(await openRecoveryKey(file, passphrase))).toBe(hex(ownerSecret(1)));
  });

  test('of an encrypted key needs its passphrase', async () => {
    const { file } = parseRecoveryFile(
      formatRecoveryFile(
        await createRecoveryFile(place, ownerSecret(1), { passphrase: 'correct horse battery', scryptLogCost: 10 }),
      ),
    );
    await expect(openRecoveryKey(file)).rejects.toThrow(/no passphrase was given/);
    await expect(openRecoveryKey(file, 'another passphrase')).rejects.toThrow(/does not open it/);
  });

  test('is made of the key of its address only', async () => {
    await expect(createRecoveryFile(place, ownerSecret(2))).rejects.toThrow(/its key is another one/);
  });

  test.each<[string, (file: Record<string, unknown>) => unknown, RegExp]>([
    ['another address', (file) => ({ ...file, address: 'bcrt1p…' }), /"address" is not what its descriptor gives/],
    ['another lock', (file) => ({ ...file, lockBlocks: 144 }), /"lockBlocks" is not/],
    ['another user', (file) => ({ ...file, index: 8 }), /"index" is not/],
    ['another key', (file) => ({ ...file, ownerKey: hex(schnorr.getPublicKey(ownerSecret(2))) }), /"ownerKey" is not/],
    ['no key', (file) => ({ ...file, secret: { kind: 'plain' } }), /holds no key/],
    ['a key that costs too much', (file) => ({ ...file, secret: sealed(30) }), /holds no key/],
    ['another network', (file) => ({ ...file, network: 'moon' }), /network or descriptor is missing/],
    ['another format', () => null, /format is not/],
  ])('with %s is refused', async (_, change, message) => {
    const file = await createRecoveryFile(place, ownerSecret(1));
    expect(() => parseRecoveryFile(JSON.stringify(change({ ...file })))).toThrow(message);
  });

  const sealed = (logCost: number) => ({
    kind: 'encrypted',
    kdf: { name: 'scrypt', logCost, salt: '00'.repeat(32) },
    cipher: { name: 'xchacha20-poly1305', nonce: '00'.repeat(24) },
    ciphertext: '00'.repeat(48),
  });

  test('whose plain key is another one is not used', async () => {
    const file = await createRecoveryFile(place, ownerSecret(1));
    const other = { ...file, secret: { kind: 'plain' as const, key: hex(ownerSecret(2)) } };
    await expect(openRecoveryKey(other)).rejects.toThrow(/not the one that its address names/);
  });
});
