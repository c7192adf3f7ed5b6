import { StrKey, type xdr } from '@stellar/stellar-sdk';

/** `SCValType` of what events are mostly made of (Stellar-contract.x). */
const BOOL = 0;
const VOID = 1;
const U32 = 3;
const I32 = 4;
const U64 = 5;
const I64 = 6;
const TIMEPOINT = 7;
const DURATION = 8;
const U128 = 9;
const I128 = 10;
const BYTES = 13;
const STRING = 14;
const SYMBOL = 15;
const ADDRESS = 18;

type TypeName = xdr.ScSpecTypeDef['type'];

/** What these are, more than the value says. */
const NOT_PLAIN: ReadonlySet<TypeName> = new Set(['scSpecTypeOption', 'scSpecTypeUdt', 'scSpecTypeVal']);

/**
 * JSON of one value (XDR of an `SCVal`, and nothing behind it) as `Spec.scValToNative` and `toJson` make it, without the objects in
 * between: integers wider than 32 bits as text, bytes in hex, addresses in base32. Undefined for what is not as plain as that.
 */
export function readPlainValue(bytes: Buffer, type: TypeName): string | number | boolean | null | undefined {
  if (NOT_PLAIN.has(type)) return undefined;
  switch (bytes.readInt32BE(0)) {
    case BOOL:
      return boolOf(bytes.readUInt32BE(4));
    case VOID:
      return null;
    case U32:
      return bytes.readUInt32BE(4);
    case I32:
      return bytes.readInt32BE(4);
    case U64:
    case TIMEPOINT:
    case DURATION:
      return unsigned64(bytes, 4);
    case I64:
      return String(bytes.readBigInt64BE(4));
    case U128:
      return wide(bytes, bytes.readBigUInt64BE(4));
    case I128:
      return wide(bytes, bytes.readBigInt64BE(4));
    case BYTES: {
      const end = endOf(bytes);
      return end === undefined ? undefined : bytes.toString('hex', 8, end);
    }
    case STRING:
    case SYMBOL:
      return type === 'scSpecTypeString' || type === 'scSpecTypeSymbol' ? textOf(bytes) : undefined;
    case ADDRESS:
      return addressOf(bytes);
    default:
      return undefined;
  }
}

/** Anything else is none. */
const boolOf = (value: number): boolean | undefined => (value > 1 ? undefined : value === 1);

function unsigned64(bytes: Buffer, at: number): string {
  const [high, low] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
  return high < 0x20_0000 ? String(high * 0x1_0000_0000 + low) : String(bytes.readBigUInt64BE(at));
}

const wide = (bytes: Buffer, high: bigint): string =>
  high === 0n ? unsigned64(bytes, 12) : String((high << 64n) | bytes.readBigUInt64BE(12));

/** Where it ends that has its length at 4, and zeros behind it up to a multiple of four; undefined where they are none. */
function endOf(bytes: Buffer): number | undefined {
  const end = 8 + bytes.readUInt32BE(4);
  for (let at = end; at < bytes.length; at++) if (bytes[at] !== 0) return undefined;
  return end;
}

/** Of ASCII alone: that is the same in every encoding. */
function textOf(bytes: Buffer): string | undefined {
  const end = endOf(bytes);
  if (end === undefined) return undefined;
  for (let at = 8; at < end; at++) if (bytes[at]! > 0x7f) return undefined;
  return bytes.toString('latin1', 8, end);
}

const ACCOUNT = 0;
const CONTRACT = 1;
const ED25519 = 0;

/** Base32 and a checksum are a good part of reading an event, and most addresses come again. */
const addresses = new Map<string, string>();
const MOST_ADDRESSES = 10_000;

function addressOf(bytes: Buffer): string | undefined {
  const kind = bytes.readInt32BE(4);
  const isAccount = kind === ACCOUNT && bytes.readInt32BE(8) === ED25519;
  if (!isAccount && kind !== CONTRACT) return undefined;
  const key = bytes.toString('latin1', 4);
  const known = addresses.get(key);
  if (known !== undefined) return known;
  const text = isAccount ? StrKey.encodeEd25519PublicKey(bytes.subarray(12)) : StrKey.encodeContract(bytes.subarray(8));
  if (addresses.size >= MOST_ADDRESSES) addresses.clear();
  addresses.set(key, text);
  return text;
}
