/**
 * Segwit addresses (BIP-173, BIP-350). Written here, apart from the library that makes the first derivation, so that the
 * two share nothing that could be wrong in both; and because libraries know only the witness versions in use, while a
 * reserve pays to all that the standards allow.
 */
const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32 = 1;
const BECH32M = 0x2bc830a3;
const CHECKSUM_WORDS = 6;
/** BIP-173. */
const MOST_CHARACTERS = 90;

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit++) if ((top >>> bit) & 1) checksum ^= GENERATOR[bit] ?? 0;
  }
  return checksum;
}

/** Regroups bytes into five-bit words, padding the last with zeros. */
function fiveBitWords(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      words.push((buffer >>> bits) & 31);
    }
  }
  if (bits > 0) words.push((buffer << (5 - bits)) & 31);
  return words;
}

/** The address of a witness program: version 0 in Bech32, later ones in Bech32m. */
export function encodeSegwitAddress(hrp: string, version: number, program: Uint8Array): string {
  const words = [version, ...fiveBitWords(program)];
  const checksum = polymod([...expandedPrefix(hrp), ...words, 0, 0, 0, 0, 0, 0]) ^ (version === 0 ? BECH32 : BECH32M);
  const checksumWords = [25, 20, 15, 10, 5, 0].map((shift) => (checksum >>> shift) & 31);
  return `${hrp}1${[...words, ...checksumWords].map((word) => CHARSET[word]).join('')}`;
}

export type WitnessProgram = { readonly version: number; readonly program: Uint8Array };

/** Undefined for what is no segwit address with this human-readable part. Lower case or upper case, never both. */
export function decodeSegwitAddress(hrp: string, address: string): WitnessProgram | undefined {
  const lower = address.toLowerCase();
  if (address !== lower && address !== address.toUpperCase()) return undefined;
  const prefix = `${hrp}1`;
  if (!lower.startsWith(prefix) || address.length > MOST_CHARACTERS) return undefined;
  const words = [...lower.slice(prefix.length)].map((character) => CHARSET.indexOf(character));
  // The version, at least one word of program, and the checksum.
  if (words.includes(-1) || words.length < 2 + CHECKSUM_WORDS) return undefined;
  const [version = 0, ...data] = words.slice(0, -CHECKSUM_WORDS);
  const checksum = polymod([...expandedPrefix(hrp), ...words]);
  const program = eightBitBytes(data);
  if (checksum !== (version === 0 ? BECH32 : BECH32M) || !program || !isWitnessProgram(version, program.length)) {
    return undefined;
  }
  return { version, program };
}

/** BIP-141: 2 to 40 bytes for versions 0 to 16, and 20 or 32 for version 0. */
export const isWitnessProgram = (version: number, bytes: number): boolean =>
  version >= 0 && version <= 16 && bytes >= 2 && bytes <= 40 && (version !== 0 || bytes === 20 || bytes === 32);

/** Undefined if what is left over is a whole word, or not zero. */
function eightBitBytes(words: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const word of words) {
    buffer = ((buffer << 5) | word) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((buffer >>> bits) & 0xff);
  }
  return bits < 5 && (buffer & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : undefined;
}

function expandedPrefix(hrp: string): number[] {
  const codes = [...hrp].map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}
