import { describe, expect, test } from 'vitest';
import { scriptToAddress } from '../script/address.ts';
import { descriptorChecksum } from './checksum.ts';
import { DescriptorError } from './descriptor-error.ts';
import { inferDescriptor } from './infer.ts';
import { isRanged, parseDescriptor } from './parse.ts';
import { scriptsAt } from './scripts.ts';

const XPUB =
  'tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B';
const KEY = '03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd';
const UNCOMPRESSED =
  '04a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea235';
const XONLY = 'a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd';

/** x = 5: x³ + 7 is no square. */
const OFF_CURVE = '05'.padStart(64, '0');

function outputScripts(text: string, range: [number, number] | undefined): Buffer[] {
  const { expression } = parseDescriptor(text);
  const [begin, end] = range ?? [0, 0];
  return Array.from({ length: end - begin + 1 }, (_, offset) => scriptsAt(expression, begin + offset)).flat();
}

const scriptsHex = (text: string): string[] => outputScripts(text, undefined).map((script) => script.toString('hex'));

test('BIP380: the checksum of its example', () => {
  expect(descriptorChecksum('raw(deadbeef)')).toBe('89f8spxm');
});

describe('BIP381, BIP382, BIP383, BIP386: output scripts', () => {
  test.each<[string, string[]]>([
    [`pk(${KEY})`, [`21${KEY}ac`]],
    [`pkh(${KEY})`, ['76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac']],
    [`pkh([deadbeef/1/2'/3/4']${KEY})`, ['76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac']],
    [`pk(${UNCOMPRESSED})`, [`41${UNCOMPRESSED}ac`]],
    [`pkh(${UNCOMPRESSED})`, ['76a914b5bd079c4d57cc7fc28ecf8213a6b791625b818388ac']],
    [`wpkh(${KEY})`, ['00149a1c78a507689f6f54b847ad1cef1e614ee23f1e']],
    [`sh(wpkh(${KEY}))`, ['a91484ab21b1b2fd065d4504ff693d832434b6108d7b87']],
    [
      `combo(${KEY})`,
      [
        `21${KEY}ac`,
        '76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac',
        '00149a1c78a507689f6f54b847ad1cef1e614ee23f1e',
        'a91484ab21b1b2fd065d4504ff693d832434b6108d7b87',
      ],
    ],
    [`tr(${XONLY})`, ['512077aab6e066f8a7419c5ab714c12c67d25007ed55a43cadcacb4d7a970a093f11']],
    [
      `tr(${XONLY},pk(669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0))`,
      ['512017cf18db381d836d8923b1bdb246cfcd818da1a9f0e6e7907f187f0b2f937754'],
    ],
    [`rawtr(${XONLY})`, [`5120${XONLY}`]],
    ['raw(deadbeef)', ['deadbeef']],
  ])('%s', (text, scripts) => {
    expect(scriptsHex(text)).toEqual(scripts);
  });
});

describe('ranged descriptors', () => {
  test('derive one script per index, and the same for a checksum', () => {
    const text = `wpkh(${XPUB}/0/*)`;
    expect(isRanged(parseDescriptor(text).expression)).toBe(true);
    const scripts = outputScripts(`${text}#${descriptorChecksum(text)}`, [3, 5]);
    expect(scripts).toHaveLength(3);
    expect(scripts[1]).toEqual(outputScripts(`wpkh(${XPUB}/0/4)`, undefined)[0]);
  });

  test('sortedmulti does not care for the order of its keys, multi does', () => {
    const pair = (name: string, first: number, second: number) =>
      outputScripts(`wsh(${name}(2,${XPUB}/${first}/*,${XPUB}/${second}/*))`, [0, 0])[0];
    expect(pair('sortedmulti', 1, 2)).toEqual(pair('sortedmulti', 2, 1));
    expect(pair('multi', 1, 2)).not.toEqual(pair('multi', 2, 1));
  });
});

describe('a descriptor is refused', () => {
  test.each<[string, string]>([
    ['raw(deadbeef)#', 'Expected 8 character checksum, not 0 characters'],
    ['raw(deadbeef)#89f8spxmx', 'Expected 8 character checksum, not 9 characters'],
    ['raw(deedbeef)#89f8spxm', "Provided checksum '89f8spxm' does not match"],
    ['raw(deadbeef)##9f8spxm', "Multiple '#' symbols"],
    ['raw(Ü)#00000000', 'Invalid characters in payload'],
    [`sh(sh(pk(${KEY})))`, 'Can not have sh() inside sh()'],
    [`wsh(wpkh(${KEY}))`, 'Can not have wpkh() inside wsh()'],
    [`wpkh(${UNCOMPRESSED})`, 'Uncompressed keys are not allowed'],
    [`multi(0,${KEY})`, 'Multisig threshold cannot be 0, must be at least 1'],
    [
      `multi(2,${KEY})`,
      'Multisig threshold cannot be larger than the number of keys; threshold is 2 but only 1 keys specified',
    ],
    [`pkh(${XPUB}/1')`, 'Cannot derive hardened children of a public key'],
    [`pkh(${XPUB}/2147483648)`, 'Key path value 2147483648 is out of range'],
    [`pkh([aaaaaaa]${KEY})`, 'Fingerprint is not 4 bytes (7 characters instead of 8 characters)'],
    ['pkh()', 'No key provided'],
    ['addr(nowhere)', 'Address is not valid'],
    ['raw()', 'Raw script is not hex'],
    ['raw(5)', 'Raw script is not hex'],
    [`rawtr(${OFF_CURVE})`, `Pubkey '${OFF_CURVE}' is invalid`],
    ['', "'' is not a valid descriptor function"],
  ])('%s', (text, message) => {
    const parse = () => parseDescriptor(text);
    expect(parse).toThrow(DescriptorError);
    expect(parse).toThrow(message);
  });
});

test('a script is described by the descriptor that yields it', () => {
  for (const text of [`pk(${KEY})`, `pkh(${KEY})`, `wpkh(${KEY})`, `tr(${XONLY})`, 'raw(deadbeef)']) {
    const [script] = outputScripts(text, undefined);
    expect(outputScripts(inferDescriptor(script!), undefined)[0]).toEqual(script);
    expect(scriptToAddress(script!) === undefined).toBe(text.startsWith('pk(') || text.startsWith('raw('));
  }
});

test('a taproot output whose program is no point of the curve is described by its address', () => {
  const script = Buffer.concat([Buffer.from([0x51, 32]), Buffer.from(OFF_CURVE, 'hex')]);
  const address = scriptToAddress(script);
  expect(address).toMatch(/^bcrt1p/);
  expect(inferDescriptor(script)).toMatch(`addr(${address})#`);
  expect(outputScripts(`addr(${address})`, undefined)).toEqual([script]);
});
