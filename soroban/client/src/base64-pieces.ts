const ESCAPE = 6;
const BACKSLASH = 0x5c;

/** Decodes base64 that comes in pieces of a JSON text, in which some write a slash as `\/`, or a sign as `\u002b`. */
export function base64Pieces(): { push(text: Buffer): Buffer; end(): Buffer } {
  let cutOff = '';
  /** At most three characters, of which nothing can be made yet. */
  let rest = '';
  function decode(text: string, isLast: boolean): Buffer {
    const plain = rest + (text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text);
    const whole = isLast ? plain.length : plain.length - (plain.length % 4);
    rest = plain.slice(whole);
    return Buffer.from(plain.slice(0, whole), 'base64');
  }
  /** Where nothing is escaped: what is long is made into one text, and not into one after the other. */
  function decodePlain(bytes: Buffer): Buffer {
    const missing = rest === '' ? 0 : 4 - rest.length;
    const until = bytes.length - ((bytes.length - missing) % 4);
    const first = rest + bytes.toString('latin1', 0, missing);
    const decoded = Buffer.allocUnsafe(3 + (3 * (until - missing)) / 4);
    const before = decoded.write(first, 0, 'base64');
    const size = before + decoded.write(bytes.toString('latin1', missing, until), before, 'base64');
    rest = bytes.toString('latin1', until);
    return decoded.subarray(0, size);
  }
  return {
    push(bytes) {
      if (cutOff === '' && bytes.length >= 4 && !bytes.includes(BACKSLASH)) return decodePlain(bytes);
      const text = cutOff + bytes.toString('latin1');
      const at = text.lastIndexOf('\\');
      const until = at >= 0 && text.length - at < ESCAPE ? at : text.length;
      cutOff = text.slice(until);
      return decode(text.slice(0, until), false);
    },
    end: () => decode(cutOff, true),
  };
}
