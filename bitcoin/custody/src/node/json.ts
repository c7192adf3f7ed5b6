/** A number as it was written: a double would round a rate or an amount before anybody could look at it. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | string | JsonNumber | readonly Json[] | { readonly [name: string]: Json };

/** Deeper than any answer of a Bitcoin node, and far from the end of the stack. */
const MOST_DEPTH = 64;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

/** JSON (RFC 8259) whose numbers stay text. Throws a SyntaxError for anything else, trailing text included. */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > MOST_DEPTH) throw new SyntaxError(`it is nested deeper than ${MOST_DEPTH} levels`);
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '"') return this.#string();
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    const word = WORDS.find(([name]) => this.#text.startsWith(name, this.#at));
    if (word) {
      this.#at += word[0].length;
      return word[1];
    }
    return new JsonNumber(this.#match(NUMBER) || this.#unexpected());
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#unexpected();
  }

  /** Looked for from quote to quote: a block in hexadecimal is one string of megabytes. */
  #string(): string {
    const from = this.#at;
    let end = this.#text.indexOf('"', from + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw new SyntaxError('it ends within a string');
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(from, end + 1)) as string;
  }

  #isEscaped(at: number): boolean {
    let slashes = 0;
    while (this.#text[at - 1 - slashes] === '\\') slashes++;
    return slashes % 2 === 1;
  }

  #list(depth: number): Json[] {
    const items: Json[] = [];
    this.#at++;
    if (this.#takes(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) this.#unexpected();
    return items;
  }

  #object(depth: number): { [name: string]: Json } {
    // Without a prototype: no name that a node sends means anything else.
    const fields: { [name: string]: Json } = Object.create(null) as { [name: string]: Json };
    this.#at++;
    if (this.#takes('}')) return fields;
    do {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') this.#unexpected();
      const name = this.#string();
      if (!this.#takes(':')) this.#unexpected();
      fields[name] = this.value(depth + 1);
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#unexpected();
    return fields;
  }

  #takes(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #unexpected(): never {
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text[this.#at]) : 'its end';
    throw new SyntaxError(`at ${this.#at} there is ${found}`);
  }
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The number times 10^digits; undefined where that is no whole number, unless it is rounded up. */
export function scaled({ text }: JsonNumber, digits: number, rounding: 'exact' | 'up'): bigint | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (whole === '') return undefined;
  const mantissa = BigInt(`${sign}${whole}${fraction}`);
  const shift = Number(exponent) + digits - fraction.length;
  if (shift >= 0) return mantissa * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  if (mantissa % divisor === 0n) return mantissa / divisor;
  return rounding === 'exact' ? undefined : mantissa / divisor + (mantissa > 0n ? 1n : 0n);
}
