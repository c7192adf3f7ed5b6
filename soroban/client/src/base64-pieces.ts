const ESCAPE = 6;

/** Decodes base64 that comes in pieces of a JSON text, in which some write a slash as `\/`, or a sign as `\u002b`. */
export function base64Pieces(): { push(text: Buffer): Buffer; end(): Buffer } {
  let cutOff = '';
  let rest = '';
  function decode(text: string, isLast: boolean): Buffer {
    const plain = rest + (text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text);
    const whole = isLast ? plain.length : plain.length - (plain.length % 4);
    rest = plain.slice(whole);
    return Buffer.from(plain.slice(0, whole), 'base64');
  }
  return {
    push(bytes) {
      const text = cutOff + bytes.toString('latin1');
      const at = text.lastIndexOf('\\');
      const until = at >= 0 && text.length - at < ESCAPE ? at : text.length;
      cutOff = text.slice(until);
      return decode(text.slice(0, until), false);
    },
    end: () => decode(cutOff, true),
  };
}
