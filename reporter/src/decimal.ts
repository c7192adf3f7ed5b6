/** Far above any price of a bitcoin, and far below what the oracle refuses. */
const MOST_DIGITS = 15;
const PLAIN = /^(\d+)(?:\.(\d{1,40}))?$/;

/**
 * A price as it was written, times 10 to the power of `digits`, rounded down. Undefined for anything but a plain decimal
 * above zero: a sign, an exponent, a comma or a space is no price, whatever it was meant to be.
 */
export function scaledPrice(text: string, digits: number): bigint | undefined {
  const [, whole = '', fraction = ''] = PLAIN.exec(text) ?? [];
  if (whole === '' || whole.length > MOST_DIGITS) return undefined;
  const price = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return price > 0n ? price : undefined;
}

/** The way back, for people: without zeros at the end. */
export function priceText(price: bigint, digits: number): string {
  const text = price.toString().padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  const whole = text.slice(0, text.length - digits);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
