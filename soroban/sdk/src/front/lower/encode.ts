const alphabet = '_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The Val of a symbol of up to 9 characters: six bits each, first character highest, then the tag (CAP-46-01). */
export function smallSymbolVal(text: string): bigint {
  let body = 0n;
  for (const character of text) body = (body << 6n) | BigInt(alphabet.indexOf(character) + 1);
  return (body << 8n) | 14n;
}

export const isSmallSymbol = (text: string): boolean => text.length <= 9;

/** A byte list as AssemblyScript's `memory.data` takes it. */
export const byteList = (data: Iterable<number>): string => [...data].join(',');

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
