import { createHash } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk';
import { toScVal } from '../../src/host/codec/value.ts';
import { addressVal, bytesVal, type HostVal, textVal } from '../../src/host/values/value.ts';
import type { Trace } from '../host/replay.ts';
import { i32, u32, u32s, u64, VOID, vec } from '../host/values.ts';

const KEY = createHash('sha256').update('conversions').digest();
const ACCOUNT = StrKey.encodeEd25519PublicKey(KEY);
const CONTRACT = StrKey.encodeContract(KEY);

const muxed = (id: bigint): string => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(id);
  return StrKey.encodeMed25519PublicKey(Buffer.concat([KEY, bytes]));
};
const muxedVal = (id: bigint): HostVal => ({ type: 'muxedAddress', value: muxed(id) });

/** Between an address, its text, and its text as bytes. */
const roundTrip = (name: string, address: string, to: string, from: string): Trace => ({
  name: `address::${name}`,
  given: { '#1': addressVal(address), '#7': bytesVal(Buffer.from(address)) },
  keeps: { '#3': textVal(address) },
  steps: [
    [to, ['#1'], '#3', 1211, 187],
    [from, ['#3'], '#5', 1694, 238],
    ['obj_cmp', ['#1', '#5'], 0n, 290, 0],
    [from, ['#7'], '#9', 1694, 238],
    ['obj_cmp', ['#1', '#9'], 0n, 290, 0],
  ],
});

const replaced = (at: number, by: string): string => ACCOUNT.slice(0, at) + by + ACCOUNT.slice(at + by.length);

/** Texts that are no address, by how far decoding them goes: not at all, or to a checksum or kind that is wrong. */
const UNREADABLE = ['', 'GAAAAAAAACGC6', ACCOUNT.slice(0, -1), `${ACCOUNT}Z`, `${ACCOUNT}A`];
const OF_ANOTHER_KIND = [
  `D${CONTRACT.slice(1)}`,
  StrKey.encodeEd25519SecretSeed(KEY),
  StrKey.encodePreAuthTx(KEY),
  StrKey.encodeSha256Hash(KEY),
];
const PAYLOAD = StrKey.encodeSignedPayload(Buffer.concat([KEY, Buffer.from([0, 0, 0, 32]), KEY]));
const CLAIMABLE = StrKey.encodeClaimableBalance(Buffer.concat([Buffer.alloc(1), KEY]));
const WRITTEN_WRONGLY = [
  ...['0', '1', '8', '9'].map((digit) => replaced(2, digit)),
  ACCOUNT.toLowerCase(),
  replaced(2, '!'),
  replaced(2, ' '),
];
const NOT_TEXT = [
  Buffer.alloc(56, 0x80),
  Buffer.concat([Buffer.from([0xc0, 0x80]), Buffer.alloc(54, 'G')]),
  Buffer.concat([Buffer.from([0xe0]), Buffer.alloc(55, 'A')]),
];

const invalid = (name: string, from: string, more: readonly string[]): Trace => {
  const refused = (value: HostVal, instructions: number, memoryBytes: number): Trace['steps'][number] => [
    from,
    [value],
    'Error(Value, InvalidInput)',
    instructions,
    memoryBytes,
  ];
  const early = (text: string) => refused(textVal(text), 120, 0);
  const late = (text: string) => refused(textVal(text), 1192, 158);
  return {
    name: `address::${name}`,
    given: {},
    steps: [
      ...UNREADABLE.map(early),
      ...OF_ANOTHER_KIND.map(late),
      early(PAYLOAD),
      late(StrKey.encodeLiquidityPool(KEY)),
      early(CLAIMABLE),
      ...WRITTEN_WRONGLY.map(late),
      ...NOT_TEXT.map((bytes) => refused(bytesVal(bytes), 1192, 158)),
      ...more.map(early),
    ],
  };
};

const xdrOf = (value: HostVal): Buffer => Buffer.from(toScVal(value).toXdr());
const changed = (bytes: Buffer, at: number, to: number): HostVal => bytesVal(Buffer.from(bytes).fill(to, at, at + 1));
const VEC_XDR = xdrOf(u32s(100, 101));
const ADDRESS_XDR = xdrOf(addressVal(StrKey.encodeEd25519PublicKey(Buffer.alloc(32, 255))));

const U256_BYTES = Buffer.from('0000000000000000000003f5957d4d3e0000000000000000000005fb4a2c1d56', 'hex');
const I256_BYTES = Buffer.from('fffffffffffffffffffffc0a6a82b2c20000000000000000000005fb4a2c1d56', 'hex');

const bytesOf256 = (kind: 'u256' | 'i256', bytes: Buffer): Trace => ({
  name: `num::test_${kind}_bytes_roundtrip`,
  given: {},
  keeps: { '#5': bytesVal(bytes) },
  steps: [
    [`${kind}_val_from_be_bytes`, [bytesVal(bytes)], '#3', 728, 80],
    [`${kind}_val_to_be_bytes`, ['#3'], '#5', 1151, 128],
  ],
});

export const CONVERSION_TRACES: readonly Trace[] = [
  roundTrip('test_account_address_conversions', ACCOUNT, 'address_to_strkey', 'strkey_to_address'),
  roundTrip('test_contract_address_conversions', CONTRACT, 'address_to_strkey', 'strkey_to_address'),
  roundTrip(
    'test_account_address_conversions_with_muxed_address',
    ACCOUNT,
    'muxed_address_to_strkey',
    'strkey_to_muxed_address',
  ),
  roundTrip(
    'test_contract_address_conversions_with_muxed_address',
    CONTRACT,
    'muxed_address_to_strkey',
    'strkey_to_muxed_address',
  ),
  {
    name: 'address::test_muxed_address_strkey_conversions',
    given: { '#1': muxedVal(0n), '#7': muxedVal(12_345_678_901_234_567_890n), '#13': bytesVal(Buffer.from(muxed(0n))) },
    keeps: { '#3': textVal(muxed(0n)) },
    steps: [
      ['muxed_address_to_strkey', ['#1'], '#3', 1217, 208],
      ['strkey_to_muxed_address', ['#3'], '#5', 1700, 267],
      ['obj_cmp', ['#1', '#5'], 0n, 290, 0],
      ['muxed_address_to_strkey', ['#7'], '#9', 1217, 208],
      ['strkey_to_muxed_address', ['#9'], '#11', 1700, 267],
      ['obj_cmp', ['#7', '#11'], 0n, 290, 0],
      ['strkey_to_muxed_address', ['#13'], '#15', 1700, 267],
      ['obj_cmp', ['#1', '#15'], 0n, 290, 0],
    ],
  },
  {
    name: 'address::test_muxed_address_to_components_conversion',
    given: { '#1': muxedVal(123n) },
    keeps: { '#3': addressVal(ACCOUNT) },
    steps: [
      ['get_address_from_muxed_address', ['#1'], '#3', 668, 80],
      ['get_id_from_muxed_address', ['#1'], u64(123n), 120, 0],
    ],
  },
  {
    name: 'address::invalid_muxed_address_to_strkey_conversion',
    given: {},
    steps: [
      ['muxed_address_to_strkey', [VOID], 'Error(Value, UnexpectedType)', 0, 0],
      ['vec_new', [], '#1', 502, 80],
      ['muxed_address_to_strkey', ['#1'], 'Error(Value, UnexpectedType)', 120, 0],
    ],
  },
  invalid('invalid_strkey_to_address_conversion', 'strkey_to_address', [muxed(0n)]),
  invalid('invalid_strkey_to_muxed_address_conversion', 'strkey_to_muxed_address', []),
  {
    name: 'basic::i64_roundtrip',
    given: {},
    steps: [
      ['obj_from_i64', [2n ** 63n - 1n], '#1', 502, 80],
      ['obj_to_i64', ['#1'], 2n ** 63n - 1n, 163, 0],
    ],
  },
  {
    name: 'basic::u64_roundtrip',
    given: {},
    steps: [
      ['obj_from_u64', [2n ** 64n - 1n], '#1', 502, 80],
      ['obj_to_u64', ['#1'], 2n ** 64n - 1n, 163, 0],
    ],
  },
  {
    name: 'tuple::tuple_conversions',
    given: { '#1': vec(u32(1), i32(1)) },
    steps: [
      ['vec_new', [], '#3', 502, 80],
      ['vec_push_back', ['#3', u32(1)], '#5', 1145, 104],
      ['vec_push_back', ['#5', i32(1)], '#7', 1147, 112],
      ['obj_cmp', ['#1', '#7'], 0n, 330, 0],
    ],
  },
  bytesOf256('u256', U256_BYTES),
  bytesOf256('i256', I256_BYTES),
  {
    name: 'executable_tag::test_executable_tag_conversion_roundtrip',
    given: { '#5': { type: 'executableTag', value: Buffer.from('fourteen_bytes') } },
    steps: [
      ['create_executable_tag', [textVal('fourteen_bytes')], '#3', 1145, 110],
      ['obj_cmp', ['#3', '#5'], 0n, 285, 0],
    ],
  },
  {
    name: 'bytes::test_malformed_xdr_decoding',
    given: {},
    steps: [
      ['deserialize_from_bytes', [bytesVal(Buffer.alloc(0))], 'Error(Context, ExceededLimit)', 451, 0],
      ['deserialize_from_bytes', [bytesVal(Buffer.from([1, 2, 3, 4, 5]))], 'Error(Value, InvalidInput)', 621, 15],
      ['deserialize_from_bytes', [changed(xdrOf(VOID), 0, 1)], 'Error(Value, InvalidInput)', 587, 12],
      ['deserialize_from_bytes', [changed(VEC_XDR, 11, 1)], 'Error(Value, InvalidInput)', 1406, 84],
      ['deserialize_from_bytes', [changed(VEC_XDR, 11, 3)], 'Error(Context, ExceededLimit)', 1406, 84],
      ['deserialize_from_bytes', [changed(VEC_XDR, 8, 0xff)], 'Error(Context, ExceededLimit)', 1406, 84],
      [
        'deserialize_from_bytes',
        [bytesVal(Buffer.concat([ADDRESS_XDR, Buffer.from([255])]))],
        'Error(Value, InvalidInput)',
        1986,
        135,
      ],
      ['deserialize_from_bytes', [bytesVal(ADDRESS_XDR.subarray(0, -1))], 'Error(Context, ExceededLimit)', 1918, 129],
      ['deserialize_from_bytes', [changed(ADDRESS_XDR, 7, 1)], 'Error(Value, InvalidInput)', 1952, 132],
    ],
  },
];
