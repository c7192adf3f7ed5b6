/** Symbols: at most 32 of `[_0-9A-Za-z]`. Up to nine fit into a value word as six-bit codes (CAP-46). */
const ALPHABET = '_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SYMBOL_LENGTH = 32;
export const SMALL_SYMBOL_LENGTH = 9;

const CODE_OF = new Uint8Array(256);
for (let i = 0; i < ALPHABET.length; i++) CODE_OF[ALPHABET.charCodeAt(i)] = i + 1;

export function isSymbol(text: string): boolean {
  if (text.length > SYMBOL_LENGTH) return false;
  // Characters past the table are no letters of it either.
  for (let i = 0; i < text.length; i++) if (!CODE_OF[text.charCodeAt(i)]) return false;
  return true;
}

/** Whether the 32 high bits of a small symbol are well formed: 54 bits of codes, two unused. */
export const isSmallSymbol = (high: number): boolean => high >>> 30 === 0;

/** The text of a small symbol: `high` holds the first five codes, `low24` the last four; leading zeros are no codes. */
export function decodeSmallSymbol(high: number, low24: number): string {
  let text = '';
  for (let shift = 24; shift >= 0; shift -= 6) {
    const code = (high >>> shift) & 63;
    if (code !== 0) text += ALPHABET.charAt(code - 1);
  }
  for (let shift = 18; shift >= 0; shift -= 6) {
    const code = (low24 >>> shift) & 63;
    if (code !== 0) text += ALPHABET.charAt(code - 1);
  }
  return text;
}

export type SmallSymbol = { readonly high: number; readonly low24: number };

/** The codes of a symbol of at most nine characters. */
export function encodeSmallSymbol(text: string): SmallSymbol {
  let high = 0;
  let low24 = 0;
  for (let i = 0; i < text.length; i++) {
    high = ((high << 6) | (low24 >>> 18)) & 0x3fff_ffff;
    low24 = ((low24 << 6) | CODE_OF[text.charCodeAt(i)]!) & 0xff_ffff;
  }
  return { high, low24 };
}
