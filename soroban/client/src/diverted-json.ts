/** Where the texts of one member of a JSON document go, piece by piece, as they come. */
export interface Diversion {
  /** Before a text; `said` is the document up to there, from the last `{` on and without the member's name. */
  begin(said: string): void;
  piece(text: Buffer): void;
  end(): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Reads a JSON document of which one member's texts are too large to be kept: those are handed on, and the rest is
 * kept, with empty texts in their place.
 */
export function divertJson(
  member: string,
  to: Diversion,
  mostBytes: number,
): { push(bytes: Buffer): void; end(): string } {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  /** Of the text that is being read: undefined outside of one. */
  let text: Buffer[] | undefined;
  let isEscaped = false;
  let isDiverted = false;
  /** The last text that ended, and whether a colon followed: then it is a member's name. */
  let last: string | undefined;
  let isNamed = false;

  function keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    keptBytes += bytes.length;
    if (keptBytes > mostBytes) throw new RangeError(`all but "${member}" is more than ${mostBytes} bytes`);
    kept.push(bytes);
  }

  const said = (): string => {
    const whole = Buffer.concat(kept).toString('utf8');
    kept.splice(0, kept.length, Buffer.from(whole));
    return whole.slice(whole.lastIndexOf('{')).replace(/,?\s*"[^"]*"\s*:\s*"$/, '');
  };

  /** Outside of texts: answers where the next one begins. */
  function outside(bytes: Buffer, from: number): number {
    const quote = bytes.indexOf(QUOTE, from);
    const until = quote < 0 ? bytes.length : quote + 1;
    const between = bytes.subarray(from, until);
    if (between.includes(COLON)) isNamed = true;
    keep(between);
    if (quote < 0) return until;
    isDiverted = isNamed && last === member;
    text = [];
    if (isDiverted) to.begin(said());
    return until;
  }

  /** Within a text: answers where it ends. */
  function within(bytes: Buffer, from: number, parts: Buffer[]): number {
    for (let at = from; at < bytes.length; ) {
      if (isEscaped) {
        isEscaped = false;
        at++;
        continue;
      }
      const quote = nextOf(bytes, QUOTE, at);
      const backslash = bytes.subarray(at, quote).indexOf(BACKSLASH);
      if (backslash >= 0) {
        isEscaped = true;
        at += backslash + 1;
        continue;
      }
      take(bytes.subarray(from, quote), parts);
      if (quote === bytes.length) return quote;
      ended(bytes.subarray(quote, quote + 1), parts);
      return quote + 1;
    }
    take(bytes.subarray(from), parts);
    return bytes.length;
  }

  function take(bytes: Buffer, parts: Buffer[]): void {
    if (isDiverted) to.piece(bytes);
    else {
      keep(bytes);
      parts.push(bytes);
    }
  }

  function ended(quote: Buffer, parts: Buffer[]): void {
    keep(quote);
    if (isDiverted) to.end();
    last = isDiverted ? undefined : Buffer.concat(parts).toString('utf8');
    isNamed = false;
    text = undefined;
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) at = text ? within(bytes, at, text) : outside(bytes, at);
    },
    end: () => Buffer.concat(kept).toString('utf8'),
  };
}

const nextOf = (bytes: Buffer, byte: number, from: number): number => {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
};
